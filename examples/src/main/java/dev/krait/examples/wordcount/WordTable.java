package dev.krait.examples.wordcount;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Counts words given as bytes: a hash table whose keys lie one behind the other in a single array, so that counting makes
 * no object per word. Not for use by several threads at once.
 */
final class WordTable {
    // Where a key starts in the letters; it ends where the next one starts. One more than there are keys.
    private int[] starts = new int[1025];
    private int[] hashes = new int[1024];
    private long[] counts = new long[1024];
    private byte[] letters = new byte[8 * 1024];
    private int size;

    // One more than the key's index; zero marks a free place. At most half of the places are taken.
    private int[] places = new int[4 * 1024];

    /** The number of different words. */
    int size() {
        return size;
    }

    /** The number of words in all. */
    long total() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += counts[i];
        }
        return total;
    }

    /** What the hash of a word starts from, before its first letter. */
    static int emptyHash() {
        return 0;
    }

    /** The hash of a word that is one letter longer. */
    static int hash(int hash, byte letter) {
        return hash * 31 + letter;
    }

    /** Counts a word, whose hash is known. */
    void add(byte[] from, int start, int end, int hash, long count) {
        int place = place(hash);
        for (int entry = places[place]; entry != 0; entry = places[place]) {
            int i = entry - 1;
            if (hashes[i] == hash && Arrays.equals(letters, starts[i], starts[i + 1], from, start, end)) {
                counts[i] += count;
                return;
            }
            place = (place + 1) & (places.length - 1);
        }
        append(from, start, end, hash, count);
        places[place] = size;
        if (size * 2 > places.length) {
            rehash();
        }
    }

    private int place(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ (mixed >>> 15)) & (places.length - 1);
    }

    private void append(byte[] from, int start, int end, int hash, long count) {
        if (size == hashes.length) {
            int more = Math.multiplyExact(size, 2);
            starts = Arrays.copyOf(starts, more + 1);
            hashes = Arrays.copyOf(hashes, more);
            counts = Arrays.copyOf(counts, more);
        }
        int used = starts[size];
        letters = Bytes.withRoom(letters, used, end - start);
        System.arraycopy(from, start, letters, used, end - start);
        hashes[size] = hash;
        counts[size] = count;
        size++;
        starts[size] = used + (end - start);
    }

    private void rehash() {
        places = new int[Math.multiplyExact(places.length, 2)];
        for (int i = 0; i < size; i++) {
            int place = place(hashes[i]);
            while (places[place] != 0) {
                place = (place + 1) & (places.length - 1);
            }
            places[place] = i + 1;
        }
    }

    /** Counts all that another table counted. */
    void addAll(WordTable other) {
        for (int i = 0; i < other.size; i++) {
            add(other.letters, other.starts[i], other.starts[i + 1], other.hashes[i], other.counts[i]);
        }
    }

    /** Counts all that a list says. */
    void addAll(WordList list) {
        for (int i = 0; i < list.size(); i++) {
            int hash = emptyHash();
            for (int at = list.start(i); at < list.ends[i]; at++) {
                hash = hash(hash, list.letters[at]);
            }
            add(list.letters, list.start(i), list.ends[i], hash, list.counts[i]);
        }
    }

    /** A copy of what was counted. */
    WordList toList() {
        return new WordList(
                Arrays.copyOf(letters, starts[size]),
                Arrays.copyOfRange(starts, 1, size + 1),
                Arrays.copyOf(counts, size));
    }

    /** The most frequent words, by falling count and then by the word. */
    List<WordCounted> mostCommon(int most) {
        // The least of those kept is at the head, to be thrown out for a better one.
        var kept = new PriorityQueue<Integer>(Collections.reverseOrder(this::compare));
        for (int i = 0; i < size; i++) {
            if (kept.size() < most) {
                kept.add(i);
            } else if (compare(i, kept.element()) < 0) {
                kept.remove();
                kept.add(i);
            }
        }
        var words = new ArrayList<WordCounted>(kept.size());
        while (!kept.isEmpty()) {
            int i = kept.remove();
            words.add(new WordCounted(
                    new String(letters, starts[i], starts[i + 1] - starts[i], StandardCharsets.US_ASCII), counts[i]));
        }
        Collections.reverse(words);
        return words;
    }

    private int compare(int a, int b) {
        return counts[a] != counts[b]
                ? Long.compare(counts[b], counts[a])
                : Arrays.compare(letters, starts[a], starts[a + 1], letters, starts[b], starts[b + 1]);
    }
}
