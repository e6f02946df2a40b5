package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.connection.Client;
import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client's connection to a server, used by one call at a time. */
final class Line implements AutoCloseable {
    /** The form of what is said; a server refuses others. */
    static final int VERSION = 1;

    static final int NEW_SESSION = 0;
    static final int JOIN = 1;
    static final int WELCOME = 0;

    private static final int KEPT = 64 * 1024;

    /** How long a call that was interrupted waits for the server to give it up. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration SOON = Duration.ofMillis(500);

    private final Connection connection;
    private final ByteWriter out = new ByteWriter(256);
    private final ByteReader welcome;

    /** Connects and says who it is. */
    private Line(Connection connection, ByteWriter hello) throws IOException, InterruptedException {
        this.connection = connection;
        try {
            connection.sendBytes(hello.array(), 0, hello.size());
            welcome = new ByteReader(connection.recvBytes());
            if (welcome.getByte() != WELCOME) {
                throw new IOException("the server refuses: " + welcome.getString());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The first line of a new session. */
    static Line first(Door door) throws IOException, InterruptedException {
        var hello = new ByteWriter(16);
        hello.putByte(VERSION);
        hello.putByte(NEW_SESSION);
        return new Line(new Client(door.address(), door.connection()), hello);
    }

    /** One more line of a session. */
    static Line joining(Door door, UUID session, long number) throws IOException, InterruptedException {
        var hello = new ByteWriter(32);
        hello.putByte(VERSION);
        hello.putByte(JOIN);
        put(hello, session);
        hello.putUnsigned(number);
        return new Line(new Client(door.address(), door.connection()), hello);
    }

    static void put(ByteWriter out, UUID id) {
        out.putLong(id.getMostSignificantBits());
        out.putLong(id.getLeastSignificantBits());
    }

    static UUID getId(ByteReader in) {
        return new UUID(in.getLong(), in.getLong());
    }

    /** What the server said behind its welcome. */
    ByteReader welcome() {
        return welcome;
    }

    /** Where the next message is written, empty. */
    ByteWriter out() {
        out.shrink(KEPT);
        return out;
    }

    /** Sends the message that was written. */
    void send() throws IOException, InterruptedException {
        connection.sendBytes(out.array(), 0, out.size());
    }

    /** Sends the message that was written, whatever the thread's interrupt flag says. */
    void sendUninterrupted() throws IOException {
        sendUninterrupted(out);
    }

    void sendUninterrupted(ByteWriter message) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    connection.sendBytes(message.array(), 0, message.size());
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // Before any of it was sent.
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Receives the answer. The interrupt flag is as it was, or set if the thread was interrupted meanwhile.
     *
     * @param giveUp asks the server to give the call up after an interrupt; null if an interrupt does not end the call
     * @return null if the server does not give up in time
     */
    byte @Nullable [] receive(@Nullable Runnable giveUp) throws IOException {
        boolean interrupted = giveUp == null && Thread.interrupted();
        boolean asked = false;
        long askedAt = 0;
        try {
            while (true) {
                try {
                    if (asked && !connection.poll(PATIENCE.minusNanos(System.nanoTime() - askedAt))) {
                        return null;
                    }
                    return connection.recvBytes();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (giveUp != null && !asked) {
                        giveUp.run();
                        asked = true;
                        askedAt = System.nanoTime();
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the server has ended it; asked of a line on which nothing is ever received. */
    boolean isOver() {
        return connection.isReady();
    }

    /** Whether the server has ended it, or does so soon: not all connections of a process that is killed end at once. */
    boolean isOverSoon() {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return connection.poll(SOON);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (IOException e) {
                    return true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
