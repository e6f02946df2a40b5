package dev.krait.multiprocessing.internal.memory;

import java.nio.file.Path;

/** The right of a {@link Block} to its memory. */
abstract class Claim implements Runnable {
    private final Path file;
    private boolean givenAway;
    private boolean released;

    Claim(Path file) {
        this.file = file;
    }

    /** Where the memory lies. */
    final Path file() {
        return file;
    }

    /** Another process may know of it from now on. */
    final synchronized void giveAway() {
        if (released) {
            throw new IllegalStateException("this shared memory is closed and cannot be sent to another process");
        }
        givenAway = true;
    }

    /** The owner has no more use for it, but others of this process may still reach it; nobody else will. */
    final void release() {
        synchronized (this) {
            released = true;
        }
        free(true);
    }

    /** The owner can no longer be reached; what was given away stays. */
    @Override
    public final void run() {
        synchronized (this) {
            if (givenAway) {
                return;
            }
        }
        free(false);
    }

    /**
     * Gives the memory back, as far as that is safe. Repeatable.
     *
     * @param inUse whether somebody may still use it
     */
    abstract void free(boolean inUse);
}
