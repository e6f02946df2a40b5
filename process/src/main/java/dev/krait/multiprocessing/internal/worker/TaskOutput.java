package dev.krait.multiprocessing.internal.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToParent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A standard stream of the worker: what is printed travels to the parent in whole lines, ahead of the result of the task
 * that printed it.
 */
final class TaskOutput extends OutputStream {
    /** A line that never ends travels in pieces of this size. */
    private static final int LONGEST_PIECE = 4096;

    private final int stream;
    private final Outbox outbox;

    @GuardedBy("this")
    private final ByteWriter pending = new ByteWriter(256);

    @GuardedBy("this")
    private final ByteWriter frame = new ByteWriter(256);

    private volatile boolean partial;

    TaskOutput(int stream, Outbox outbox) {
        this.stream = stream;
        this.outbox = outbox;
    }

    /** This stream as what {@code System.out} can be set to. */
    PrintStream asPrintStream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        pending.putByte(b);
        partial = true;
        if (b == '\n' || pending.size() >= LONGEST_PIECE) {
            send(pending.size());
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int step = Math.min(length - done, LONGEST_PIECE);
            pending.putBytes(bytes, offset + done, step);
            partial = true;
            done += step;
            int whole = wholeLines();
            if (whole > 0) {
                send(whole);
            } else if (pending.size() >= LONGEST_PIECE) {
                send(endOfCharacter());
            }
        }
    }

    /** A task ends: what it printed after its last line end goes too. */
    void taskEnds() throws IOException {
        if (partial) {
            synchronized (this) {
                if (pending.size() > 0) {
                    send(pending.size());
                }
            }
        }
    }

    @GuardedBy("this")
    private int wholeLines() {
        for (int i = pending.size(); i > 0; i--) {
            if (pending.array()[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    /** Where a piece may end without cutting a UTF-8 character apart. */
    @GuardedBy("this")
    private int endOfCharacter() {
        int end = pending.size();
        while (end > pending.size() - 4 && (pending.array()[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        return end > 1 && pending.array()[end - 1] < 0 ? end - 1 : pending.size();
    }

    @GuardedBy("this")
    private void send(int length) throws IOException {
        frame.truncate(0);
        ToParent.putPrinted(frame, stream, new String(pending.array(), 0, length, StandardCharsets.UTF_8));
        int rest = pending.size() - length;
        System.arraycopy(pending.array(), length, pending.array(), 0, rest);
        pending.truncate(rest);
        partial = rest > 0;
        outbox.commit(frame);
        outbox.ring();
    }
}
