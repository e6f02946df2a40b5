package dev.krait.multiprocessing;

import dev.krait.threading.Held;

/** A permit that comes back with its block, or with the death of its process. */
final class HeldPermit implements Held {
    private final Semaphore semaphore;
    private boolean closed;

    HeldPermit(Semaphore semaphore) {
        this.semaphore = semaphore;
    }

    @Override
    public void close() {
        if (!closed) {
            semaphore.releaseHeld();
            closed = true;
        }
    }

    @Override
    public String toString() {
        return "Held[" + semaphore + (closed ? ", closed]" : "]");
    }
}
