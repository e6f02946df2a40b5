package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.RemoteTraceback;
import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ClassRoutes;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.io.InvalidClassException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All that this process has to do with one server. A call takes a connection that nobody uses, or makes one more, and its own
 * thread sends and receives: no thread in between has to be woken, and a call that waits holds up no other. The server gives
 * each connection a thread. The first connection is for what needs no answer; when it ends, the server knows that this process
 * is gone.
 */
final class Session implements Link, AutoCloseable {
    private static final Map<UUID, Session> OPEN = new ConcurrentHashMap<>();
    /** One for each server to which somebody connects at the moment, so that one that is slow holds up no other. */
    private static final Map<UUID, Object> OPENING = new ConcurrentHashMap<>();

    /** How long the server may take nothing in when it must know of something. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_IDLE = 32;
    private static final Object[] NOTHING = {};

    /** How a request begins: what is asked of whom. */
    private interface Head {
        void write(ByteWriter out);
    }

    /** How a call is named to a reader. */
    private interface Title {
        String text();
    }

    /** A line with its number. */
    private record Numbered(Line line, long number) {}

    private final Door door;
    private final Line control;
    private final Teller teller;
    private final UUID server;
    private final UUID id;
    private final long pid;
    private final Transfer transfer;
    private final @Nullable AllowList filter;
    private final Map<String, Class<?>> types;

    private final ConcurrentLinkedDeque<Numbered> idle = new ConcurrentLinkedDeque<>();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final AtomicLong lineNumbers = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();
    private volatile boolean closed;

    private Session(Door door, Map<String, Class<?>> types) throws IOException, InterruptedException {
        this.door = door;
        this.types = types;
        this.control = Line.first(door);
        this.teller = new Teller(control, this::close);
        ByteReader welcome = control.welcome();
        this.server = Line.getId(welcome);
        this.id = Line.getId(welcome);
        this.pid = welcome.getUnsigned();
        this.transfer = Transfer.of(this);
        this.filter = door.filter();
    }

    /**
     * Connects.
     *
     * @param types the interfaces that this side has registered
     */
    static Session open(Door door, Map<String, Class<?>> types) throws IOException, InterruptedException {
        var session = new Session(door, types);
        OPEN.putIfAbsent(session.server, session);
        return session;
    }

    /** The session with a server, to which this process may have to connect first. */
    static Session to(UUID server, Door door) {
        Session known = OPEN.get(server);
        if (known != null) {
            return known;
        }
        OPEN.values().forEach(Session::closeIfOver);
        synchronized (OPENING.computeIfAbsent(server, id -> new Object())) {
            try {
                known = OPEN.get(server);
                return known == null ? connect(server, door) : known;
            } finally {
                OPENING.remove(server); // Who waits goes on with the session; who comes finds it.
            }
        }
    }

    private static Session connect(UUID server, Door door) {
        Session session = connect(door);
        if (!session.server.equals(server)) {
            session.close();
            throw new ManagerLostException(
                    "the manager at " + door.place() + " has ended, and another listens there now",
                    door.address(),
                    new IOException("the server's number is " + session.server));
        }
        return session;
    }

    /** Gives back the connections to a server that has ended, though nobody calls it any more. */
    private void closeIfOver() {
        if (control.isOver()) {
            close();
        }
    }

    private static Session connect(Door door) {
        try {
            return uninterrupted(() -> open(door, Map.of()));
        } catch (IOException e) {
            throw new ManagerLostException(
                    "the manager at " + door.place() + " cannot be reached: " + e.getMessage(), door.address(), e);
        }
    }

    /** Does something again that an interrupt ended, and keeps the flag. */
    private static <T> T uninterrupted(Callable<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.call();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException("cannot be thrown here", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public UUID server() {
        return server;
    }

    @Override
    public Door door() {
        return door;
    }

    /** The server's process id. */
    long pid() {
        return pid;
    }

    // Objects

    /** Makes an object, and gives its proxy. */
    Object create(String typeId, Class<?> type, @Nullable Object[] arguments) {
        Kind kind = Kind.of(type);
        Title title = () -> "create of " + typeId;
        Object made = unchecked(
                out -> {
                    out.putByte(Request.CREATE.number());
                    out.putString(typeId);
                    out.putInt(MethodTable.of(kind.service()).checksum());
                    out.putUnsigned(arguments.length);
                },
                arguments,
                title);
        return new Remote(this, (Long) requireNonNull(made), typeId, kind).show();
    }

    /** Counts one more reference to an object that came from another process, and gives its proxy. */
    Object attach(long object, String typeId, String typeName) {
        Kind kind = kindOf(typeId, typeName);
        unchecked(
                out -> {
                    out.putByte(Request.ATTACH.number());
                    out.putUnsigned(object);
                },
                NOTHING,
                () -> "attaching to " + typeId + " " + object);
        return new Remote(this, object, typeId, kind).show();
    }

    /** The proxy of an object, of which the server has counted one more reference already. */
    Object adopt(long object, String typeId, String typeName) {
        return new Remote(this, object, typeId, kindOf(typeId, typeName)).show();
    }

    private Kind kindOf(String typeId, String typeName) {
        Kind builtIn = Kind.builtIn(typeName);
        if (builtIn != null) {
            return builtIn;
        }
        Class<?> registered = types.get(typeId);
        if (registered != null) {
            return Kind.of(registered);
        }
        if (!door.isTrusted() && !types.isEmpty()) {
            throw new IllegalArgumentException("this manager has registered no type " + typeId
                    + "; register it with its interface, " + typeName + ", before connecting");
        }
        try {
            return Kind.of(LoaderNumbers.byName().find(ClassRoutes.HOME, typeName));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the interface " + typeName + " is unknown here", e);
        }
    }

    @Override
    public @Nullable Object inspect(Remote target, Request request) {
        return unchecked(
                out -> {
                    out.putByte(request.number());
                    out.putUnsigned(target.id());
                },
                NOTHING,
                () -> (request == Request.TEXT ? "toString" : "getValue") + " of " + target.title());
    }

    @Override
    public @Nullable Object call(Remote target, MethodTable.Entry method, @Nullable Object[] arguments)
            throws Throwable {
        return exchange(
                out -> {
                    out.putByte(Request.CALL.number());
                    out.putUnsigned(target.id());
                    out.putUnsigned(method.number());
                },
                arguments,
                method.interruptible(),
                () -> method.name() + " of " + target.title());
    }

    @Override
    public void release(long object) {
        teller.later(Control.RELEASE, object, 0);
    }

    @Override
    public void pin(long object) {
        // Said before the reference is where somebody can use it; this process may end soon after.
        if (!teller.tellWithin(PATIENCE, Control.PIN, object, 0)) {
            throw new ManagerLostException(
                    "object " + object + " cannot be handed over now: manager process " + pid + " at " + door.place()
                            + " has taken nothing in for " + PATIENCE.toSeconds() + " seconds; is it stopped?",
                    door.address(),
                    new SocketTimeoutException("its connection is full"));
        }
    }

    /** Has the server end, and leaves it, once it was told or that took too long. */
    void shutdown(Duration timeout) {
        teller.later(Control.SHUTDOWN, id.getMostSignificantBits(), id.getLeastSignificantBits());
        teller.finish(timeout);
        close();
    }

    /** Asks the server about itself. */
    @Nullable
    Object ask(Request request) {
        return unchecked(out -> out.putByte(request.number()), NOTHING, () -> "the request " + request);
    }

    // Messages

    private @Nullable Object unchecked(Head head, @Nullable Object[] arguments, Title title) {
        try {
            return exchange(head, arguments, false, title);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new RemoteException(
                    title.text() + " failed: " + e, e.getClass().getName(), "");
        }
    }

    private @Nullable Object exchange(Head head, @Nullable Object[] arguments, boolean interruptible, Title title)
            throws Throwable {
        return read(answer(head, arguments, interruptible, title), title);
    }

    private byte[] answer(Head head, @Nullable Object[] arguments, boolean interruptible, Title title)
            throws InterruptedException {
        Numbered taken = take(interruptible, title);
        Line line = taken.line();
        boolean inStep = true;
        try {
            long call = calls.incrementAndGet();
            ByteWriter out = line.out();
            out.putUnsigned(call);
            out.putUnsigned(Thread.currentThread().getId());
            head.write(out);
            try (Passage passage =
                    door.isTrusted() ? Passage.begin() : Passage.refusing("managers are no way for it")) {
                encode(out, arguments, title);
                if (out.size() > ManagerOptions.maxMessageSize(door.isTrusted())) {
                    throw new IllegalArgumentException(title.text() + " would send " + out.size()
                            + " bytes, more than the " + ManagerOptions.maxMessageSize(false)
                            + " that a message over a network may have");
                }
                if (interruptible) {
                    line.send(); // An interrupt before anything was sent leaves all as it was.
                }
                inStep = false;
                if (!interruptible) {
                    line.sendUninterrupted();
                }
                passage.depart();
            }
            byte[] answer =
                    line.receive(interruptible ? () -> teller.later(Control.CANCEL, taken.number(), call) : null);
            if (answer == null) {
                Thread.interrupted();
                throw new InterruptedException(title.text() + " was interrupted, and the server did not give it up"
                        + " within five seconds; it may still happen there");
            }
            inStep = true;
            return answer;
        } catch (IOException e) {
            inStep = false;
            throw lost(title, e);
        } finally {
            if (inStep && !closed && idle.size() < MOST_IDLE) {
                idle.addFirst(taken);
            } else {
                lines.remove(line);
                line.close();
            }
        }
    }

    private void encode(ByteWriter out, @Nullable Object[] arguments, Title title) {
        Transfer before = Transfer.swap(transfer);
        try {
            var encoder = new ValueEncoder(out, LoaderNumbers.byName());
            for (int i = 0; i < arguments.length; i++) {
                try {
                    encoder.encode(arguments[i]);
                } catch (IOException e) {
                    throw new IllegalArgumentException(
                            "argument " + i + " of " + title.text() + ": " + e.getMessage(), e);
                }
            }
        } finally {
            Transfer.swap(before);
        }
    }

    private @Nullable AllowList guard(ByteReader in) {
        return filter == null ? null : filter.forMessage(in.remaining());
    }

    private static ValueDecoder decoder(ByteReader in, @Nullable AllowList guard) {
        return guard == null
                ? new ValueDecoder(in, LoaderNumbers.byName())
                : new ValueDecoder(in, ValueDecoder.contextLoader(), guard);
    }

    private @Nullable Object read(byte[] answer, Title title) throws Throwable {
        var in = new ByteReader(answer);
        int status = in.getByte();
        Transfer before = Transfer.swap(transfer);
        try {
            if (status == Reply.VALUE) {
                return decode(in, title);
            } else if (status == Reply.THROWN) {
                throw thrown(RemoteFailure.read(in), title.text());
            } else if (status == Reply.INTERRUPTED) {
                Thread.interrupted(); // It is what ended the call, and is told by the exception.
                throw new InterruptedException(title.text() + " was interrupted");
            }
            throw new RemoteException(title.text() + " failed: " + in.getString(), "", "");
        } finally {
            Transfer.swap(before);
        }
    }

    private @Nullable Object decode(ByteReader in, Title title) {
        AllowList guard = guard(in);
        try {
            return decoder(in, guard).decode();
        } catch (InvalidClassException e) {
            InvalidClassException told = guard == null ? e : guard.explain(e);
            throw unreadable(title, told);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            throw unreadable(title, e);
        }
    }

    private static RemoteException unreadable(Title title, Throwable cause) {
        var failure = new RemoteException(
                "the result of " + title.text() + " cannot be rebuilt in this process: " + cause.getMessage(),
                cause.getClass().getName(),
                "");
        failure.initCause(cause);
        return failure;
    }

    private Throwable thrown(RemoteFailure failure, String what) {
        String who = "manager process " + pid;
        return switch (failure.kind()) {
            case UNREADABLE ->
                new RemoteException(
                        what + " was not called, because its arguments could not be rebuilt in " + who + ": "
                                + failure.summary(),
                        failure.type(),
                        failure.trace());
            case UNSENDABLE ->
                new RemoteException(
                        what + " was called in " + who + ", but its result cannot travel: " + failure.summary(),
                        failure.type(),
                        failure.trace());
            case THROWN -> {
                Throwable rebuilt = failure.rebuild(in -> decoder(in, guard(in)));
                if (rebuilt == null) {
                    String whyNot = failure.whyNot();
                    yield new RemoteException(
                            what + " failed in " + who + " with " + failure.type() + ": " + failure.summary()
                                    + "; that exception itself cannot be shown here"
                                    + (whyNot.isEmpty() ? "" : " (" + whyNot + ")"),
                            failure.type(),
                            failure.trace());
                }
                rebuilt.addSuppressed(new RemoteTraceback(what, pid));
                yield rebuilt;
            }
        };
    }

    // Lines

    private Numbered take(boolean interruptible, Title title) throws InterruptedException {
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException(title.text() + " was interrupted before it began");
        }
        Numbered free = idle.pollFirst();
        if (free != null) {
            return free;
        }
        try {
            if (closed) {
                throw new IOException("the manager was shut down, or its session closed, by this process");
            }
            long number = lineNumbers.incrementAndGet();
            Line line = interruptible
                    ? Line.joining(door, id, number)
                    : uninterrupted(() -> Line.joining(door, id, number));
            lines.add(line);
            if (closed) {
                lines.remove(line);
                line.close();
            }
            return new Numbered(line, number);
        } catch (IOException e) {
            throw lost(title, e);
        }
    }

    private ManagerLostException lost(Title title, IOException cause) {
        String what = title.text() + " found no answer: manager process " + pid + " at " + door.place();
        if (closed || control.isOverSoon()) {
            close(); // The process has ended, not only one connection.
            what += " has ended, and whether the call took effect is unknown; its objects are lost with it, so start a"
                    + " new manager";
        } else {
            what += " goes on, but has ended this connection or lets no other in, and whether the call took effect is"
                    + " unknown; other calls may succeed";
        }
        return new ManagerLostException(what + " (" + cause.getMessage() + ")", door.address(), cause);
    }

    /** Leaves the server, which gives back what this process holds there. */
    @Override
    public void close() {
        closed = true;
        OPEN.remove(server, this);
        teller.close();
        control.close();
        lines.forEach(Line::close);
        lines.clear();
        idle.clear();
    }
}
