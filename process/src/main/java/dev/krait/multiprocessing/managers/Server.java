package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Family;
import dev.krait.multiprocessing.connection.Listener;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Serves the objects of a manager in this process.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.Server}; made by {@link BaseManager#getServer}. Each connection of a
 * client has a thread here, so that calls which wait hold up no others.
 */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final Map<UUID, Server> HOSTED = new ConcurrentHashMap<>();
    private static final AtomicLong THREADS = new AtomicLong();

    /** How long a door stays shut after a stranger was sent away. */
    private static final long PAUSE_MILLIS = 5;

    /** How long nobody has to come until it is looked for objects that nobody came for. */
    private static final Duration SWEEPING = Duration.ofMinutes(1);

    /** How many strangers may be slow to show their key before others have to wait for it. */
    private static final int ACCEPTORS = 4;

    private final UUID id = UUID.randomUUID();
    private final Registry registry;
    private final Listener listener;
    private final Door door;
    private final @Nullable AllowList filter;
    private final ClassLoader loader = ValueDecoder.contextLoader();
    private final ServedObjects objects = new ServedObjects(this::ended);
    private final Map<UUID, ServedSession> sessions = new ConcurrentHashMap<>();
    private final Set<ServingLine> lines = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LocalLink local = new LocalLink(this);

    /**
     * A server that accepts clients.
     *
     * @param wanted where to listen, null for a private address
     */
    Server(@Nullable String wanted, byte @Nullable [] key, String allowed, Registry registry) throws IOException {
        this.registry = registry;
        var planned = new Door(wanted == null ? Door.PRIVATE : wanted, key, allowed);
        listener = wanted == null
                ? new Listener(Family.AF_UNIX, planned.connection())
                : new Listener(planned.address(), planned.connection());
        door = new Door(Door.text(listener.address()), key, allowed);
        filter = door.filter();
        HOSTED.put(id, this);
        for (int i = 0; i < ACCEPTORS; i++) {
            start("krait-manager-door-", this::accept);
        }
    }

    private static void start(String name, Runnable body) {
        var thread = new Thread(body, name + THREADS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Where clients connect.
     *
     * <p>Mirrors Python's {@code Server.address}.
     *
     * @return the address, with the real port if any free one was asked for
     */
    public SocketAddress address() {
        return listener.address();
    }

    /**
     * Waits until somebody shuts the server down, by {@link BaseManager#shutdown} or {@link #close}; clients are served from
     * the moment that the server was made.
     *
     * <p>Mirrors Python's {@code Server.serve_forever}, which raises {@code SystemExit} at its end; this returns.
     *
     * @throws InterruptedException if interrupted on entry or while waiting; the server is closed then
     */
    public void serveForever() throws InterruptedException {
        try {
            stopped.await();
        } finally {
            close();
        }
    }

    /** Lets {@link #serveForever} return. */
    void stop() {
        stopped.countDown();
        listener.close(); // Whoever comes now is told so, instead of waiting for nobody.
    }

    /** Ends all connections, forgets all objects, and lets {@link #serveForever} return. May be called again. */
    @Override
    public void close() {
        HOSTED.remove(id);
        stop();
        sessions.values().forEach(ServedSession::end);
        lines.forEach(ServingLine::abandon);
        closed = true;
        objects.clear();
    }

    /** What has more than memory to give back when nobody refers to it any more, or its server ends. */
    interface Bound {
        /**
         * Gives back what would stay otherwise.
         *
         * @param all whether all objects of the server end
         */
        void end(boolean all);
    }

    /** An object was let go. */
    private void ended(Served served) {
        if (!(served.service() instanceof Bound bound)) {
            return;
        }
        if (closed) {
            bound.end(true);
        } else {
            try {
                start("krait-manager-end-", () -> bound.end(false)); // It may take its time.
            } catch (OutOfMemoryError noThreadLeft) {
                bound.end(false);
            }
        }
    }

    private void accept() {
        while (stopped.getCount() > 0) {
            try {
                acceptOne();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // A wrong key is unchecked, and no room for one may be room for the next; whatever it is, others come.
                if (stopped.getCount() > 0) {
                    LOG.log(Level.DEBUG, "a stranger was sent away by a manager", e);
                }
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void acceptOne() throws IOException, InterruptedException {
        try {
            serve(listener.accept(SWEEPING));
        } catch (TimeoutException e) {
            LOG.log(Level.TRACE, "nobody came to a manager for a while", e);
            objects.sweep();
        }
    }

    private void serve(Connection connection) {
        var line = new ServingLine(this, connection);
        lines.add(line);
        boolean started = false;
        try {
            if (stopped.getCount() == 0) {
                connection.close();
            }
            start("krait-manager-", line);
            started = true;
        } catch (OutOfMemoryError e) {
            // This thread has to stay, since newcomers need it when there is room again.
            LOG.log(Level.WARNING, "a manager has no room for one more connection, and ends it", e);
            pause();
        } finally {
            if (!started) {
                lines.remove(line);
                connection.close();
            }
        }
    }

    /** Without it, a system that has no descriptors left would keep this thread spinning. */
    private void pause() {
        try {
            if (stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.TRACE, "a manager accepts no more");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server in this process, null if the number is that of another. */
    static @Nullable Server hosted(UUID id) {
        return HOSTED.get(id);
    }

    UUID id() {
        return id;
    }

    Door door() {
        return door;
    }

    @Nullable
    AllowList filter() {
        return filter;
    }

    ClassLoader loader() {
        return loader;
    }

    ServedObjects objects() {
        return objects;
    }

    ServedSession newSession() {
        var session = new ServedSession(UUID.randomUUID(), objects);
        sessions.put(session.id(), session);
        return session;
    }

    @Nullable
    ServedSession session(UUID session) {
        return sessions.get(session);
    }

    void end(ServedSession session) {
        sessions.remove(session.id());
        session.end();
    }

    void left(ServingLine line) {
        lines.remove(line);
    }

    // Objects

    Served find(long object) {
        Served served = objects.get(object);
        if (served == null) {
            throw new RemoteException(
                    "object " + object + " is gone: its last proxy was dropped, or lay unused for ten minutes after it"
                            + " was sent; keep a proxy of what is still needed",
                    "",
                    "");
        }
        return served;
    }

    /** Makes an object of a registered type, with one reference. */
    Served make(String typeId, int checksum, @Nullable Object[] arguments) throws Exception {
        Registration registration = registry.find(typeId);
        Kind kind = Kind.of(registration.type());
        int own = MethodTable.of(kind.service()).checksum();
        if (own != checksum) {
            throw new RemoteException(
                    "type " + typeId + " has other methods here, as "
                            + kind.service().getTypeName() + " has them: both sides must have the same interface",
                    "",
                    "");
        }
        Factory factory = registration.factory();
        if (factory == null) {
            throw new RemoteException(
                    "type " + typeId + " was registered without a factory, so nobody can make such an object", "", "");
        }
        try {
            return keep(typeId, kind, registration.options(), factory.make(arguments));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot make a " + typeId + ": " + e.getMessage(), e);
        }
    }

    private Served keep(String typeId, Kind kind, TypeOptions options, @Nullable Object referent) {
        Object service = kind.serve(referent);
        var served = new Served(
                objects.nextId(), typeId, kind, options, java.util.Objects.requireNonNull(referent), service);
        objects.add(served);
        return served;
    }

    /** A result that stays in the server, for a caller who gets a proxy. */
    record Kept(Remote remote) {}

    /** Calls a method; its result is {@link Kept} where that is to be. */
    @Nullable
    Object call(Served target, MethodTable.Entry method, @Nullable Object[] arguments) throws Throwable {
        Object result = target.call(method, arguments);
        String typeId = target.options().typeOf(method.name());
        if (typeId != null && result != null) {
            Registration registration = registry.find(typeId);
            return share(typeId, registration.type(), registration.options(), result);
        }
        return kept(result);
    }

    /** A result, {@link Kept} if it is to stay in the server. */
    @Nullable
    Object kept(@Nullable Object result) {
        return result instanceof Shared shared
                ? share(shared.typeId(), shared.type(), TypeOptions.defaults(), shared.referent())
                : result;
    }

    /** What a service wants to stay in the server; its caller gets a proxy. */
    record Shared(String typeId, Class<?> type, Object referent) {}

    private Kept share(String typeId, Class<?> type, TypeOptions options, Object referent) {
        Served served = keep(typeId, Kind.of(type), options, referent);
        return new Kept(new Remote(local, served.id(), typeId, served.kind()));
    }

    /** A proxy for use in this process. */
    Object proxyOf(long object, @Nullable ServedSession client) {
        Served served = objects.refer(object);
        if (served == null) {
            throw new IllegalStateException("the object is gone: its last proxy was dropped");
        }
        return new Remote(local, object, served.typeId(), served.kind()).show();
    }

    /** Counts a reference that a client is given; says whether the object is there. */
    boolean hand(long object, ServedSession client) {
        boolean there = objects.refer(object) != null;
        if (there) {
            client.refer(object);
        }
        return there;
    }

    @Override
    public String toString() {
        return "Server[" + door.place() + ", " + objects.count() + " objects]";
    }
}
