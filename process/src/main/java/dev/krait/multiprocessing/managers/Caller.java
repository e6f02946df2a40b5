package dev.krait.multiprocessing.managers;

import org.jspecify.annotations.Nullable;

/**
 * For whom a thread of a server works: which thread of which client.
 *
 * @param session the client, null for the server's own process
 * @param thread the number of the client's thread
 */
record Caller(@Nullable ServedSession session, long thread) {
    private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

    /** The caller that this thread works for, itself if none. */
    static Caller current() {
        Caller current = CURRENT.get();
        return current == null ? new Caller(null, Thread.currentThread().getId()) : current;
    }

    static void become(@Nullable Caller caller) {
        CURRENT.set(caller);
    }
}
