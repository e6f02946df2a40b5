package dev.krait.multiprocessing.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.Waitable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, as far as it is in this process.
 *
 * <p>Both ends of a new pipe are here and hand messages to each other in memory. When one moves to another process, the
 * one that stays waits for it at a {@link MeetingPoint}; what is sent meanwhile is kept. Once they have met, both go on
 * over a socket. An end that moves when it has a socket already leaves a {@link Relay} behind.
 *
 * <p>How an end is linked to the other one changes under {@code joint}, which two ends in one JVM share. The locks for
 * receiving and sending are never waited for by who holds it, but when the end moves, when nobody keeps them for long.
 */
final class End {
    static final String NO_MORE =
            "no more messages: the other end of this connection was closed, or its process has ended";

    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private enum Fate {
        OPEN,
        CLOSED,
        MOVED
    }

    private final ReentrantLock receiving = new ReentrantLock();
    private final ReentrantLock sending = new ReentrantLock();
    private final Onlookers onlookers = new Onlookers();
    private final Terms terms;
    private final boolean writable;

    private volatile boolean readable;
    private volatile Fate fate = Fate.OPEN;
    private volatile Source source;
    private volatile Sink sink;

    private final Object joint;
    private final Strand in;
    private final Strand out;

    @GuardedBy("joint")
    private @Nullable End peer;

    @GuardedBy("joint")
    private @Nullable MeetingPoint meeting;

    @GuardedBy("joint")
    private @Nullable SocketChannel channel;

    /** Sends what was kept for the other end, until nothing is left. */
    @GuardedBy("joint")
    private @Nullable SocketWriter flushing;

    @GuardedBy("joint")
    private @Nullable Path met;

    private End(Object joint, Strand in, Strand out, boolean readable, boolean writable, Terms terms) {
        this.joint = joint;
        this.in = in;
        this.out = out;
        this.source = in;
        this.sink = out;
        this.readable = readable;
        this.writable = writable;
        this.terms = terms;
    }

    /** The two ends of a new pipe; the first only receives and the second only sends unless it goes both ways. */
    static List<End> pair(boolean duplex) {
        var joint = new Object();
        var there = new Strand();
        var back = new Strand();
        var first = new End(joint, back, there, true, duplex, Terms.OF_PIPE);
        var second = new End(joint, there, back, duplex, true, Terms.OF_PIPE);
        first.join(second);
        second.join(first);
        return List.of(first, second);
    }

    private void join(End other) {
        synchronized (joint) {
            peer = other;
        }
    }

    /** An end over a socket that is connected. */
    static End over(SocketChannel socket, Terms terms) throws IOException {
        socket.configureBlocking(false);
        var end = new End(new Object(), new Strand(), new Strand(), true, true, terms);
        synchronized (end.joint) {
            end.arrived(socket);
        }
        return end;
    }

    /** An end that has come from another process. */
    static End arriving(Ticket ticket) throws IOException {
        var end =
                new End(new Object(), new Strand(), new Strand(), ticket.readable(), ticket.writable(), ticket.terms());
        end.in.refill(ticket.unread());
        end.out.refill(ticket.unsent());
        synchronized (end.joint) {
            end.seek(ticket.path() == null ? null : Path.of(ticket.path()));
        }
        return end;
    }

    @GuardedBy("joint")
    private void seek(@Nullable Path path) throws IOException {
        MeetingPoint.Arrival arrival =
                path == null ? new MeetingPoint.Arrival(null, null, List.of()) : MeetingPoint.arrive(path);
        if (arrival.met() != null) {
            arrived(arrival.met());
        } else if (arrival.first() != null) {
            awaitOther(arrival.first());
        } else if (arrival.left() != null) {
            in.refill(arrival.left());
            in.closeWriter();
            out.close();
        }
    }

    static IOException closedMeanwhile() {
        return new IOException("this connection was closed while a call waited in it");
    }

    static IOException brokenPipe(@Nullable Throwable cause) {
        return new IOException(
                "broken pipe: the other end of this connection was closed, or its process has ended,"
                        + " so nobody can receive the message",
                cause);
    }

    Terms terms() {
        return terms;
    }

    boolean isClosed() {
        return fate != Fate.OPEN;
    }

    boolean isReadable() {
        return readable;
    }

    boolean isWritable() {
        return writable;
    }

    void checkOpen() throws IOException {
        if (fate == Fate.CLOSED) {
            throw new IOException("this connection is closed");
        }
        if (fate == Fate.MOVED) {
            throw new IOException("this end of a connection was sent to another process and lives there now;"
                    + " an end lives in one process");
        }
    }

    void checkReading() throws IOException {
        checkOpen();
        if (!readable) {
            throw new IllegalStateException(
                    writable
                            ? "this connection only sends: it is the second end of a pipe"
                                    + " that was made with duplex=false, or refused a message as too long"
                            : "this connection is over");
        }
    }

    void checkWriting() throws IOException {
        checkOpen();
        if (!writable) {
            throw new IllegalStateException(
                    "this connection only receives: it is the first end of a pipe that was made with duplex=false");
        }
    }

    void send(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        if (length > terms.maxMessageSize()) {
            throw new IOException("a message of " + length + " bytes is longer than the limit of "
                    + terms.maxMessageSize() + " bytes for this connection; nothing was sent");
        }
        sending.lockInterruptibly();
        try {
            do {
                checkOpen();
            } while (!sink.put(bytes, offset, length));
        } finally {
            sending.unlock();
        }
    }

    /** Receives a message; one that is longer than wanted ends the receiving. */
    byte[] receive(int maxLength) throws IOException, InterruptedException {
        receiving.lockInterruptibly();
        try {
            while (true) {
                checkReading();
                byte[] message = source.take();
                if (message != null) {
                    if (message.length > maxLength) {
                        readable = false;
                        throw new IOException("a message of " + message.length + " bytes came where at most "
                                + maxLength + " were wanted; it is dropped, and this end receives no more");
                    }
                    return message;
                }
            }
        } finally {
            receiving.unlock();
            onlookers.look(this::isReadyAndFree);
        }
    }

    /** Sets the limit of what is received from now on; the socket is there already. */
    void limitReceiving(int bytes) {
        receiving.lock();
        try {
            if (source instanceof SocketReader reader) {
                reader.limit(bytes);
            }
        } finally {
            receiving.unlock();
        }
    }

    boolean poll(long nanos) throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a message");
        }
        // Whoever else receives here at the moment will take the next message, so there is none for us.
        if (!receiving.tryLock() && !receiving.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            while (true) {
                checkReading();
                long left = nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
                if (source.awaitReady(left)) {
                    return true;
                }
                if (left == 0) {
                    return false;
                }
            }
        } finally {
            receiving.unlock();
            onlookers.look(this::isReadyAndFree);
        }
    }

    /** Whether a call to receive would not wait, be it that it fails. */
    boolean isReady() {
        boolean ready = isReadyAndFree();
        onlookers.look(this::isReadyAndFree);
        return ready;
    }

    private boolean isReadyAndFree() {
        if (fate != Fate.OPEN || !readable) {
            return true;
        }
        if (!receiving.tryLock()) {
            return false;
        }
        try {
            return source.isReady();
        } finally {
            receiving.unlock();
        }
    }

    Waitable.Watch whenReady(Runnable wakeUp) {
        Waitable.Watch wish = onlookers.add(wakeUp);
        if (isReadyAndFree()) {
            wish.close();
            wakeUp.run();
            return Watcher.GRANTED;
        }
        Waitable.Watch watch = source.whenReady(wakeUp);
        return () -> {
            wish.close();
            watch.close();
        };
    }

    void close() {
        synchronized (joint) {
            if (fate != Fate.OPEN) {
                return;
            }
            fate = Fate.CLOSED;
            source.close();
            stopWriting();
            in.close();
            out.closeWriter();
            if (meeting != null) {
                leaveMeeting(meeting);
            } else if (flushing == null) {
                closeChannel();
            }
        }
    }

    @GuardedBy("joint")
    private void leaveMeeting(MeetingPoint left) {
        meeting = null;
        try {
            SocketChannel other = left.leave(out.contents());
            if (other != null) {
                met = left.path();
                arrived(other);
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "a pipe was closed before its other end, which moved to another process, was there,"
                            + " and no message could be left for it",
                    e);
        }
    }

    private void stopWriting() {
        if (sink instanceof SocketWriter writer) {
            writer.close();
        }
    }

    @GuardedBy("joint")
    private void closeChannel() {
        if (channel != null) {
            Watcher.closing(channel);
            channel = null;
        }
        if (met != null) {
            MeetingPoint.tidy(met);
            met = null;
        }
    }

    @GuardedBy("joint")
    private void awaitOther(MeetingPoint point) {
        meeting = point;
        point.expect(this::visited);
    }

    private void visited() {
        synchronized (joint) {
            if (meeting == null) {
                return;
            }
            try {
                SocketChannel other = meeting.accept();
                if (other == null) {
                    meeting.expect(this::visited);
                } else {
                    met = meeting.path();
                    meeting = null;
                    arrived(other);
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the other end of a pipe could not be met", e);
                meeting = null;
                in.closeWriter();
                out.close();
            }
        }
    }

    @GuardedBy("joint")
    private void arrived(SocketChannel socket) {
        channel = socket;
        in.replace(unread -> source = new SocketReader(socket, terms, unread));
        if (fate != Fate.OPEN) {
            source.close();
        }
        var writer = new SocketWriter(socket);
        flushing = writer;
        flush(writer);
    }

    /** Sends what was kept for the other end as far as the socket takes it, and sees to it that the rest follows. */
    private void flush(SocketWriter writer) {
        synchronized (joint) {
            if (flushing != writer || channel == null) {
                return;
            }
            try {
                while (writer.flush()) {
                    byte[] next = out.pollOrReplace(() -> sink = writer);
                    if (next == null) {
                        flushed();
                        return;
                    }
                    writer.begin(next, 0, next.length);
                }
                Watcher.watch(channel, SelectionKey.OP_WRITE, () -> flush(writer));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the other end of a pipe is gone", e);
                out.replace(unsent -> sink = writer);
                flushed();
            }
        }
    }

    @GuardedBy("joint")
    private void flushed() {
        flushing = null;
        if (fate == Fate.CLOSED) {
            stopWriting();
            closeChannel();
        }
    }

    /** Begins to move to another process. */
    Departure prepareToMove() throws IOException {
        synchronized (joint) {
            checkOpen();
            if (meeting != null) {
                Path path = meeting.path();
                SocketChannel other = meeting.withdraw();
                meeting = null;
                if (other == null) {
                    return departAgain(path.toString());
                }
                met = path;
                arrived(other);
            }
            if (peer == null && channel == null) {
                return departAgain(null);
            }
            MeetingPoint point = MeetingPoint.open();
            return new Departure(
                    ticket(point.path().toString(), List.of(), List.of()),
                    () -> departFrom(point),
                    () -> withdraw(point));
        }
    }

    private Ticket ticket(@Nullable String path, List<byte[]> unread, List<byte[]> unsent) {
        return new Ticket(path, readable, writable, terms, List.copyOf(unread), List.copyOf(unsent));
    }

    private static void withdraw(MeetingPoint point) {
        try {
            SocketChannel other = point.withdraw();
            if (other != null) {
                other.close();
            }
            MeetingPoint.tidy(point.path());
        } catch (IOException e) {
            throw new UncheckedIOException("a name in the run folder could not be given up", e);
        }
    }

    /** Moves on before the other end was met, with all that is kept for it. */
    private Departure departAgain(@Nullable String path) {
        List<byte[]> unread = in.contents();
        List<byte[]> unsent = out.contents();
        return new Departure(
                ticket(path, unread, unsent),
                () -> {
                    synchronized (joint) {
                        checkOpen();
                        if (in.contents().size() != unread.size()
                                || out.contents().size() != unsent.size()) {
                            throw new IOException("this end of a connection was used while it was sent");
                        }
                        leaveProcess();
                    }
                },
                () -> {
                    synchronized (joint) {
                        try {
                            if (fate == Fate.OPEN && path != null) {
                                seek(Path.of(path));
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException("a pipe lost its other end", e);
                        }
                    }
                });
    }

    @GuardedBy("joint")
    private void leaveProcess() {
        fate = Fate.MOVED;
        in.disturb();
        out.disturb();
    }

    private void departFrom(MeetingPoint point) throws IOException {
        synchronized (joint) {
            checkOpen();
            leaveProcess();
            End other = peer;
            if (other != null) {
                peer = null;
                other.stay(point);
            } else if (channel != null) {
                relay(channel, point);
            }
        }
    }

    /** The other end has moved: waits for it. */
    private void stay(MeetingPoint point) {
        synchronized (joint) {
            peer = null;
            if (fate == Fate.OPEN) {
                awaitOther(point);
            } else {
                leaveMeeting(point);
            }
        }
    }

    @GuardedBy("joint")
    private void relay(SocketChannel socket, MeetingPoint point) {
        SocketWriter writer = flushing;
        byte[] unsent = {};
        flushing = null;
        source.close();
        stopWriting();
        receiving.lock();
        sending.lock();
        try {
            if (writer != null) {
                writer.close();
                unsent = Relay.join(writer.unsent(), out.contents());
            } else if (sink instanceof SocketWriter last) {
                unsent = last.unsent();
            }
            byte[] unread = source instanceof SocketReader reader ? reader.leftover() : new byte[0];
            new Relay(socket, point, met, unsent, unread).start();
            channel = null;
            met = null;
        } finally {
            sending.unlock();
            receiving.unlock();
        }
    }
}
