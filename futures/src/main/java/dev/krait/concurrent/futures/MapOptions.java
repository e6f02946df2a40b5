package dev.krait.concurrent.futures;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of Python's {@code Executor.map}: {@code timeout}, {@code chunksize}, {@code buffersize}. Immutable. */
public final class MapOptions {
    private static final MapOptions DEFAULTS = new MapOptions(null, 1, Integer.MAX_VALUE);

    private final @Nullable Duration timeout;
    private final int chunkSize;
    private final int bufferSize;

    private MapOptions(@Nullable Duration timeout, int chunkSize, int bufferSize) {
        this.timeout = timeout;
        this.chunkSize = chunkSize;
        this.bufferSize = bufferSize;
    }

    /**
     * No timeout, one item at a time, and all items submitted at the call.
     *
     * @return the defaults
     */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * A time for all results together, from the call of {@code map} on. A result that is there already is given out after
     * that too.
     *
     * @param timeout the time; zero gives out only what is there already
     * @return new options
     * @throws IllegalArgumentException if it is negative or too long to count
     */
    public MapOptions withTimeout(Duration timeout) {
        return new MapOptions(Timeouts.notNegative(timeout, "a map"), chunkSize, bufferSize);
    }

    /**
     * How many items travel together to a worker in another process. Each keeps its own outcome; threads take items one
     * by one in any case.
     *
     * @param chunkSize the number of items, at least 1, which is the default
     * @return new options
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapOptions withChunkSize(int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("chunk size must be at least 1: " + chunkSize);
        }
        return new MapOptions(timeout, chunkSize, bufferSize);
    }

    /**
     * How many items are submitted ahead of the results taken; the input is pulled no further than that, and so may be
     * endless. Without it the whole input is submitted at the call.
     *
     * @param bufferSize the number of items (not of chunks, as Python's process pool has it), at least 1
     * @return new options
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapOptions withBufferSize(int bufferSize) {
        if (bufferSize < 1) {
            throw new IllegalArgumentException(
                    "buffer size must be at least 1: " + bufferSize + "; leave it out to submit everything at once");
        }
        return new MapOptions(timeout, chunkSize, bufferSize);
    }

    /**
     * The time for all results together.
     *
     * @return null if there is no limit
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /**
     * How many items travel together.
     *
     * @return 1 by default
     */
    public int chunkSize() {
        return chunkSize;
    }

    /**
     * How many items are submitted ahead.
     *
     * @return {@link Integer#MAX_VALUE} by default
     */
    public int bufferSize() {
        return bufferSize;
    }
}
