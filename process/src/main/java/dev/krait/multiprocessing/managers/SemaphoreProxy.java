package dev.krait.multiprocessing.managers;

import dev.krait.threading.Held;

/**
 * A semaphore in the process of a manager: what {@link SyncManager#semaphore} and {@link SyncManager#boundedSemaphore} make.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.AcquirerProxy}. If a process dies, permits that it had taken by
 * {@link #hold} come back, since they were surely held; those taken by {@link #acquire()} do not, because a permit may be taken
 * by one process and given by another.
 */
public final class SemaphoreProxy extends AcquirerProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service extends AcquirerProxy.Service {
        void releaseMany(int count);

        void hold() throws InterruptedException;

        void releaseHeld();
    }

    SemaphoreProxy(Remote remote) {
        super(remote, Service.class);
    }

    private Service permits() {
        return (Service) service();
    }

    /**
     * Gives several permits: Python's {@code release(n)}.
     *
     * @param count how many, at least 1
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if the semaphore is bounded and would have more than at first; nothing was given
     */
    public void release(int count) {
        permits().releaseMany(count);
    }

    @Override
    public Held hold() throws InterruptedException {
        permits().hold();
        return new HeldPermit();
    }

    /** A permit that comes back with its block, or with the death of its process. */
    private final class HeldPermit implements Held {
        private boolean closed;

        @Override
        public void close() {
            if (!closed) {
                permits().releaseHeld();
                closed = true;
            }
        }

        @Override
        public String toString() {
            return "Held[" + describe() + (closed ? ", closed]" : "]");
        }
    }
}
