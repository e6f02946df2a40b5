package dev.krait.multiprocessing.managers;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between whom a value travels that is being encoded or decoded by this thread, so that references to objects of that server
 * can be short.
 *
 * @param server the server at one end
 * @param trusted whether anything may pass
 * @param session the client's end, null at the server's
 * @param host the server's end, null at the client's
 * @param client whom the server talks to
 */
record Transfer(
        UUID server,
        boolean trusted,
        @Nullable Session session,
        @Nullable Server host,
        @Nullable ServedSession client) {
    private static final ThreadLocal<@Nullable Transfer> CURRENT = new ThreadLocal<>();

    static @Nullable Transfer current() {
        return CURRENT.get();
    }

    /** Begins one, or ends it and goes on with an outer one; gives the one before. */
    static @Nullable Transfer swap(@Nullable Transfer next) {
        Transfer before = CURRENT.get();
        CURRENT.set(next);
        return before;
    }
}
