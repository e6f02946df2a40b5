package dev.krait.examples.wordcount;

import java.util.Arrays;

/** Byte arrays that grow. */
final class Bytes {
    /** Some JVMs refuse arrays of the very last sizes. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private Bytes() {}

    /** The array itself or a longer copy, with room for more bytes behind those in use. */
    static byte[] withRoom(byte[] bytes, int used, int more) {
        if (bytes.length - used >= more) {
            return bytes;
        }
        long needed = (long) used + more;
        if (needed > LONGEST) {
            throw new OutOfMemoryError("more than 2 GiB of different words");
        }
        return Arrays.copyOf(bytes, (int) Math.min(LONGEST, Math.max(needed, 2L * bytes.length)));
    }
}
