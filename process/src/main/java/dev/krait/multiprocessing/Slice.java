package dev.krait.multiprocessing;

/**
 * The positions that Python's {@code from:to:step} means.
 *
 * @param from the first position
 * @param step the distance between two
 * @param count how many there are
 */
record Slice(long from, long step, long count) {
    /**
     * The positions within something of that length.
     *
     * @throws IllegalArgumentException if {@code step} is zero
     */
    static Slice of(long from, long to, long step, long length) {
        if (step == 0) {
            throw new IllegalArgumentException("the step of a slice cannot be zero");
        }
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? length : length - 1;
        long first = bounded(from, length, lowest, highest);
        long end = bounded(to, length, lowest, highest);
        long distance = step > 0 ? end - first : first - end;
        // Of a step of Long.MIN_VALUE there is no positive one, but it goes as far as the next longest.
        long stride = step > 0 ? step : -Math.max(step, -Long.MAX_VALUE);
        return new Slice(first, step, distance <= 0 ? 0 : (distance - 1) / stride + 1);
    }

    private static long bounded(long position, long length, long lowest, long highest) {
        return Math.max(lowest, Math.min(highest, position < 0 ? position + length : position));
    }

    long position(long i) {
        return from + i * step;
    }

    int asInt() {
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a list cannot hold the " + count + " elements of this slice");
        }
        return (int) count;
    }
}
