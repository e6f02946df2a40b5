package dev.krait.multiprocessing.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into a socket, by the thread that has them: what fits at once goes at once, for the rest it waits in a
 * selector. A message that was begun is finished, whatever interrupts the thread.
 */
final class SocketWriter implements Sink {
    private static final int SMALL_BUFFER = 8 * 1024;
    private static final int LARGE_BUFFER = 256 * 1024;

    /** What the system is asked to take at once, once there are large messages; it may give less. */
    private static final int SEND_ROOM = 1024 * 1024;

    private static final byte[] NOTHING = {};

    private final SocketChannel channel;

    private ByteBuffer buffer = Frames.newBuffer(SMALL_BUFFER).flip();
    private byte[] body = NOTHING;
    private int from;
    private int to;
    private boolean begun;

    private volatile @Nullable Selector selector;
    private volatile boolean closed;

    SocketWriter(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public boolean put(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before sending");
        }
        boolean interrupted = false;
        begin(bytes, offset, length);
        try {
            while (!flush()) {
                select();
                if (Thread.interrupted()) {
                    if (!begun) {
                        forget();
                        throw new InterruptedException("interrupted before anything of the message was sent");
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    /** Begins a message; {@link #flush} sends it. */
    void begin(byte[] bytes, int offset, int length) {
        if (length > SMALL_BUFFER - Frames.HEADER && buffer.capacity() < LARGE_BUFFER) {
            buffer = Frames.newBuffer(LARGE_BUFFER);
            widen();
        }
        buffer.clear();
        buffer.putInt(length);
        body = bytes;
        from = offset;
        to = offset + length;
        begun = false;
        copy();
    }

    /** Has the system take more before this end has to wait, so that both ends work at the same time; a TCP socket adapts itself. */
    private void widen() {
        try {
            if (channel.getRemoteAddress() instanceof UnixDomainSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_ROOM);
            }
        } catch (IOException e) {
            // It is slower without; if the socket is broken or closed, writing says so.
        }
    }

    private void forget() {
        buffer.position(buffer.limit());
        body = NOTHING;
        from = 0;
        to = 0;
    }

    private void copy() {
        int count = Math.min(buffer.remaining(), to - from);
        buffer.put(body, from, count);
        from += count;
        buffer.flip();
    }

    /** Sends what the socket takes of the message that was begun; true once that is all of it. */
    boolean flush() throws IOException {
        while (true) {
            if (closed) {
                throw End.closedMeanwhile();
            }
            try {
                begun |= channel.write(buffer) > 0;
            } catch (ClosedChannelException e) {
                throw End.closedMeanwhile();
            } catch (IOException e) {
                throw End.brokenPipe(e);
            }
            if (buffer.hasRemaining()) {
                return false;
            }
            if (from == to) {
                body = NOTHING;
                from = 0;
                to = 0;
                return true;
            }
            buffer.clear();
            copy();
        }
    }

    private void select() throws IOException {
        try {
            Selector waiting = selector;
            if (waiting == null) {
                waiting = Selector.open();
                selector = waiting;
                channel.register(waiting, SelectionKey.OP_WRITE);
            }
            if (closed) {
                waiting.close();
                return;
            }
            waiting.select();
            waiting.selectedKeys().clear();
        } catch (ClosedSelectorException | ClosedChannelException e) {
            closed = true;
        }
    }

    /** What of the message that was begun has not been sent, as it would lie in the stream. */
    byte[] unsent() {
        var bytes = new ByteArrayOutputStream();
        var rest = new byte[buffer.remaining()];
        buffer.duplicate().get(rest);
        bytes.write(rest, 0, rest.length);
        bytes.write(body, from, to - from);
        return bytes.toByteArray();
    }

    /** Stops, and wakes who waits; the socket is left to the end. */
    public void close() {
        closed = true;
        Selector waiting = selector;
        if (waiting != null) {
            try {
                waiting.close();
            } catch (IOException e) {
                selector = null; // Its descriptor is gone all the same.
            }
        }
    }
}
