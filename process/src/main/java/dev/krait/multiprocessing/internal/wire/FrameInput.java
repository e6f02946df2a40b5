package dev.krait.multiprocessing.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames, reading as much as there is at a time.
 *
 * <p>Not thread-safe. The reader that {@link #next} returns is valid until the next call.
 */
public final class FrameInput {
    private static final int HEADER = 4;

    private final InputStream in;
    private final int maxFrame;
    private final byte[] buffer;
    private final ByteReader frame;
    private int from;
    private int to;
    private int lastFill;

    /** Frames of a stream, refusing any that is longer than {@code maxFrame}. */
    public FrameInput(InputStream in, int maxFrame) {
        this.in = in;
        this.maxFrame = maxFrame;
        this.buffer = new byte[Math.max(64 * 1024, 2 * (maxFrame + HEADER))];
        this.frame = new ByteReader(buffer, 0, 0);
    }

    /** Whether a whole frame is here already, so that {@link #next} would not block. */
    public boolean hasNext() {
        return to - from >= HEADER && to - from >= HEADER + Primitives.getInt(buffer, from);
    }

    /** Whether anything at all waits to be read. */
    public boolean hasMore() throws IOException {
        return to > from || in.available() > 0;
    }

    /**
     * Whether less than half of what the last read brought is left.
     *
     * @param left how much of the last frame is
     */
    public boolean pastHalf(int left) {
        return (to - from + left) * 2 <= lastFill;
    }

    /**
     * The next frame without its length; blocks until it is there.
     *
     * @return the frame, or null at the end of the stream
     * @throws EOFException if the stream ends inside a frame
     */
    public @Nullable ByteReader next() throws IOException {
        while (!hasNext()) {
            if (to - from >= HEADER) {
                checkLength(Primitives.getInt(buffer, from));
            }
            if (from > 0) {
                System.arraycopy(buffer, from, buffer, 0, to - from);
                to -= from;
                from = 0;
            }
            int count = in.read(buffer, to, buffer.length - to);
            if (count < 0) {
                if (to > from) {
                    throw new EOFException("the stream ends inside a frame, after " + (to - from) + " bytes of it");
                }
                return null;
            }
            to += count;
            lastFill = to - from;
        }
        int length = Primitives.getInt(buffer, from);
        checkLength(length);
        frame.reset(buffer, from + HEADER, length);
        from += HEADER + length;
        return frame;
    }

    private void checkLength(int length) {
        if (length < 1 || length > maxFrame) {
            throw new WireException("a frame announces a length of " + length + " bytes, where 1 to " + maxFrame
                    + " are possible: the stream is out of step");
        }
    }
}
