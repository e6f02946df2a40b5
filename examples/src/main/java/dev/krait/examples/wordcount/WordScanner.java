package dev.krait.examples.wordcount;

/**
 * Finds the words in a stream of bytes that comes in blocks: maximal runs of ASCII letters, in lower case. A word may begin
 * in one block and end in a later one.
 */
final class WordScanner {
    /** For each byte the letter in lower case that it stands for, or zero if it is none. */
    private static final byte[] LETTERS = new byte[256];

    static {
        for (char letter = 'a'; letter <= 'z'; letter++) {
            LETTERS[letter] = (byte) letter;
            LETTERS[Character.toUpperCase(letter)] = (byte) letter;
        }
    }

    private byte[] word = new byte[256];
    private int length;
    private int hash = WordTable.emptyHash();

    /** Counts the words that end in a block. */
    void scan(byte[] block, int size, WordTable into) {
        for (int i = 0; i < size; i++) {
            byte letter = LETTERS[block[i] & 0xff];
            if (letter != 0) {
                if (length == word.length) {
                    word = Bytes.withRoom(word, length, 1);
                }
                word[length++] = letter;
                hash = WordTable.hash(hash, letter);
            } else if (length != 0) {
                endWord(into);
            }
        }
    }

    /** Counts the word that the end of the stream ended, if there is one, and is ready for another stream. */
    void end(WordTable into) {
        if (length != 0) {
            endWord(into);
        }
    }

    /** Forgets a word that was begun, and is ready for another stream. */
    void reset() {
        length = 0;
        hash = WordTable.emptyHash();
    }

    private void endWord(WordTable into) {
        into.add(word, 0, length, hash, 1);
        reset();
    }
}
