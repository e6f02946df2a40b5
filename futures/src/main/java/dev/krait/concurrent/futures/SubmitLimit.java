package dev.krait.concurrent.futures;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the time of somebody who submits several tasks. When it is up, what he is about to submit is cancelled, so that he
 * waits neither for room nor for a task that runs in his own thread.
 */
final class SubmitLimit implements AutoCloseable {
    private final long deadline;
    private final AtomicReference<@Nullable Future<?>> next = new AtomicReference<>();
    private final ScheduledFuture<?> timer;

    /** The time begins now. */
    SubmitLimit(long nanos) {
        this.deadline = System.nanoTime() + nanos;
        this.timer = Deadlines.after(nanos, () -> Deadlines.callBack(this::timeIsUp));
    }

    private void timeIsUp() {
        Future<?> submitted = next.get();
        if (submitted != null) {
            submitted.cancel(true);
        }
    }

    /** Whether there is still time to submit the task of a future; if it ends meanwhile, the future is cancelled. */
    boolean allows(Future<?> future) {
        next.set(future);
        return !isOver();
    }

    boolean isOver() {
        return deadline - System.nanoTime() <= 0;
    }

    /** Everything is submitted. */
    @Override
    public void close() {
        next.set(null);
        timer.cancel(false);
    }
}
