package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.AuthenticationException;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;

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

    /**
     * Connects, waiting until the listener accepts.
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
     * Connects, waiting until the listener accepts.
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
        SocketChannel socket = open(address, family);
        End end = establish(socket, options);
        try {
            var handshake = new Handshake(end, key, options.handshakeNanos());
            handshake.answer(Handshake.CLIENT);
            handshake.deliver(Handshake.LISTENER);
            end.limitReceiving(options.terms().maxMessageSize());
            return end;
        } catch (IOException | InterruptedException | RuntimeException e) {
            end.close();
            throw e;
        }
    }

    /** An end over a socket, which receives short messages only until the other side is known. */
    static End establish(SocketChannel socket, ConnectionOptions options) throws IOException {
        if (socket.getRemoteAddress() instanceof java.net.InetSocketAddress) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        End end = End.over(socket, options.terms());
        end.limitReceiving(Handshake.MAX_MESSAGE);
        return end;
    }

    private static SocketChannel open(SocketAddress address, Family family) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before connecting");
        }
        SocketChannel socket = family == Family.AF_UNIX
                ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            socket.configureBlocking(false);
            if (!socket.connect(address)) {
                try (Selector selector = Selector.open()) {
                    socket.register(selector, SelectionKey.OP_CONNECT);
                    while (!socket.finishConnect()) {
                        selector.select();
                        if (Thread.interrupted()) {
                            throw new InterruptedException("interrupted while connecting");
                        }
                    }
                }
            }
            return socket;
        } catch (ConnectException e) {
            socket.close();
            var failure = new ConnectException("nobody listens at " + address + " (" + e.getMessage() + ")");
            failure.initCause(e);
            throw failure;
        } catch (IOException | InterruptedException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
