package dev.krait.multiprocessing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of one function that a pool was given together. For one thread at a time, but for {@link #cancel}. */
interface CallGroup {
    /** A call that is ready to be submitted. */
    interface Call {
        /** How much memory it takes outside this JVM's ordinary objects, in bytes. */
        long bytes();
    }

    /**
     * Takes over the arguments of one call, for another process by encoding them.
     *
     * @throws IllegalArgumentException if they cannot travel
     */
    Call prepare(@Nullable Object[] arguments, CallReceiver receiver);

    /**
     * The same for a call that is to be treated in another way than the others.
     *
     * @throws IllegalArgumentException if they cannot travel
     */
    Call prepare(@Nullable Object[] arguments, CallReceiver receiver, TaskOptions options);

    /**
     * Submits calls, in order, all or none.
     *
     * @param chunk how many of them at a time are handed to one worker together, 0 for as many as is best
     * @throws IllegalStateException if the pool takes no more tasks
     */
    void submit(List<? extends Call> calls, int chunk);

    /** Waits until what was submitted takes no more memory than is reasonable. */
    void awaitRoom() throws InterruptedException;

    /** Takes back every call that has not begun; it is told nothing. Returns how many those are. */
    int cancel();

    /** Does the same, and ends those that have begun, which are told; as soon as they heed an interrupt, or by force. */
    int stop();

    /** Says that no more calls follow. */
    void end();
}
