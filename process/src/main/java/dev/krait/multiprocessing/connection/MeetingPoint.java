package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.Waitable;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A name in the run folder where the two ends of a pipe find each other after one or both of them moved: whoever comes
 * first listens there, the other one dials.
 *
 * <p>Who listens may have to leave before the other one comes, because it is closed or moves on; then somebody may listen
 * here again. So the place is used turn by turn, each with a name of its own for the socket. Whether the other one has come
 * in a turn is decided by one rename: who dials renames the name to that of a turn that was met, once it is connected; who
 * leaves renames it to that of a turn that was left, which stays and which nobody uses again. A connection that comes too
 * late for its turn so never counts for the next.
 *
 * <p>Who listens greets whoever has come. So the one who dials knows that it was met if it could rename the name, and
 * otherwise takes the greeting from the stream: it is there if the one who left still saw it, and the end of the stream comes
 * instead if not, whereupon it looks again. A greeting that nobody needed is passed over by who reads messages. If the one
 * who left was closed, a file beside the name holds what it had still to say.
 *
 * <p>Not thread-safe.
 */
final class MeetingPoint {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Who took the name greets at once, or ends; it only may be slow. */
    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int LONGEST_PATH = 100;

    private final Path path;
    private final int turn;
    private final ServerSocketChannel server;
    private Waitable.Watch watch = Watcher.GRANTED;

    private MeetingPoint(Path path, int turn, ServerSocketChannel server) {
        this.path = path;
        this.turn = turn;
        this.server = server;
    }

    /** How an arrival went: exactly one of the three is there. */
    record Arrival(
            @Nullable SocketChannel met,
            @Nullable MeetingPoint first,
            @Nullable List<byte[]> left) {}

    /** A new one, where this side listens. */
    static MeetingPoint open() throws IOException {
        Path path = RunFolder.get().newPath("pipe-");
        if (path.toString().length() > LONGEST_PATH) {
            throw new IOException("cannot make a socket for a pipe: the path " + path + " is longer than the "
                    + LONGEST_PATH + " characters that a socket's name may have; set java.io.tmpdir to a shorter one");
        }
        return listen(path, 0);
    }

    private static MeetingPoint listen(Path path, int turn) throws IOException {
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.configureBlocking(false);
            server.bind(UnixDomainSocketAddress.of(name(path, turn)), 1);
            return new MeetingPoint(path, turn, server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** Has something run once somebody may have come. */
    void expect(Runnable action) {
        watch = Watcher.watch(server, SelectionKey.OP_ACCEPT, action);
    }

    /** The other one, after which this is over; null if nobody has come. */
    @Nullable
    SocketChannel accept() throws IOException {
        SocketChannel other = server.accept();
        if (other != null) {
            other.configureBlocking(false);
            watch.close();
            greet(other);
            move(name(path, turn), met(path, turn));
            Watcher.closing(server);
        }
        return other;
    }

    /** Tells the one who dialed that it was met, whatever becomes of the name; if it is gone, that shows later. */
    private static void greet(SocketChannel other) {
        try {
            other.write(Frames.newBuffer(Frames.HEADER).putInt(0, Frames.HELLO));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the other end of a pipe has gone before it was greeted", e);
        }
    }

    /** Leaves; the other one, if it has come by now. */
    @Nullable
    SocketChannel withdraw() throws IOException {
        watch.close();
        // In one step: the other one may be doing so at this very moment.
        boolean before = move(name(path, turn), left(path, turn));
        try {
            SocketChannel other = server.accept();
            if (other != null) {
                other.configureBlocking(false);
                if (before) {
                    greet(other);
                }
            }
            return other;
        } finally {
            Watcher.closing(server);
        }
    }

    /** Leaves for good, with messages for the other one, which is returned if it has come by now and can be told. */
    @Nullable
    SocketChannel leave(List<byte[]> messages) throws IOException {
        write(rest(path), messages);
        SocketChannel other = withdraw();
        if (other != null) {
            Files.deleteIfExists(rest(path).toPath());
        }
        return other;
    }

    /** Removes what is left on disk of all turns, once the two ends have met or one of them is there no more. */
    static void tidy(Path path) {
        int turn = 0;
        while (left(path, turn).toFile().delete()) {
            turn++;
        }
        met(path, turn).toFile().delete();
    }

    /** Whether the two ends have still to meet, neither of them having been closed. */
    static boolean isOpen(Path path) {
        int turn = 0;
        while (Files.exists(left(path, turn))) {
            turn++;
        }
        boolean begun = turn > 0 || Files.exists(name(path, turn));
        return begun && !Files.exists(met(path, turn)) && !rest(path).exists();
    }

    /** Goes where the other end is, or will be. */
    static Arrival arrive(Path path) throws IOException {
        long start = System.nanoTime();
        int turn = 0;
        while (true) {
            while (Files.exists(left(path, turn))) {
                turn++;
            }
            SocketChannel other = dial(name(path, turn));
            if (other != null) {
                if (isMet(path, turn, other)) {
                    return new Arrival(other, null, null);
                }
                other.close();
                continue;
            }
            if (rest(path).exists()) {
                List<byte[]> messages = read(rest(path));
                Files.deleteIfExists(rest(path).toPath());
                tidy(path);
                return new Arrival(null, null, messages);
            }
            if (Files.exists(met(path, turn))) {
                throw new IOException("this end of a pipe has arrived in another process already;"
                        + " an end lives in one process, so each process needs a pipe of its own");
            }
            try {
                MeetingPoint first = listen(path, turn);
                if (!Files.exists(left(path, turn))) {
                    return new Arrival(null, first, null);
                }
                // Somebody has listened and left while this one was about to: the turn is over.
                first.server.close();
                Files.deleteIfExists(name(path, turn));
            } catch (BindException e) {
                if (System.nanoTime() - start > STALE_NANOS) {
                    return new Arrival(null, null, List.of()); // Whoever listened was killed.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Whether who listens in a turn knows, or will know, of the one who is connected to it; or was. */
    static boolean isMet(Path path, int turn, SocketChannel other) throws IOException {
        if (move(name(path, turn), met(path, turn))) {
            if (!Files.exists(left(path, turn))) {
                return true;
            }
            // The name was that of somebody who does not know yet that the turn is over.
            Files.deleteIfExists(met(path, turn));
        }
        return isGreeted(other);
    }

    private static @Nullable SocketChannel dial(Path path) throws IOException {
        boolean there = Files.exists(path);
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // Not blocking, so that an interrupt does not close it.
            channel.configureBlocking(false);
            if (channel.connect(UnixDomainSocketAddress.of(path)) || channel.finishConnect()) {
                return channel;
            }
        } catch (ConnectException e) {
            channel.close();
            return null;
        } catch (SocketException e) {
            channel.close();
            if (there && Files.exists(path)) {
                throw e;
            }
            return null;
        }
        channel.close();
        return null;
    }

    /** Renames a name that may be gone. */
    private static boolean move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isGreeted(SocketChannel other) throws IOException {
        ByteBuffer greeting = Frames.newBuffer(Frames.HEADER);
        try (Selector selector = Selector.open()) {
            other.register(selector, SelectionKey.OP_READ);
            long start = System.nanoTime();
            while (greeting.hasRemaining() && System.nanoTime() - start < GREETING_NANOS) {
                if (other.read(greeting) < 0) {
                    return false;
                }
                if (greeting.hasRemaining()) {
                    selector.select(TimeUnit.NANOSECONDS.toMillis(GREETING_NANOS));
                    selector.selectedKeys().clear();
                }
            }
            return !greeting.hasRemaining() && greeting.getInt(0) == Frames.HELLO;
        } catch (SocketException reset) {
            return false;
        }
    }

    private static File rest(Path path) {
        return new File(path + ".rest");
    }

    /** The name of the socket in a turn. */
    private static Path name(Path path, int turn) {
        return turn == 0 ? path : Path.of(path + "." + turn);
    }

    /** What becomes of the name in a turn in which both ends met. */
    private static Path met(Path path, int turn) {
        return Path.of(name(path, turn) + ".met");
    }

    /** What becomes of the name in a turn in which who listened has left. */
    private static Path left(Path path, int turn) {
        return Path.of(name(path, turn) + ".left");
    }

    /** Through streams of files, which no interrupt closes, and by a rename, so that it is seen whole or not at all. */
    private static void write(File file, List<byte[]> messages) throws IOException {
        var made = new File(file + ".new");
        try (var out = new DataOutputStream(new java.io.BufferedOutputStream(new FileOutputStream(made)))) {
            out.writeInt(messages.size());
            for (byte[] message : messages) {
                out.writeInt(message.length);
                out.write(message);
            }
        }
        Files.move(made.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<byte[]> read(File file) throws IOException {
        try (var in = new DataInputStream(new java.io.BufferedInputStream(new FileInputStream(file)))) {
            var messages = new ArrayList<byte[]>();
            for (int left = in.readInt(); left > 0; left--) {
                var message = new byte[in.readInt()];
                in.readFully(message);
                messages.add(message);
            }
            return messages;
        }
    }
}
