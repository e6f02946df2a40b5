package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.AuthenticationException;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a {@link Listener}.
 *
 * <p>Mirrors Python's {@code multiprocessing.connection.Client}, a function that returns a connection; here it is a
 * connection. Both sides prove to each other that they have the same key before anything else is said.
 *
 * <p>What is received may hold Java's value types and what {@link ConnectionOptions#withAllowedClasses} names, nothing
 * else. Once it has moved to another process it is a plain {@link Connection} there.
 */
public final class Client extends Connection {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final long LONGEST_PAUSE = 20;

    /** Seconds of silence before it asks, seconds between questions, and how many without an answer. */
    private static final Map<String, Integer> KEEP_ALIVE =
            Map.of("TCP_KEEPIDLE", 30, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3);

    /**
     * Connects, waiting until the listener accepts, but not longer than {@link ConnectionOptions#withHandshakeTimeout}.
     *
     * @param address the listener's
     * @throws AuthenticationException if it has another key
     * @throws IOException if nobody listens there, or the other side is no listener of this library or too slow
     * @throws IllegalArgumentException if the address is of no family that a listener can have
     * @throws InterruptedException if interrupted on entry or while waiting; nothing stays open then
     */
    public Client(SocketAddress address) throws IOException, InterruptedException {
        this(address, ConnectionOptions.defaults());
    }

    /**
     * Connects, waiting until the listener accepts, but not longer than {@link ConnectionOptions#withHandshakeTimeout}.
     *
     * @param address the listener's
     * @param options key, limits, and classes that may be received
     * @throws AuthenticationException if it has another key
     * @throws IOException if nobody listens there, or the other side is no listener of this library or too slow
     * @throws IllegalArgumentException if the address is of no family that a listener can have
     * @throws InterruptedException if interrupted on entry or while waiting; nothing stays open then
     */
    public Client(SocketAddress address, ConnectionOptions options) throws IOException, InterruptedException {
        super(connect(
                Objects.requireNonNull(address, "address"),
                Family.of(address),
                Objects.requireNonNull(options, "options")));
    }

    private static End connect(SocketAddress address, Family family, ConnectionOptions options)
            throws IOException, InterruptedException {
        byte[] key = options.authKey();
        SocketChannel socket = open(address, family, options.handshakeNanos());
        End end;
        try {
            FaultPoint.reach("client-connected");
            end = establish(socket, options);
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
        try {
            FaultPoint.reach("client-established");
            var handshake = new Handshake(end, key, options.handshakeNanos());
            handshake.answer(Handshake.CLIENT);
            handshake.deliver(Handshake.LISTENER);
            end.limitReceiving(options.terms().maxMessageSize());
            return end;
        } catch (Throwable e) { // Also when there is no memory for it.
            end.close();
            throw e;
        }
    }

    /** An end over a socket, which receives short messages only until the other side is known. */
    static End establish(SocketChannel socket, ConnectionOptions options) throws IOException {
        if (socket.getRemoteAddress() instanceof java.net.InetSocketAddress) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            keepAlive(socket);
        }
        End end = End.over(socket, options.terms());
        end.limitReceiving(Handshake.MAX_MESSAGE);
        return end;
    }

    /** Has the system find out when the other machine is gone without a word, in about a minute where it lets itself be told. */
    private static void keepAlive(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (SocketOption<?> option : socket.supportedOptions()) {
            Integer value = KEEP_ALIVE.get(option.name());
            if (value != null && option.type() == Integer.class) {
                @SuppressWarnings("unchecked")
                var number = (SocketOption<Integer>) option;
                socket.setOption(number, value);
            }
        }
    }

    private static SocketChannel open(SocketAddress address, Family family, long nanos)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before connecting");
        }
        long start = System.nanoTime();
        long pause = 1;
        while (true) {
            SocketChannel socket = attempt(address, family, start, nanos);
            if (socket != null) {
                return socket;
            }
            long left = left(start, nanos);
            if (left <= 0) {
                throw tooLate(address, nanos);
            }
            TimeUnit.MILLISECONDS.sleep(Math.min(pause, TimeUnit.NANOSECONDS.toMillis(left) + 1));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private static long left(long start, long nanos) {
        return nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
    }

    private static SocketTimeoutException tooLate(SocketAddress address, long nanos) {
        return new SocketTimeoutException("could not connect to " + address + " within "
                + TimeUnit.NANOSECONDS.toMillis(nanos)
                + " ms: nobody answers there, or its listener is too slow to accept"
                + " all who come; try again later, or give it a longer backlog");
    }

    /** Connects; null if the listener has more who wait than its backlog lets in, which only a Unix-domain socket tells. */
    private static @Nullable SocketChannel attempt(SocketAddress address, Family family, long start, long nanos)
            throws IOException, InterruptedException {
        boolean unix = family == Family.AF_UNIX;
        SocketChannel socket = unix ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX) : SocketChannel.open();
        boolean connected = false;
        try {
            socket.configureBlocking(false);
            connected = socket.connect(address);
            if (!connected) {
                finish(socket, address, start, nanos);
                connected = true;
            }
            return socket;
        } catch (ConnectException e) {
            var failure = new ConnectException("nobody listens at " + address + " (" + e.getMessage() + ")");
            failure.initCause(e);
            throw failure;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            // What else the system refuses here has to do with the file.
            if (unix && Files.isWritable(((UnixDomainSocketAddress) address).getPath())) {
                return null;
            }
            throw e;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    private static void finish(SocketChannel socket, SocketAddress address, long start, long nanos)
            throws IOException, InterruptedException {
        try (Selector selector = Selector.open()) {
            socket.register(selector, SelectionKey.OP_CONNECT);
            while (!socket.finishConnect()) {
                long left = left(start, nanos);
                if (left <= 0) {
                    throw tooLate(address, nanos);
                }
                selector.select(left == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while connecting");
                }
            }
        }
    }
}
