package dev.krait.threading;

/**
 * A {@link Semaphore} that refuses to hold more permits than it had at first, so that a release too many is noticed where
 * it happens.
 *
 * <p>Mirrors Python's {@code threading.BoundedSemaphore}. Where that raises {@code ValueError}, {@link #release()} throws
 * {@link IllegalStateException}: it is not the argument that is wrong.
 */
public class BoundedSemaphore extends Semaphore {
    /** A semaphore with one permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * A semaphore.
     *
     * @param value how many permits there are at first, and at most
     * @throws IllegalArgumentException if it is negative
     */
    public BoundedSemaphore(int value) {
        super(value, value);
    }
}
