package dev.krait.multiprocessing.managers;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between whom a value travels that is being encoded or decoded by this thread, so that references to objects of that server
 * can be short. One thread uses it at a time.
 */
final class Transfer {
    private static final ThreadLocal<@Nullable Transfer> CURRENT = new ThreadLocal<>();

    private final UUID server;
    private final boolean trusted;
    private final @Nullable Session session;
    private final @Nullable Server host;
    private final @Nullable ServedSession client;

    /** Objects of which the client was given references by the message that is being written. */
    private final List<Long> handed = new ArrayList<>();

    private Transfer(
            UUID server,
            boolean trusted,
            @Nullable Session session,
            @Nullable Server host,
            @Nullable ServedSession client) {
        this.server = server;
        this.trusted = trusted;
        this.session = session;
        this.host = host;
        this.client = client;
    }

    /** What a client's end needs, with which any of its threads may read and write. */
    static Transfer of(Session session) {
        return new Transfer(session.server(), session.door().isTrusted(), session, null, null);
    }

    /** What a server's end needs for one connection of a client. */
    static Transfer of(Server host, ServedSession client) {
        return new Transfer(host.id(), host.door().isTrusted(), null, host, client);
    }

    static @Nullable Transfer current() {
        return CURRENT.get();
    }

    /** Begins one, or ends it and goes on with an outer one; gives the one before. */
    static @Nullable Transfer swap(@Nullable Transfer next) {
        Transfer before = CURRENT.get();
        CURRENT.set(next);
        return before;
    }

    /** The server at one end. */
    UUID server() {
        return server;
    }

    /** Whether anything may pass. */
    boolean trusted() {
        return trusted;
    }

    /** The client's end, null at the server's. */
    @Nullable
    Session session() {
        return session;
    }

    /** The server's end, null at the client's. */
    @Nullable
    Server host() {
        return host;
    }

    /** Whom the server talks to. */
    @Nullable
    ServedSession client() {
        return client;
    }

    /** A message begins. */
    void begin() {
        handed.clear();
    }

    /** The client is given one more reference to an object, if this is the server's end. */
    void hand(long object) {
        if (host != null && client != null && host.hand(object, client)) {
            handed.add(object);
        }
    }

    /** What was written does not go out, nor do the references in it. */
    void takeBack() {
        if (client != null) {
            handed.forEach(client::release);
        }
        handed.clear();
    }
}
