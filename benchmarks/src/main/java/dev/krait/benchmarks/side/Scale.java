package dev.krait.benchmarks.side;

import java.util.concurrent.TimeUnit;

/**
 * How much work a round does: the whole of it, or a part where a first impression is enough. Both sides of a comparison
 * get the same.
 *
 * @param divisor by how much the work is divided, at least 1
 */
public record Scale(int divisor) {
    /** All of the work. */
    public static final Scale FULL = new Scale(1);

    /** A fifth of it. */
    public static final Scale QUICK = new Scale(5);

    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Refuses what divides nothing. */
    public Scale {
        if (divisor < 1) {
            throw new IllegalArgumentException("work is divided by 1 or more, not by " + divisor);
        }
    }

    /**
     * This scale's part of a number of things to do.
     *
     * @param all how many there are at full scale
     * @return how many are to be done, at least 2
     */
    public int of(int all) {
        return Math.max(2, all / divisor);
    }

    /**
     * How long a round of short work is filled up to.
     *
     * @return nanoseconds
     */
    public long roundNanos() {
        return ROUND_NANOS / divisor;
    }
}
