package dev.krait.multiprocessing.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries the bytes of a connection whose end has moved on although it had a socket already: a socket itself cannot be
 * handed to another process. It lives until one of the ends is closed.
 */
final class Relay {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int BUFFER = 64 * 1024;

    private final SocketChannel near;
    private final MeetingPoint point;
    private final @Nullable Path metBefore;
    private final byte[] toNear;
    private final byte[] toFar;

    @GuardedBy("this")
    private int openWays = 2;

    /**
     * Between a socket and whoever comes to a meeting point.
     *
     * @param metBefore where the other end of the socket was met, if it was
     * @param toNear bytes that go to the socket first
     * @param toFar bytes that go to whoever comes first
     */
    Relay(SocketChannel near, MeetingPoint point, @Nullable Path metBefore, byte[] toNear, byte[] toFar) {
        this.near = near;
        this.point = point;
        this.metBefore = metBefore;
        this.toNear = toNear;
        this.toFar = toFar;
    }

    void start() {
        point.expect(this::visited);
    }

    private synchronized void visited() {
        try {
            SocketChannel far = point.accept();
            if (far == null) {
                point.expect(this::visited);
            } else {
                new Way(near, far, toFar).carry();
                new Way(far, near, toNear).carry();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a connection that moved to another process could not be met there", e);
            Watcher.closing(near);
        }
    }

    private synchronized void ended(Way way) {
        openWays--;
        if (openWays == 0 || way.broken) {
            Watcher.closing(way.from);
            Watcher.closing(way.to);
            MeetingPoint.tidy(point.path());
            if (metBefore != null) {
                MeetingPoint.tidy(metBefore);
            }
        }
    }

    /** Some bytes and then some messages, as they lie in a stream. */
    static byte[] join(byte[] bytes, List<byte[]> messages) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(bytes);
        for (byte[] message : messages) {
            joined.writeBytes(Frames.header(message.length));
            joined.writeBytes(message);
        }
        return joined.toByteArray();
    }

    /** One direction. */
    private final class Way {
        private final SocketChannel from;
        private final SocketChannel to;
        private final byte[] first;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).flip();
        private int sentOfFirst;
        private boolean broken;

        Way(SocketChannel from, SocketChannel to, byte[] first) {
            this.from = from;
            this.to = to;
            this.first = first;
        }

        void carry() {
            try {
                while (true) {
                    if (!buffer.hasRemaining() && !refill()) {
                        return;
                    }
                    to.write(buffer);
                    if (buffer.hasRemaining()) {
                        Watcher.watch(to, SelectionKey.OP_WRITE, this::carry);
                        return;
                    }
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a relayed connection has ended", e);
                broken = true;
                ended(this);
            }
        }

        private boolean refill() throws IOException {
            buffer.clear();
            int count = Math.min(buffer.remaining(), first.length - sentOfFirst);
            if (count > 0) {
                buffer.put(first, sentOfFirst, count).flip();
                sentOfFirst += count;
                return true;
            }
            count = from.read(buffer);
            buffer.flip();
            if (count < 0) {
                to.shutdownOutput();
                ended(this);
            } else if (count == 0) {
                Watcher.watch(from, SelectionKey.OP_READ, this::carry);
            }
            return count > 0;
        }
    }
}
