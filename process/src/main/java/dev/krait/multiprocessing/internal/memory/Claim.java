package dev.krait.multiprocessing.internal.memory;

import java.nio.file.Path;

/** The right of a {@link Block} to its memory, which is given back at most once, by whoever comes first. */
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

    /** The owner has no more use for it. */
    final void release() {
        synchronized (this) {
            if (released) {
                return;
            }
            released = true;
        }
        free(givenAway);
    }

    /** The owner can no longer be reached; what was given away stays. */
    @Override
    public final void run() {
        synchronized (this) {
            if (released || givenAway) {
                return;
            }
            released = true;
        }
        free(false);
    }

    /**
     * Gives the memory back.
     *
     * @param known whether another process may still use it
     */
    abstract void free(boolean known);
}
