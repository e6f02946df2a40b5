package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.pool.EncodedValue;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.WorkerLoss;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns how a task ended into what a caller sees: its value, or a throwable that says what happened to which task. */
final class TaskResult {
    private TaskResult() {}

    /** The value, or what the task threw. */
    static @Nullable Object of(PoolOutcome outcome, Supplier<String> task) throws Throwable {
        if (outcome instanceof PoolOutcome.Returned returned) {
            return decode(returned.value(), task);
        } else if (outcome instanceof PoolOutcome.Raised raised) {
            throw raised(raised.failure(), raised.pid(), task.get());
        } else if (outcome instanceof PoolOutcome.Unread unread) {
            throw RemoteTaskException.resultUnreadable(task.get(), unread.reason());
        } else if (outcome instanceof PoolOutcome.Lost lost) {
            throw lost(lost.loss(), WorkerLoss.COSTS_ONE_TASK);
        } else if (outcome instanceof PoolOutcome.Abandoned abandoned) {
            throw new CancellationException(abandoned.message(task.get()));
        } else if (outcome instanceof PoolOutcome.Overdue overdue) {
            throw new TimeoutException(task.get() + " " + overdue.reason());
        }
        throw broken((PoolOutcome.Broken) outcome);
    }

    private static @Nullable Object decode(EncodedValue value, Supplier<String> task) {
        try {
            return value.decode();
        } catch (Throwable e) {
            throw RemoteTaskException.resultUnreadable(task.get(), e);
        }
    }

    static Throwable raised(RemoteFailure failure, long pid, String task) {
        return switch (failure.kind()) {
            case UNREADABLE ->
                RemoteTaskException.neverRan(task, pid, failure.summary(), failure.type(), failure.trace());
            case UNSENDABLE ->
                new MaybeEncodingException(task, pid, failure.summary(), failure.type(), failure.trace());
            case THROWN -> {
                Throwable rebuilt = failure.rebuild(LoaderNumbers.INSTANCE);
                if (rebuilt == null) {
                    yield RemoteTaskException.cannotBeShown(
                            task, pid, failure.summary(), failure.whyNot(), failure.type(), failure.trace());
                }
                rebuilt.addSuppressed(new RemoteTraceback(task, pid));
                yield rebuilt;
            }
        };
    }

    private static WorkerLostException lost(WorkerLoss loss, String consequence) {
        return new WorkerLostException(
                loss.pid(),
                loss.exitCode(),
                loss.uptime(),
                loss.task(),
                loss.logTail(),
                loss.reason(),
                loss.files().error(),
                loss.files().heapDump(),
                consequence);
    }

    static IllegalStateException broken(PoolOutcome.Broken broken) {
        Throwable cause = null;
        if (broken.failure() != null) {
            cause = raised(broken.failure(), 0, "the initializer");
        } else if (broken.loss() != null) {
            cause = lost(broken.loss(), "its pool runs no tasks any more");
        }
        return new IllegalStateException("the pool can run no tasks: " + broken.reason(), cause);
    }
}
