package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Handle;

/**
 * A {@link Semaphore} between processes that refuses to hold more permits than it had at first, so that a release too many
 * is noticed where it happens.
 *
 * <p>Mirrors Python's {@code multiprocessing.BoundedSemaphore}.
 */
public class BoundedSemaphore extends Semaphore {
    private static final long serialVersionUID = 1;

    /**
     * A semaphore with one permit.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * A semaphore.
     *
     * @param value how many permits there are at first, and at most
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public BoundedSemaphore(int value) {
        super(value, value);
    }

    BoundedSemaphore(Handle handle) {
        super(handle);
    }
}
