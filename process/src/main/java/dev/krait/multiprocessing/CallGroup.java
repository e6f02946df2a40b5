package dev.krait.multiprocessing;

import org.jspecify.annotations.Nullable;

/** Calls of one function that a pool was given together. For one thread at a time, but for {@link #cancel}. */
interface CallGroup {
    /** Calls that are submitted together. */
    interface Batch {
        /**
         * Takes over the arguments of one more call, for another process by encoding them. Whatever is thrown, the batch is as
         * it was then.
         *
         * @throws IllegalArgumentException if they cannot travel
         */
        void add(@Nullable Object... arguments);

        /** The same for a call of one argument, which may be an array. */
        void addOne(@Nullable Object argument);

        /** How many calls it has. */
        int size();

        /** How much memory its calls take outside this JVM's ordinary objects, in bytes. */
        long bytes();
    }

    /** Says that an argument may be another one before its batch is submitted: it is read when it is added, all of it. */
    default void argumentsMayChange() {}

    /**
     * Begins a batch.
     *
     * @param chunk how many of its calls at a time are handed to one worker together, 0 for as many as is best
     */
    Batch batch(int chunk, BatchReceiver receiver);

    /** The same for calls that are to be treated in another way than the others of the group. */
    Batch batch(int chunk, BatchReceiver receiver, TaskOptions options);

    /**
     * Submits the calls of a batch, in order, all or none.
     *
     * @throws IllegalStateException if the pool takes no more tasks
     */
    void submit(Batch batch);

    /** Waits until what was submitted takes no more memory than is reasonable. */
    void awaitRoom() throws InterruptedException;

    /** Takes back every call that has not begun; it is told nothing. Returns how many those are. */
    int cancel();

    /** Does the same, and ends those that have begun, which are told; as soon as they heed an interrupt, or by force. */
    int stop();

    /** Says that no more calls follow. */
    void end();
}
