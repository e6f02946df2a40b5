package dev.krait.multiprocessing.connection;

import dev.krait.multiprocessing.Waitable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from a socket, by the thread that wants them.
 *
 * <p>The socket does not block; who has to wait does so in a selector, which an interrupt leaves without harm to the
 * socket. What has arrived of a message is kept here until the rest comes.
 */
final class SocketReader implements Source {
    private static final int SMALL_BUFFER = 8 * 1024;
    private static final int LARGE_BUFFER = 256 * 1024;

    /** The room that the mere announcement of a stranger's message gets; more only as its bytes arrive. */
    private static final int UNTRUSTED_ROOM = 1024 * 1024;

    private static final byte[] NOTHING = {};

    private final SocketChannel channel;
    private int limit;
    private final int firstRoom;

    /** Messages that came another way, before those of the socket. */
    private final ArrayDeque<byte[]> earlier = new ArrayDeque<>();

    private ByteBuffer buffer = Frames.newBuffer(SMALL_BUFFER).flip();
    private byte[] message = NOTHING;
    private int filled;
    private int expected = -1;
    private boolean ended;
    private boolean waited;
    private @Nullable IOException failure;

    private volatile @Nullable Selector selector;
    private volatile boolean closed;

    SocketReader(SocketChannel channel, Terms terms, List<byte[]> earlier) {
        this.channel = channel;
        this.limit = terms.maxMessageSize();
        this.firstRoom = terms.isTrusted() ? Integer.MAX_VALUE : UNTRUSTED_ROOM;
        this.earlier.addAll(earlier);
    }

    void limit(int bytes) {
        limit = bytes;
    }

    @Override
    public byte[] take() throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before receiving");
        }
        byte[] first = earlier.poll();
        if (first != null) {
            return first;
        }
        // Where the last message had to be waited for, as in a conversation, looking first is a waste.
        boolean look = !waited || buffer.hasRemaining();
        waited = false;
        while (!isReady(look)) {
            select(0);
            look = true;
            waited = true;
        }
        throwIfOver();
        byte[] complete = message.length == expected ? message : Arrays.copyOf(message, expected);
        message = NOTHING;
        expected = -1;
        return complete;
    }

    private void throwIfOver() throws IOException {
        if (closed) {
            throw End.closedMeanwhile();
        }
        if (expected >= 0 && filled == expected) {
            return;
        }
        if (failure instanceof ProtocolException) {
            throw failure;
        }
        if (ended && (expected >= 0 || buffer.hasRemaining())) {
            throw new IOException("the other end was closed or its process ended in the middle of a message, of which "
                    + (expected < 0 ? buffer.remaining() + " bytes" : filled + " of " + expected + " bytes")
                    + " had arrived");
        }
        if (ended) {
            var end = new EOFException(End.NO_MORE);
            if (failure != null) {
                end.initCause(failure);
            }
            throw end;
        }
    }

    @Override
    public boolean awaitReady(long nanos) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a message");
        }
        long start = System.nanoTime();
        while (!isReady()) {
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            // Rounded up, since zero would mean for ever.
            select(left == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        if (closed) {
            throw End.closedMeanwhile();
        }
        return true;
    }

    /** Reads what is there, as far as the next message needs it. */
    @Override
    public boolean isReady() {
        return isReady(true);
    }

    private boolean isReady(boolean look) {
        if (!earlier.isEmpty()) {
            return true;
        }
        try {
            while (!assemble() && !ended && !closed) {
                if (!look || fill() == 0) {
                    return false;
                }
            }
        } catch (ProtocolException e) {
            failure = e;
            ended = true;
        } catch (ClosedChannelException e) {
            closed = true;
        } catch (IOException e) {
            failure = e;
            ended = true;
        }
        return true;
    }

    /** Moves what the buffer holds to the message that is being received; true once that is complete. */
    private boolean assemble() throws ProtocolException {
        if (failure instanceof ProtocolException) {
            return false;
        }
        while (expected < 0) {
            if (buffer.remaining() < Frames.HEADER) {
                return false;
            }
            int length = buffer.getInt(buffer.position());
            if (length != Frames.HELLO) {
                Frames.check(length, limit);
                // Before the announcement is taken: if there is no memory, the stream is still in step.
                message = length == 0 ? NOTHING : new byte[Math.min(length, firstRoom)];
                filled = 0;
                expected = length;
            }
            buffer.position(buffer.position() + Frames.HEADER);
        }
        int count = Math.min(buffer.remaining(), expected - filled);
        if (filled + count > message.length) {
            message = Arrays.copyOf(message, (int) Math.min(expected, Math.max(filled + count, message.length * 2L)));
        }
        buffer.get(message, filled, count);
        filled += count;
        return filled == expected;
    }

    /** Reads once; says how many bytes came. */
    private int fill() throws IOException {
        if (expected - filled > SMALL_BUFFER && buffer.capacity() < LARGE_BUFFER && !buffer.hasRemaining()) {
            buffer = Frames.newBuffer(LARGE_BUFFER).flip();
        }
        buffer.compact();
        int count;
        try {
            count = channel.read(buffer);
        } finally {
            buffer.flip();
        }
        if (count < 0) {
            ended = true;
        }
        return count;
    }

    private void select(long millis) throws IOException, InterruptedException {
        try {
            Selector waiting = selector;
            if (waiting == null) {
                waiting = Selector.open();
                selector = waiting;
                channel.register(waiting, SelectionKey.OP_READ);
            }
            if (closed) {
                waiting.close();
                return;
            }
            waiting.select(millis);
            waiting.selectedKeys().clear();
        } catch (ClosedSelectorException | ClosedChannelException e) {
            closed = true;
            return;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for a message; nothing of it is lost");
        }
    }

    @Override
    public Waitable.Watch whenReady(Runnable wakeUp) {
        if (!earlier.isEmpty() || closed || ended) {
            wakeUp.run();
            return Watcher.GRANTED;
        }
        return Watcher.watch(channel, SelectionKey.OP_READ, wakeUp);
    }

    /** Everything that has arrived and was not taken, as it would lie in the stream. */
    byte[] leftover() {
        var bytes = new ByteArrayOutputStream();
        for (byte[] whole : earlier) {
            bytes.writeBytes(Frames.header(whole.length));
            bytes.writeBytes(whole);
        }
        if (expected >= 0) {
            bytes.writeBytes(Frames.header(expected));
            bytes.write(message, 0, filled);
        }
        var rest = new byte[buffer.remaining()];
        buffer.get(rest);
        bytes.writeBytes(rest);
        return bytes.toByteArray();
    }

    /** Stops; the socket is left to the end. */
    @Override
    public void close() {
        closed = true;
        Selector waiting = selector;
        if (waiting != null) {
            try {
                waiting.close();
            } catch (IOException e) {
                failure = e; // Its descriptor is gone all the same.
            }
        }
    }
}
