package dev.krait.examples.wordcount;

import java.io.Serializable;
import java.util.List;

/**
 * What was found in some files.
 *
 * @param words their words
 * @param files how many of them could be read
 * @param bytes how long those are
 * @param problems one line for each that could not be read
 */
record CountedFiles(WordList words, long files, long bytes, List<String> problems) implements Serializable {}
