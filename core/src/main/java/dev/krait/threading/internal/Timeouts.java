package dev.krait.threading.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Turns timeouts into nanoseconds once, at the public edge, and refuses what cannot be waited for. */
public final class Timeouts {
    /** The longest timeout that a wait accepts: what fits into a {@code long} of nanoseconds, some 292 years. */
    public static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);

    private static final String TASK_WITHOUT = "a task without one";

    private Timeouts() {}

    /**
     * The nanoseconds of a timeout where a negative one means "try once".
     *
     * @param timeout a timeout up to {@link #MAX}
     * @return its nanoseconds, zero for a negative one
     * @throws IllegalArgumentException if it is longer than {@link #MAX}
     * @throws NullPointerException if it is null
     */
    public static long pollingNanos(Duration timeout) {
        return present(timeout).isNegative() ? 0 : nanos(timeout);
    }

    /**
     * The nanoseconds of a timeout where a negative one is a mistake of the caller.
     *
     * @param timeout a timeout from zero up to {@link #MAX}
     * @return its nanoseconds
     * @throws IllegalArgumentException if it is negative or longer than {@link #MAX}
     * @throws NullPointerException if it is null
     */
    public static long nanos(Duration timeout) {
        if (present(timeout).isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout
                    + "; pass Duration.ZERO to try once, or call the overload without a timeout to wait for ever");
        }
        if (timeout.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("timeout " + timeout + " is longer than the longest wait, " + MAX
                    + "; call the overload without a timeout to wait for ever");
        }
        return timeout.toNanos();
    }

    /**
     * The timeout, which must be there: null is what a Python reader writes to wait for ever.
     *
     * @param timeout a timeout
     * @return the same
     * @throws NullPointerException if it is null
     */
    public static Duration present(Duration timeout) {
        return requireNonNull(
                timeout, "timeout is null; call the overload without a timeout to wait for ever, or pass a Duration");
    }

    /**
     * A time of a task that must be more than zero.
     *
     * @param time a time up to {@link #MAX}
     * @param what what it is, for the text of a refusal
     * @return the same
     * @throws IllegalArgumentException if it is not positive, or longer than {@link #MAX}
     */
    public static Duration positive(Duration time, String what) {
        return positive(time, what, TASK_WITHOUT);
    }

    /**
     * A time that must be more than zero.
     *
     * @param time a time up to {@link #MAX}
     * @param what what it is, for the text of a refusal
     * @param without what one has without such a time, for the same
     * @return the same
     * @throws IllegalArgumentException if it is not positive, or longer than {@link #MAX}
     */
    public static Duration positive(Duration time, String what, String without) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(
                    what + " must be more than zero: " + time + "; leave it out for " + without);
        }
        return countable(time, what, without);
    }

    /**
     * A time for something as a whole, which may be zero.
     *
     * @param time a time up to {@link #MAX}
     * @param whole what it is the time of, with its article, for the text of a refusal
     * @return the same
     * @throws IllegalArgumentException if it is negative, or longer than {@link #MAX}
     */
    public static Duration notNegative(Duration time, String whole) {
        return notNegative(time, "timeout of " + whole, whole + " without one");
    }

    /**
     * A time that may be zero.
     *
     * @param time a time up to {@link #MAX}
     * @param what what it is, for the text of a refusal
     * @param without what one has without such a time, for the same
     * @return the same
     * @throws IllegalArgumentException if it is negative, or longer than {@link #MAX}
     */
    public static Duration notNegative(Duration time, String what, String without) {
        if (requireNonNull(time, "timeout").isNegative()) {
            throw new IllegalArgumentException(
                    what + " must not be negative: " + time + "; leave it out for " + without);
        }
        return countable(time, what, without);
    }

    /**
     * A time of a task that can be counted in nanoseconds.
     *
     * @param time a time
     * @param what what it is, for the text of a refusal
     * @return the same
     * @throws IllegalArgumentException if it is longer than {@link #MAX}
     */
    public static Duration countable(Duration time, String what) {
        return countable(time, what, TASK_WITHOUT);
    }

    /**
     * A time that can be counted in nanoseconds.
     *
     * @param time a time
     * @param what what it is, for the text of a refusal
     * @param without what one has without such a time, for the same
     * @return the same
     * @throws IllegalArgumentException if it is longer than {@link #MAX}
     */
    public static Duration countable(Duration time, String what, String without) {
        if (time.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    what + " " + time + " is longer than can be counted, " + MAX + "; leave it out for " + without);
        }
        return time;
    }
}
