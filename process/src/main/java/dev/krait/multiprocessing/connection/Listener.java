package dev.krait.multiprocessing.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.Waitable;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.threading.internal.Timeouts;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket at which processes can connect that this one did not start, or does not share a pipe with.
 *
 * <p>Mirrors Python's {@code multiprocessing.connection.Listener}. Unlike there, nobody connects without the key; see
 * {@link ConnectionOptions#withAuthKey}. A client that has a wrong one, or says anything else than it should, ends its own
 * connection and nothing more: {@link #accept()} throws what was wrong, and the next call serves the next client.
 *
 * <p>Thread-safe; several threads may accept, and a client that is slow to show its key holds up one of them, for as long
 * as {@link ConnectionOptions#withHandshakeTimeout} allows.
 */
public final class Listener implements Waitable, AutoCloseable {
    private final ServerSocketChannel server;
    private final Selector selector;
    private final ConnectionOptions options;
    private final SocketAddress address;
    private final ReentrantLock accepting = new ReentrantLock();
    private final Onlookers onlookers = new Onlookers();

    /** Clients that came while somebody only asked whether there were any. */
    @GuardedBy("accepting")
    private final ArrayDeque<SocketChannel> waiting = new ArrayDeque<>();

    private volatile @Nullable SocketAddress lastAccepted;
    private volatile boolean closed;

    /**
     * Listens at a new address that only processes of this user reach: a Unix-domain socket in a private folder.
     *
     * @throws IOException if the system refuses
     */
    public Listener() throws IOException {
        this(Family.AF_UNIX, ConnectionOptions.defaults());
    }

    /**
     * Listens at a new address of a family: a private Unix-domain socket, or a free port that only this machine reaches.
     *
     * @param family the kind of address
     * @param options key, limits, and classes that may be received
     * @throws IOException if the system refuses
     */
    public Listener(Family family, ConnectionOptions options) throws IOException {
        this(family.arbitraryAddress(), options);
    }

    /**
     * Listens at an address.
     *
     * @param address an {@link java.net.InetSocketAddress}, whose port 0 stands for any free one, or a
     *     {@link UnixDomainSocketAddress} whose file does not exist
     * @throws IllegalArgumentException if it is neither
     * @throws IOException if the system refuses, as when the address is in use
     */
    public Listener(SocketAddress address) throws IOException {
        this(address, ConnectionOptions.defaults());
    }

    /**
     * Listens at an address.
     *
     * @param address an {@link java.net.InetSocketAddress}, whose port 0 stands for any free one, or a
     *     {@link UnixDomainSocketAddress} whose file does not exist
     * @param options key, backlog, limits, and classes that may be received
     * @throws IllegalArgumentException if the address is neither
     * @throws IOException if the system refuses, as when the address is in use
     */
    public Listener(SocketAddress address, ConnectionOptions options) throws IOException {
        Objects.requireNonNull(address, "address");
        this.options = Objects.requireNonNull(options, "options");
        boolean unix = Family.of(address) == Family.AF_UNIX;
        server = unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            server.configureBlocking(false);
            bind(address);
            this.address = server.getLocalAddress();
            if (unix) {
                makePrivate();
            }
            selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void bind(SocketAddress address) throws IOException {
        try {
            server.bind(address, options.backlog());
        } catch (IOException e) {
            var named = new BindException("cannot listen at " + address + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private void makePrivate() throws IOException {
        Path file = path();
        if (file != null && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private @Nullable Path path() {
        return address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
    }

    /**
     * Waits for a client and for the proof that it has the key.
     *
     * <p>Mirrors Python's {@code Listener.accept}.
     *
     * @return the connection to it
     * @throws AuthenticationException if the client has another key; the listener goes on
     * @throws java.io.EOFException if the client left before it had shown its key; the listener goes on
     * @throws java.net.SocketTimeoutException if the client is too slow; the listener goes on
     * @throws java.net.ProtocolException if the client says something else; the listener goes on
     * @throws IOException if the listener is closed, or the connection fails
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public Connection accept() throws IOException, InterruptedException {
        try {
            return accept(Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a wait without end has ended", e);
        }
    }

    /**
     * Waits some time for a client, and then for the proof that it has the key, as {@link #accept()} does.
     *
     * @param timeout how long to wait for a client; zero or less looks once
     * @return the connection to it
     * @throws TimeoutException if no client came in time
     * @throws AuthenticationException if the client has another key; the listener goes on
     * @throws IOException as {@link #accept()}
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public Connection accept(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        return accept(Timeouts.pollingNanos(timeout));
    }

    private Connection accept(long nanos) throws IOException, InterruptedException, TimeoutException {
        byte[] key = options.authKey();
        SocketChannel client = next(nanos);
        SocketAddress from;
        End end;
        try {
            from = client.getRemoteAddress();
            end = Client.establish(client, options);
        } catch (Throwable e) {
            client.close();
            throw e;
        }
        try {
            FaultPoint.reach("client-accepting");
            var handshake = new Handshake(end, key, options.handshakeNanos());
            handshake.deliver(Handshake.CLIENT);
            handshake.answer(Handshake.LISTENER);
            end.limitReceiving(options.terms().maxMessageSize());
            var connection = new Connection(end);
            lastAccepted = from;
            return connection;
        } catch (Throwable e) { // Also when there is no memory for it.
            end.close();
            throw e;
        }
    }

    SocketChannel next(long nanos) throws IOException, InterruptedException, TimeoutException {
        long start = System.nanoTime();
        if (nanos == Long.MAX_VALUE) {
            accepting.lockInterruptibly();
        } else if (!accepting.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            throw nobodyCame(nanos); // Whoever accepts here at the moment takes the next client.
        }
        try {
            while (true) {
                checkOpen();
                SocketChannel client = waiting.isEmpty() ? server.accept() : waiting.poll();
                if (client != null) {
                    return client;
                }
                long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    throw nobodyCame(nanos);
                }
                selector.select(left == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
                selector.selectedKeys().clear();
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for a client");
                }
            }
        } catch (ClosedSelectorException | java.nio.channels.ClosedChannelException e) {
            throw new IOException("this listener was closed while a thread waited in accept", e);
        } finally {
            accepting.unlock();
            onlookers.look(this::isReadyAndFree);
        }
    }

    private TimeoutException nobodyCame(long nanos) {
        return new TimeoutException(
                "no client connected to " + address + " within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }

    void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("this listener is closed");
        }
    }

    /**
     * Where clients connect: the real port if any free one was asked for.
     *
     * <p>Mirrors Python's {@code Listener.address}.
     *
     * @return the address, also after the listener was closed
     */
    public SocketAddress address() {
        return address;
    }

    /**
     * Where the client came from that was accepted last.
     *
     * <p>Mirrors Python's {@code Listener.last_accepted}.
     *
     * @return its address, which is an empty name for a Unix-domain socket; null if none was accepted yet
     */
    public @Nullable SocketAddress lastAccepted() {
        return lastAccepted;
    }

    /**
     * Whether a client waits to be accepted.
     *
     * @return whether one does; true also for a closed listener; false while another thread accepts
     */
    @Override
    public boolean isReady() {
        boolean ready = isReadyAndFree();
        onlookers.look(this::isReadyAndFree);
        return ready;
    }

    private boolean isReadyAndFree() {
        if (closed || !accepting.tryLock()) {
            return closed;
        }
        try {
            if (waiting.isEmpty()) {
                SocketChannel client = server.accept();
                if (client != null) {
                    waiting.add(client);
                }
            }
            return !waiting.isEmpty();
        } catch (IOException e) {
            return true; // Whoever accepts now learns what is wrong.
        } finally {
            accepting.unlock();
        }
    }

    @Override
    public Watch whenReady(Runnable wakeUp) {
        Objects.requireNonNull(wakeUp, "wakeUp");
        Watch wish = onlookers.add(wakeUp);
        if (isReadyAndFree()) {
            wish.close();
            wakeUp.run();
            return Watcher.GRANTED;
        }
        Watch watch = Watcher.watch(server, SelectionKey.OP_ACCEPT, wakeUp);
        return () -> {
            wish.close();
            watch.close();
        };
    }

    /**
     * Stops listening; connections that were accepted stay. Removes the file of a Unix-domain socket. Threads that wait in
     * {@link #accept()} get an {@link IOException}. Does not block, and may be called again.
     *
     * <p>Mirrors Python's {@code Listener.close}.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            selector.close();
            Watcher.closing(server);
            Path file = path();
            if (file != null) {
                Files.deleteIfExists(file);
            }
            accepting.lock();
            try {
                for (SocketChannel client : waiting) {
                    client.close();
                }
                waiting.clear();
            } finally {
                accepting.unlock();
            }
        } catch (IOException e) {
            System.getLogger("dev.krait.multiprocessing")
                    .log(System.Logger.Level.DEBUG, "closing a listener left something behind", e);
        }
    }

    @Override
    public String toString() {
        return "Listener[" + address + (closed ? ", closed" : "") + "]";
    }
}
