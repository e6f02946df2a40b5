package dev.krait.multiprocessing.internal.arena;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Work with file channels, which an interrupt of the thread closes, brought to its end all the same. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Opens channels of its own each time that it is tried, and closes them; an interrupt leaves nothing of it behind. */
    public interface Attempt<T> {
        /** Does it from the beginning. */
        T make() throws IOException;
    }

    /** Does something as often as an interrupt ends it; the thread is interrupted then when this returns. */
    public static <T> T make(Attempt<T> attempt) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return attempt.make();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
