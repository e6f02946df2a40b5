package dev.krait.examples.wordcount;

/** A word and how often it was seen. */
record WordCounted(String word, long count) {}
