package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.io.InvalidClassException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection of a client as its server sees it, with the thread that answers it, one call after the other. */
final class ServingLine implements Runnable {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int KEPT = 64 * 1024;
    private static final int MOST_ARGUMENTS = 255;
    private static final long NONE = 0;

    private final Server server;
    private final Connection connection;
    private final ByteWriter out = new ByteWriter(256);
    private @Nullable Caller caller;

    private volatile @Nullable Thread thread;

    /** The call that runs. */
    @GuardedBy("this")
    private long running = NONE;

    /** The call that the client gave up, perhaps before it had arrived. */
    @GuardedBy("this")
    private long cancelled = NONE;

    @GuardedBy("this")
    private boolean abandoned;

    ServingLine(Server server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            welcome();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client of a manager is gone", e);
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client of a manager is gone while it was served", e);
        } catch (RuntimeException e) {
            // What an authenticated client says that is no message of ours ends its connection and nothing else.
            LOG.log(System.Logger.Level.DEBUG, "a connection to a manager is ended, because of what came in", e);
        } finally {
            connection.close();
            server.left(this);
        }
    }

    private void welcome() throws IOException, InterruptedException {
        var hello = new ByteReader(connection.recvBytes());
        int version = hello.getByte();
        if (version != Line.VERSION) {
            refuse("it speaks version " + Line.VERSION + " of the protocol, and this client version " + version);
        } else if (hello.getByte() == Line.NEW_SESSION) {
            ServedSession session = server.newSession();
            try {
                var answer = new ByteWriter(64);
                answer.putByte(Line.WELCOME);
                Line.put(answer, server.id());
                Line.put(answer, session.id());
                answer.putUnsigned(ProcessHandle.current().pid());
                connection.sendBytes(answer.array(), 0, answer.size());
                listen(session);
            } finally {
                server.end(session);
            }
        } else {
            UUID id = Line.getId(hello);
            long number = hello.getUnsigned();
            ServedSession session = server.session(id);
            if (session == null || !session.join(number, this)) {
                refuse("it does not know this client, or takes it for dead");
                return;
            }
            try {
                connection.sendBytes(new byte[] {Line.WELCOME});
                serve(session);
            } finally {
                session.leave(number);
                if (session.isEnded()) {
                    session.giveBack(); // What the last call took when the client was gone already.
                }
            }
        }
    }

    private void refuse(String reason) throws IOException, InterruptedException {
        var answer = new ByteWriter(128);
        answer.putByte(Line.WELCOME + 1);
        answer.putString(reason);
        connection.sendBytes(answer.array(), 0, answer.size());
    }

    /** The first connection of a client: what needs no answer. */
    private void listen(ServedSession session) throws IOException, InterruptedException {
        while (true) {
            var in = new ByteReader(connection.recvBytes());
            int what = in.getByte();
            long first = in.getUnsigned();
            long second = in.getUnsigned();
            switch (what) {
                case Control.CANCEL -> {
                    ServingLine line = session.line(first);
                    if (line != null) {
                        line.cancel(second);
                    }
                }
                case Control.RELEASE -> session.release(first);
                case Control.PIN -> server.objects().pin(first);
                case Control.SHUTDOWN -> {
                    if (session.id().equals(new UUID(first, second))) {
                        server.stop();
                    }
                }
                default -> throw new IllegalArgumentException("no message of a client begins with " + what);
            }
        }
    }

    private void serve(ServedSession session) throws IOException, InterruptedException {
        Transfer transfer = Transfer.of(server, session);
        var in = new ByteReader(new byte[0]);
        while (true) {
            byte[] message = connection.recvBytes();
            in.reset(message, 0, message.length);
            long call = in.getUnsigned();
            long threadId = in.getUnsigned();
            Caller current = caller;
            if (current == null || current.thread() != threadId) {
                current = new Caller(session, threadId);
                caller = current;
            }
            Caller.become(current);
            out.shrink(KEPT);
            transfer.begin();
            begin(call);
            try (Passage passage =
                    transfer.trusted() ? Passage.begin() : Passage.refusing("managers are no way for it")) {
                answer(in, call, transfer, session);
                connection.sendBytes(out.array(), 0, out.size());
                passage.depart();
            }
        }
    }

    /** What a client asks for, once it is understood. */
    private interface Work {
        @Nullable
        Object run() throws Throwable;
    }

    private void answer(ByteReader in, long call, Transfer transfer, ServedSession session) {
        Work work;
        Guard guard = null;
        try {
            Request request = Request.of(in.getByte());
            if (request == Request.CALL) {
                Served target = server.find(in.getUnsigned());
                MethodTable.Entry method = target.table().at(in.getUnsigned());
                if (method == null) {
                    throw new RemoteException(target.typeId() + " " + target.id() + " has no such method", "", "");
                }
                Object[] arguments = decode(in, method.parameters(), transfer);
                guard = target.guard();
                work = () -> server.call(target, method, arguments);
            } else if (request == Request.TEXT || request == Request.VALUE) {
                Served target = server.find(in.getUnsigned());
                guard = target.guard();
                work = request == Request.TEXT ? target::text : target::copy;
            } else if (request == Request.CREATE) {
                String typeId = in.getString();
                int checksum = in.getInt();
                Object[] arguments = decode(in, in.getCount(1), transfer);
                work = () -> create(typeId, checksum, arguments, session);
            } else {
                work = () -> simple(request, in, session);
            }
        } catch (Throwable e) {
            failed(call, RemoteFailure.Kind.UNREADABLE, e, transfer);
            return;
        }
        try {
            if (guard != null) {
                guard.enter(true);
            }
        } catch (InterruptedException | RuntimeException e) {
            failed(call, RemoteFailure.Kind.THROWN, e, transfer);
            return;
        }
        try {
            Object result = work.run();
            finish(call);
            write(result, transfer);
        } catch (Throwable e) {
            failed(call, RemoteFailure.Kind.THROWN, e, transfer);
        } finally {
            if (guard != null) {
                guard.leave(); // Not before the answer is written, since it may hold parts of the object.
            }
        }
    }

    private void failed(long call, RemoteFailure.Kind kind, Throwable failure, Transfer transfer) {
        boolean gaveUp = finish(call);
        out.truncate(0); // Whatever of another answer was written already.
        transfer.takeBack();
        if (failure instanceof InterruptedException && gaveUp) {
            out.putByte(Reply.INTERRUPTED);
        } else if (failure instanceof RemoteException refused && refused.type().isEmpty()) {
            out.putByte(Reply.REFUSED);
            out.putString(String.valueOf(refused.getMessage()));
        } else {
            fail(kind, failure, transfer);
        }
    }

    private Object create(String typeId, int checksum, @Nullable Object[] arguments, ServedSession session)
            throws Exception {
        Served made = server.make(typeId, checksum, arguments);
        session.refer(made.id());
        return made.id();
    }

    /** Writes the answer, or why there is none; what was taken for it goes back then. */
    private void write(@Nullable Object result, Transfer transfer) {
        out.putByte(Reply.VALUE);
        try {
            if (result instanceof Taken taken) {
                writePart(taken, transfer);
            } else {
                encode(result, Integer.MAX_VALUE, transfer);
            }
        } catch (Throwable e) { // Errors of what is written, too, such as those of assertions.
            out.truncate(0);
            fail(RemoteFailure.Kind.UNSENDABLE, e, transfer);
        }
    }

    /** Writes as many parts as fit; a single one must. */
    private void writePart(Taken taken, Transfer transfer) throws IOException {
        int count = taken.count();
        boolean written = false;
        try {
            while (!written) {
                try {
                    encode(taken.first().apply(count), count > 1 ? Taken.BYTES : Integer.MAX_VALUE, transfer);
                    written = true;
                } catch (IOException e) {
                    if (count <= 1) {
                        throw new IOException(e.getMessage() + "; it stays where it was", e);
                    }
                    count /= 2;
                }
            }
        } finally {
            int rest = taken.count() - (written ? count : 0);
            if (rest > 0) {
                taken.back().accept(rest);
            }
        }
    }

    private void encode(@Nullable Object result, int most, Transfer transfer) throws IOException {
        Object sent = server.kept(result);
        Server.Kept kept = sent instanceof Server.Kept one ? one : null;
        Transfer before = Transfer.swap(transfer);
        out.limit(Math.min(most, ManagerOptions.maxMessageSize(transfer.trusted())));
        boolean encoded = false;
        try {
            new ValueEncoder(out, LoaderNumbers.byName())
                    .encode(kept == null ? sent : kept.remote().show());
            encoded = true;
        } finally {
            if (!encoded) {
                transfer.takeBack();
            }
            out.limit(ByteWriter.MAX_SIZE);
            Transfer.swap(before);
            if (kept != null) {
                kept.remote().drop(); // From now on it is the client's.
            }
        }
    }

    private void fail(RemoteFailure.Kind kind, Throwable failure, Transfer transfer) {
        out.putByte(Reply.THROWN);
        Transfer before = Transfer.swap(transfer);
        try {
            RemoteFailure.of(kind, failure).write(out);
        } finally {
            Transfer.swap(before);
        }
    }

    private @Nullable Object simple(Request request, ByteReader in, ServedSession session) {
        return switch (request) {
            case ATTACH -> {
                long id = in.getUnsigned();
                if (server.objects().refer(id) == null) {
                    server.find(id); // It is gone, and this says so.
                }
                session.refer(id);
                yield null;
            }
            case COUNT -> server.objects().count();
            case DEBUG -> server.objects().describe();
            default -> throw new IllegalArgumentException("not a simple request: " + request);
        };
    }

    private @Nullable Object[] decode(ByteReader in, int count, Transfer transfer)
            throws IOException, ClassNotFoundException {
        if (count > MOST_ARGUMENTS) {
            throw new IllegalArgumentException("a call has " + count + " arguments");
        }
        var arguments = new @Nullable Object[count];
        AllowList filter = server.filter();
        AllowList guard = filter == null ? null : filter.forMessage(in.remaining());
        var decoder = guard == null
                ? new ValueDecoder(in, LoaderNumbers.byName())
                : new ValueDecoder(in, server.loader(), guard);
        Transfer before = Transfer.swap(transfer);
        try {
            for (int i = 0; i < count; i++) {
                arguments[i] = decoder.decode();
            }
        } catch (InvalidClassException e) {
            throw guard == null ? e : guard.explain(e);
        } finally {
            Transfer.swap(before);
        }
        return arguments;
    }

    private synchronized void begin(long call) {
        running = call;
        if (cancelled == call || abandoned) {
            Thread.currentThread().interrupt();
        }
    }

    /** The call has ended: an interrupt that comes now would hit another. Says whether the client gave it up. */
    private synchronized boolean finish(long call) {
        running = NONE;
        Thread.interrupted();
        return cancelled == call || abandoned;
    }

    private synchronized void cancel(long call) {
        cancelled = call;
        Thread serving = thread;
        if (running == call && serving != null) {
            serving.interrupt();
        }
    }

    /** The client is gone: ends what runs for it. */
    void abandon() {
        synchronized (this) {
            abandoned = true;
            Thread serving = thread;
            if (running != NONE && serving != null) {
                serving.interrupt();
            }
        }
        connection.close();
    }
}
