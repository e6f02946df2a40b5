package dev.krait.multiprocessing.connection;

import com.google.errorprone.annotations.Immutable;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.internal.wire.AllowList;
import dev.krait.threading.internal.Timeouts;
import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Listener} or {@link Client} may be told beyond its address. Immutable; each {@code with} method returns
 * a copy.
 */
@Immutable
public final class ConnectionOptions {
    private static final int DEFAULT_MAX_MESSAGE = 64 * 1024 * 1024;
    private static final ConnectionOptions DEFAULTS =
            new ConnectionOptions(null, 1, DEFAULT_MAX_MESSAGE, Duration.ofSeconds(10), "");

    @SuppressWarnings("Immutable") // copied on the way in and out
    private final byte @Nullable [] authKey;

    private final int backlog;
    private final int maxMessageSize;
    private final Duration handshakeTimeout;
    private final String allowedClasses;

    private ConnectionOptions(
            byte @Nullable [] authKey,
            int backlog,
            int maxMessageSize,
            Duration handshakeTimeout,
            String allowedClasses) {
        this.authKey = authKey;
        this.backlog = backlog;
        this.maxMessageSize = maxMessageSize;
        this.handshakeTimeout = handshakeTimeout;
        this.allowedClasses = allowedClasses;
    }

    /**
     * The defaults: the key of this program's processes, a backlog of 1, messages up to 64 MiB, ten seconds for the
     * handshake, Java's value types only.
     *
     * @return the defaults
     */
    public static ConnectionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With a key, which both sides must have.
     *
     * <p>Mirrors Python's {@code authkey}. Without it, the random key that all processes of one program inherit is taken,
     * so that processes which were not started by this program cannot connect; unlike in Python there is no connection
     * without a key.
     *
     * @param key at least one byte, better 32 random ones; copied
     * @return a copy with this key
     * @throws IllegalArgumentException if it is empty
     */
    public ConnectionOptions withAuthKey(byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key of a connection must not be empty");
        }
        return new ConnectionOptions(key.clone(), backlog, maxMessageSize, handshakeTimeout, allowedClasses);
    }

    /**
     * With another number of clients that may wait to be accepted; for a listener.
     *
     * <p>Mirrors Python's {@code backlog}.
     *
     * @param clients at least 1
     * @return a copy with this backlog
     * @throws IllegalArgumentException if it is less than 1
     */
    public ConnectionOptions withBacklog(int clients) {
        if (clients < 1) {
            throw new IllegalArgumentException("backlog must be at least 1: " + clients);
        }
        return new ConnectionOptions(authKey, clients, maxMessageSize, handshakeTimeout, allowedClasses);
    }

    /**
     * With another limit for the length of a message, sent or received.
     *
     * @param bytes from 256 on, which the handshake needs
     * @return a copy with this limit
     * @throws IllegalArgumentException if it is less than 256
     */
    public ConnectionOptions withMaxMessageSize(int bytes) {
        if (bytes < Handshake.MAX_MESSAGE) {
            throw new IllegalArgumentException(
                    "maxMessageSize must be at least " + Handshake.MAX_MESSAGE + ": " + bytes);
        }
        return new ConnectionOptions(
                authKey, backlog, Math.min(bytes, Frames.LONGEST), handshakeTimeout, allowedClasses);
    }

    /**
     * With another time in which the other side has to show that it has the key.
     *
     * @param timeout more than zero
     * @return a copy with this timeout
     * @throws IllegalArgumentException if it is zero, negative or longer than 292 years
     */
    public ConnectionOptions withHandshakeTimeout(Duration timeout) {
        if (Timeouts.nanos(timeout) == 0) {
            throw new IllegalArgumentException("handshakeTimeout must be more than zero");
        }
        return new ConnectionOptions(authKey, backlog, maxMessageSize, timeout, allowedClasses);
    }

    /**
     * With classes that may be received beside Java's value types, their collections and exceptions of {@code java.lang}.
     *
     * <p>Name only classes that do nothing but hold data. A lambda cannot be let in this way, since it comes as a class of
     * the JDK.
     *
     * @param patterns class names such as {@code com.example.Order}, packages such as {@code com.example.orders.*}, and
     *     packages with all below them such as {@code com.example.**}, in the form of {@link ObjectInputFilter.Config}
     * @return a copy with these patterns in the place of earlier ones
     * @throws IllegalArgumentException if a pattern has no such form or would let everything in
     */
    public ConnectionOptions withAllowedClasses(String... patterns) {
        return new ConnectionOptions(authKey, backlog, maxMessageSize, handshakeTimeout, AllowList.joined(patterns));
    }

    byte[] authKey() {
        return Objects.requireNonNullElseGet(
                authKey, () -> Multiprocessing.currentProcess().authKey());
    }

    int backlog() {
        return backlog;
    }

    long handshakeNanos() {
        return Timeouts.nanos(handshakeTimeout);
    }

    Terms terms() {
        return new Terms(maxMessageSize, allowedClasses);
    }
}
