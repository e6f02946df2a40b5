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
        Object result = server.call(server.find(target.id()), method, arguments);
        return result instanceof Server.Kept kept ? kept.remote().show() : result;
    }

    @Override
    public @Nullable Object inspect(Remote target, Request request) {
        Served served = server.find(target.id());
        return request == Request.TEXT ? served.text() : served.copy();
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
