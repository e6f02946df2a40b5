package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToParent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a task tells the parent that it makes progress, while it runs. */
public final class ProgressReports {
    private static volatile @Nullable ProgressReports ofThisWorker;

    private final Outbox outbox;
    private final RunningTask running;

    private ProgressReports(Outbox outbox, RunningTask running) {
        this.outbox = outbox;
        this.running = running;
    }

    static void go(Outbox outbox, RunningTask running) {
        ofThisWorker = new ProgressReports(outbox, running);
    }

    /** The longest time for which {@link #sendSometimes} holds word back. */
    public static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static volatile long next = System.nanoTime();

    /** Sends word as {@link #send} does, but seldom enough to be called in an inner loop. */
    public static void sendSometimes() {
        if (ofThisWorker != null) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                next = now + PAUSE_NANOS;
                send();
            }
        }
    }

    /**
     * Sends word for the task that this worker runs, and wakes the parent; that costs some microseconds, so callers do it
     * in moderation. Does nothing in a JVM that is no worker.
     */
    public static void send() {
        ProgressReports reports = ofThisWorker;
        if (reports != null) {
            reports.sendNow();
        }
    }

    private void sendNow() {
        long task = running.number();
        if (task < 0) {
            return;
        }
        var frame = new ByteWriter(32);
        ToParent.putProgressed(frame, task);
        try {
            outbox.commit(frame);
            outbox.ring();
        } catch (IOException e) {
            throw new UncheckedIOException("the parent cannot be told of progress", e);
        }
    }
}
