package dev.krait.multiprocessing.managers;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The way from proxies to the server of their objects: over a connection, or none where both are in one JVM. */
interface Link {
    /** Which server it leads to. */
    UUID server();

    /** How other processes get there. */
    Door door();

    /** Calls a method. */
    @Nullable
    Object call(Remote target, MethodTable.Entry method, @Nullable Object[] arguments) throws Throwable;

    /** The object as text, or a copy of it. */
    @Nullable
    Object inspect(Remote target, Request request);

    /** Gives back one reference. Never waits for an answer. */
    void release(long id);

    /** Keeps an object for a while, since a reference to it is on its way to somewhere. Never waits for an answer. */
    void pin(long id);
}
