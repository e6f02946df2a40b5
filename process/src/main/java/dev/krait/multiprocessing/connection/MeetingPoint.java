package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.Waitable;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
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
 * <p>Who listens may have to leave before the other one comes, because it is closed or moves on. Whether the other one
 * has come by then is decided by one rename: who dials renames the name once it is connected; who leaves removes it. If
 * the one who dials finds the name gone, it waits for a greeting, which it gets if the one who left still saw it, or the
 * end of the stream, whereupon it looks again. If the one who left was closed, a file beside the name holds what it had
 * still to say.
 *
 * <p>Not thread-safe.
 */
final class MeetingPoint {
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int LONGEST_PATH = 100;

    private final Path path;
    private final ServerSocketChannel server;
    private Waitable.Watch watch = Watcher.GRANTED;

    private MeetingPoint(Path path, ServerSocketChannel server) {
        this.path = path;
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
        return listen(path);
    }

    private static MeetingPoint listen(Path path) throws IOException {
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.configureBlocking(false);
            server.bind(UnixDomainSocketAddress.of(path), 1);
            return new MeetingPoint(path, server);
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
            Watcher.closing(server);
        }
        return other;
    }

    /** Leaves; the other one, if it has come by now. */
    @Nullable
    SocketChannel withdraw() throws IOException {
        watch.close();
        boolean before = Files.deleteIfExists(path);
        try {
            SocketChannel other = server.accept();
            if (other != null) {
                other.configureBlocking(false);
                if (before) {
                    other.write(Frames.newBuffer(Frames.HEADER).putInt(0, Frames.HELLO));
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

    /** Removes what the other one's coming left on disk. */
    static void tidy(Path path) {
        if (!taken(path).delete()) {
            // It never came, or not by that name.
            path.toFile().delete();
        }
    }

    /** Goes where the other end is, or will be. */
    static Arrival arrive(Path path) throws IOException {
        long start = System.nanoTime();
        while (true) {
            SocketChannel other = dial(path);
            if (other != null) {
                if (claim(path) || isGreeted(other)) {
                    return new Arrival(other, null, null);
                }
                other.close();
                continue;
            }
            if (rest(path).exists()) {
                List<byte[]> messages = read(rest(path));
                Files.deleteIfExists(rest(path).toPath());
                return new Arrival(null, null, messages);
            }
            if (taken(path).exists()) {
                throw new IOException("this end of a pipe has arrived in another process already;"
                        + " an end lives in one process, so each process needs a pipe of its own");
            }
            try {
                return new Arrival(null, listen(path), null);
            } catch (BindException e) {
                if (System.nanoTime() - start > STALE_NANOS) {
                    return new Arrival(null, null, List.of()); // Whoever listened was killed.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static @Nullable SocketChannel dial(Path path) throws IOException {
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
            if (Files.exists(path)) {
                throw e;
            }
            return null;
        }
        channel.close();
        return null;
    }

    private static boolean claim(Path path) throws IOException {
        try {
            Files.move(path, taken(path).toPath(), StandardCopyOption.ATOMIC_MOVE);
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
            while (greeting.hasRemaining() && System.nanoTime() - start < STALE_NANOS) {
                if (other.read(greeting) < 0) {
                    return false;
                }
                if (greeting.hasRemaining()) {
                    selector.select(TimeUnit.NANOSECONDS.toMillis(STALE_NANOS));
                    selector.selectedKeys().clear();
                }
            }
            return !greeting.hasRemaining();
        } catch (SocketException reset) {
            return false;
        }
    }

    private static File rest(Path path) {
        return new File(path + ".rest");
    }

    private static File taken(Path path) {
        return new File(path + ".met");
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
