package dev.krait.multiprocessing;

import dev.krait.threading.Acquirable;
import java.util.function.BooleanSupplier;

/** The one kind of {@link SharedHeld}. */
final class HeldLock implements SharedHeld {
    private final Acquirable lock;
    private final BooleanSupplier ownerDied;
    private final BooleanSupplier markConsistent;
    private boolean closed;

    HeldLock(Acquirable lock, BooleanSupplier ownerDied, BooleanSupplier markConsistent) {
        this.lock = lock;
        this.ownerDied = ownerDied;
        this.markConsistent = markConsistent;
    }

    @Override
    public boolean ownerDied() {
        return !closed && ownerDied.getAsBoolean();
    }

    @Override
    public void markConsistent() {
        if (closed || !markConsistent.getAsBoolean()) {
            throw new IllegalStateException(
                    "only the thread that has the lock can say that what it guards is in order: " + lock
                            + " is not this thread's");
        }
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
