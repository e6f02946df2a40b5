package dev.krait.multiprocessing.managers;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The way of proxies that are used in the very process of their server: a plain call, in the same thread. */
final class LocalLink implements Link {
    private final Server server;

    LocalLink(Server server) {
        this.server = server;
    }

    @Override
    public UUID server() {
        return server.id();
    }

    @Override
    public Door door() {
        return server.door();
    }

    @Override
    public @Nullable Object call(Remote target, MethodTable.Entry method, @Nullable Object[] arguments)
            throws Throwable {
        Served served = server.find(target.id());
        Guard guard = enter(served);
        try {
            Object result = server.call(served, method, arguments);
            if (result instanceof Taken taken) {
                result = server.kept(taken.all());
            }
            return result instanceof Server.Kept kept ? kept.remote().show() : result;
        } finally {
            leave(guard);
        }
    }

    /** Waits for the turn; a function that works for a client gives up when that is gone. */
    private static @Nullable Guard enter(Served served) {
        Guard guard = served.guard();
        if (guard != null) {
            try {
                guard.enter(Caller.current().session() != null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(
                        "gave up waiting for its turn with " + served.typeId() + " " + served.id() + ": " + why(), e);
            }
        }
        return guard;
    }

    private static String why() {
        ServedSession client = Caller.current().session();
        return client != null && client.isEnded()
                ? "the client for whom this was done is gone"
                : "the thread was interrupted, because the client no longer wants what this was done for, or by the"
                        + " function itself";
    }

    private static void leave(@Nullable Guard guard) {
        if (guard != null) {
            guard.leave();
        }
    }

    @Override
    public @Nullable Object inspect(Remote target, Request request) {
        Served served = server.find(target.id());
        Guard guard = enter(served);
        try {
            return request == Request.TEXT ? served.text() : served.copy();
        } finally {
            leave(guard);
        }
    }

    /** The object itself. */
    Object referent(Remote target) {
        return server.find(target.id()).referent();
    }

    @Override
    public void release(long id) {
        server.objects().release(id, 1);
    }

    @Override
    public void pin(long id) {
        server.objects().pin(id);
    }
}
