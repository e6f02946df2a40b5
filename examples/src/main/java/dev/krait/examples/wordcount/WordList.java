package dev.krait.examples.wordcount;

import java.io.Serializable;

/** Words with their counts in the smallest form, which is how they travel between processes. */
final class WordList implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All words, one behind the other. */
    final byte[] letters;

    /** Where each word ends in the letters. */
    final int[] ends;

    /** How often each word was seen. */
    final long[] counts;

    WordList(byte[] letters, int[] ends, long[] counts) {
        this.letters = letters;
        this.ends = ends;
        this.counts = counts;
    }

    int size() {
        return ends.length;
    }

    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}
