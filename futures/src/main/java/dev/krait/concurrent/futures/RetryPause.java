package dev.krait.concurrent.futures;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A task of a process executor between two runs: no worker has it, and its executor waits for it. It ends once, by the next
 * run, by the end of the future, or by the end of the executor.
 */
final class RetryPause {
    private final ProcessPoolExecutor executor;
    private final Task<?> task;
    private final Throwable failure;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> timer;

    RetryPause(ProcessPoolExecutor executor, Task<?> task, Throwable failure) {
        this.executor = executor;
        this.task = task;
        this.failure = failure;
    }

    /** Begins the pause; called where the program's own code may run. */
    void begin() {
        Waiter listener = task.future().listen(this::futureDone);
        long delay = executor.isBroken() ? 0 : task.options().retryDelay().toNanos();
        if (delay == 0) {
            runAgain();
        } else {
            timer = Deadlines.after(delay, () -> executor.retries().execute(this::runAgain));
            if (over.get()) {
                stopTimer();
            }
        }
        if (over.get()) {
            task.future().forget(listener);
        }
    }

    private void runAgain() {
        if (end()) {
            executor.runAgain(task, failure);
        }
    }

    /** Somebody cancelled the task, or its time was up. */
    private void futureDone() {
        fail(failure);
    }

    /** Ends the task: there is no next run. */
    void fail(Throwable reason) {
        if (end()) {
            task.fail(reason, executor.callbacks());
        }
    }

    /** Cancels the task. */
    void cancel() {
        task.future().cancel(true);
    }

    private boolean end() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        executor.pauseEnded(this);
        stopTimer();
        return true;
    }

    private void stopTimer() {
        ScheduledFuture<?> armed = timer;
        if (armed != null) {
            armed.cancel(false);
        }
    }
}
