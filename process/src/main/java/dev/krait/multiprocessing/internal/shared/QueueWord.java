package dev.krait.multiprocessing.internal.shared;

/**
 * One side of a queue in one word, so that one compare-and-set moves it: how many items passed, where in which chunk the
 * next one begins, and whether the side is over.
 *
 * <pre>
 * bits 0-30   items that passed, modulo two to the 31st
 * bits 31-47  where in the chunk, in words of eight bytes
 * bits 48-62  the number of the chunk
 * bit 63      over: nobody passes any more
 * </pre>
 */
final class QueueWord {
    private static final long COUNT_MASK = 0x7fff_ffffL;
    private static final int OFFSET_SHIFT = 31;
    private static final long OFFSET_MASK = 0x1_ffff;
    private static final int CHUNK_SHIFT = 48;
    private static final long CHUNK_MASK = 0x7fff;
    private static final long OVER = 1L << 63;

    /** The chunks are numbered from one to this. */
    static final int LAST_CHUNK = (int) CHUNK_MASK;

    /** The longest chunk, in bytes. */
    static final int LONGEST_CHUNK = 1 << 20;

    private QueueWord() {}

    /** A side that is not over; the offset is in bytes. */
    static long of(int chunk, int offset, int count) {
        return (count & COUNT_MASK) | (long) (offset >>> 3) << OFFSET_SHIFT | (long) chunk << CHUNK_SHIFT;
    }

    static int count(long word) {
        return (int) (word & COUNT_MASK);
    }

    static int chunk(long word) {
        return (int) (word >>> CHUNK_SHIFT & CHUNK_MASK);
    }

    /** Where the next item begins, in bytes. */
    static int offset(long word) {
        return (int) (word >>> OFFSET_SHIFT & OFFSET_MASK) << 3;
    }

    static boolean isOver(long word) {
        return word < 0;
    }

    static long over(long word) {
        return word | OVER;
    }

    /** How many more items passed one side than the other. */
    static int between(long ahead, long behind) {
        return (int) ((ahead - behind) & COUNT_MASK);
    }
}
