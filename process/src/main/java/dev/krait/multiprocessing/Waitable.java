package dev.krait.multiprocessing;

/**
 * Something that becomes ready by itself and can be waited for together with others: the end of a process
 * ({@link Process#sentinel}), or a message in a connection.
 *
 * <p>Mirrors what Python's {@code multiprocessing.connection.wait} takes. Thread-safe.
 */
public interface Waitable {
    /**
     * Whether it is ready now. Does not block.
     *
     * @return whether it is
     */
    boolean isReady();

    /**
     * Has something run once it is ready: at once, in the calling thread, if it is already. The action must be short and
     * must not block, since it runs on a thread that serves others, such as one that unparks a waiter.
     *
     * @param wakeUp what to run; it may run although the thing is not ready any more when it looks
     * @return takes the wish back when closed
     */
    Watch whenReady(Runnable wakeUp);

    /** A wish to be told, which can be taken back. */
    interface Watch extends AutoCloseable {
        /** Takes the wish back; without effect if the action has run. Does not block, and may be called again. */
        @Override
        void close();
    }
}
