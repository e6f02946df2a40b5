package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Survivor;
import dev.krait.threading.Acquirable;

/** The one kind of {@link SharedHeld}. */
final class HeldLock implements SharedHeld {
    private final Acquirable lock;
    private final Survivor shared;
    private boolean closed;

    HeldLock(Acquirable lock, Survivor shared) {
        this.lock = lock;
        this.shared = shared;
    }

    @Override
    public boolean ownerDied() {
        return !closed && shared.ownerDied();
    }

    @Override
    public void markConsistent() {
        if (closed || !shared.markConsistent()) {
            throw new IllegalStateException(
                    "only the thread that has the lock can say that what it guards is in order: " + lock
                            + " is not this thread's");
        }
    }

    @Override
    public SharedHeld requireConsistent() {
        if (ownerDied()) {
            String name = lock.toString();
            close();
            throw new OwnerDiedException("a process died while it held " + name + ", and what that guards may be half"
                    + " changed; somebody who can put it in order has to take it by hold() and call markConsistent()");
        }
        return this;
    }

    @Override
    public void close() {
        if (!closed) {
            // A release that is refused has released nothing, so that it must be possible to close again.
            lock.release();
            closed = true;
        }
    }

    @Override
    public String toString() {
        return "Held[" + lock + (closed ? ", closed]" : "]");
    }
}
