package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.connection.Family;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.threading.internal.Timeouts;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BaseManager} may be told: Python's keyword arguments {@code address}, {@code authkey}, {@code ctx} and
 * {@code shutdown_timeout}, and what may be received. Immutable; each {@code with} method returns a changed copy.
 *
 * <p>Without an address and without a key, a manager serves the processes of this program alone, and trusts them: any object
 * may be sent, lambdas included. With a key of its own, or at an Internet address, only Java's value types and the classes
 * that {@link #withAllowedClasses} names are let in, on either side.
 */
public final class ManagerOptions {
    private static final int MOST_OF_STRANGERS = 64 * 1024 * 1024;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final int BACKLOG = 128;

    /** What proxies, and the exceptions of what managers serve, are made of. */
    private static final String OWN = "dev.krait.multiprocessing.managers.ProxyReference"
            + ";dev.krait.multiprocessing.managers.RemoteException;dev.krait.queue.QueueEmptyException"
            + ";dev.krait.queue.QueueFullException;dev.krait.queue.QueueShutDownException"
            + ";dev.krait.threading.BrokenBarrierException";

    private static final ManagerOptions DEFAULTS =
            new ManagerOptions(null, null, "", Duration.ofSeconds(1), LaunchOptions.defaults());

    private final @Nullable SocketAddress address;
    private final byte @Nullable [] authKey;
    private final String allowedClasses;
    private final Duration shutdownTimeout;
    private final LaunchOptions launch;

    private ManagerOptions(
            @Nullable SocketAddress address,
            byte @Nullable [] authKey,
            String allowedClasses,
            Duration shutdownTimeout,
            LaunchOptions launch) {
        this.address = address;
        this.authKey = authKey;
        this.allowedClasses = allowedClasses;
        this.shutdownTimeout = shutdownTimeout;
        this.launch = launch;
    }

    /**
     * A private address, the key of this program's processes, one second to shut down.
     *
     * @return the defaults
     */
    public static ManagerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets where the server listens, or is to be found.
     *
     * @param address an {@link java.net.InetSocketAddress}, whose port 0 stands for any free one, or a
     *     {@link java.net.UnixDomainSocketAddress}
     * @return a changed copy
     * @throws IllegalArgumentException if it is neither
     */
    public ManagerOptions withAddress(SocketAddress address) {
        Family.of(address);
        return new ManagerOptions(address, authKey, allowedClasses, shutdownTimeout, launch);
    }

    /**
     * Sets the key that both sides must have; without it, the one that all processes of this program share.
     *
     * @param key at least one byte, better 32 random ones; copied
     * @return a changed copy
     * @throws IllegalArgumentException if it is empty
     */
    public ManagerOptions withAuthKey(byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key of a manager must not be empty");
        }
        return new ManagerOptions(address, key.clone(), allowedClasses, shutdownTimeout, launch);
    }

    /**
     * Names classes that may be received from the other side, beside Java's value types, their collections and exceptions of
     * {@code java.lang}. Name only classes that do nothing but hold data. It has no effect between processes of one program.
     *
     * @param patterns class names such as {@code com.example.Order}, packages such as {@code com.example.orders.*}, and
     *     packages with all below them such as {@code com.example.**}
     * @return a changed copy, with these patterns in the place of earlier ones
     * @throws IllegalArgumentException if a pattern has no such form or would let everything in
     */
    public ManagerOptions withAllowedClasses(String... patterns) {
        return new ManagerOptions(address, authKey, AllowList.joined(patterns), shutdownTimeout, launch);
    }

    /**
     * Sets how long {@link BaseManager#shutdown} waits for the server to end by itself, before it is told by a signal, and
     * again before it is killed.
     *
     * @param timeout zero or more
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative or longer than 292 years
     */
    public ManagerOptions withShutdownTimeout(Duration timeout) {
        Timeouts.nanos(timeout);
        return new ManagerOptions(address, authKey, allowedClasses, timeout, launch);
    }

    /**
     * Says how the JVM of the server is launched; its start method among it, for which Python has {@code ctx}.
     *
     * @param launch the options of the launch
     * @return a changed copy
     */
    public ManagerOptions withLaunch(LaunchOptions launch) {
        return new ManagerOptions(address, authKey, allowedClasses, shutdownTimeout, requireNonNull(launch, "launch"));
    }

    @Nullable
    SocketAddress address() {
        return address;
    }

    Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    LaunchOptions launch() {
        return launch;
    }

    /** How the server is reached, once its address is known. */
    Door door(SocketAddress known) {
        return new Door(Door.text(known), authKey(), allowedClasses);
    }

    /** What connects, or listens, with a key and what may come in. */
    static ConnectionOptions connection(byte @Nullable [] authKey, boolean trusted) {
        ConnectionOptions options = ConnectionOptions.defaults()
                .withBacklog(BACKLOG)
                .withHandshakeTimeout(HANDSHAKE)
                .withMaxMessageSize(trusted ? Integer.MAX_VALUE : MOST_OF_STRANGERS);
        return authKey == null ? options : options.withAuthKey(authKey);
    }

    static String patterns(String allowedClasses) {
        return allowedClasses.isEmpty() ? OWN : allowedClasses + ";" + OWN;
    }

    /** The longest message. */
    static int maxMessageSize(boolean trusted) {
        return trusted ? Integer.MAX_VALUE - 32 : MOST_OF_STRANGERS;
    }

    byte @Nullable [] authKey() {
        return authKey == null ? null : authKey.clone();
    }

    String allowedClasses() {
        return allowedClasses;
    }
}
