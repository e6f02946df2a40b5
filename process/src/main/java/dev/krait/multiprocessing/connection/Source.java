package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.Waitable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where an end takes whole messages from. One thread at a time calls it, under the end's lock, but for what says so. */
interface Source {
    /**
     * Takes the next message, waiting for it.
     *
     * @return the message, or null if another source has taken this one's place
     * @throws java.io.EOFException if no message will ever come
     * @throws InterruptedException if interrupted before or while waiting; nothing is lost by it
     */
    byte @Nullable [] take() throws IOException, InterruptedException;

    /**
     * Waits until {@link #take} would not wait.
     *
     * @param nanos how long, {@link Long#MAX_VALUE} for ever
     * @return false if the time is over, or if another source has taken this one's place
     */
    boolean awaitReady(long nanos) throws IOException, InterruptedException;

    /** Whether {@link #take} would not wait, be it that it fails. */
    boolean isReady();

    /** Has something run once when this may have become ready. Thread-safe. */
    Waitable.Watch whenReady(Runnable wakeUp);

    /** Wakes whoever waits; any thread. What is called afterwards fails. */
    void close();
}
