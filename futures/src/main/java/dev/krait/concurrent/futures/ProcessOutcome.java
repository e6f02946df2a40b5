package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.MaybeEncodingException;
import dev.krait.multiprocessing.RemoteTaskException;
import dev.krait.multiprocessing.RemoteTraceback;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.pool.EncodedValue;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.WorkerLoss;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns how a task ended in a process into the outcome of its future, in the terms of executors. */
final class ProcessOutcome {
    private ProcessOutcome() {}

    /** Ends a task; what runs code of the program, such as decoding, is left to whoever asks the future. */
    @SuppressWarnings({"unchecked", "NullAway"}) // null is a result like any other
    static void settle(
            Task<?> task, PoolOutcome outcome, String executor, Supplier<String> description, Executor callbacks) {
        var target = (Task<@Nullable Object>) task;
        if (outcome instanceof PoolOutcome.Returned returned) {
            EncodedValue value = returned.value();
            if (value.isDecoded()) {
                target.succeed(plain(value), callbacks);
            } else {
                target.succeedLater(() -> decode(value, description), callbacks);
            }
        } else {
            target.failLater(() -> failure(outcome, executor, description), callbacks);
        }
    }

    private static @Nullable Object plain(EncodedValue value) {
        try {
            return value.decode();
        } catch (Exception e) {
            throw new IllegalStateException("a decoded value needs no decoding", e);
        }
    }

    private static @Nullable Object decode(EncodedValue value, Supplier<String> description) {
        try {
            return value.decode();
        } catch (Throwable e) {
            throw RemoteTaskException.resultUnreadable(description.get(), e);
        }
    }

    /** What the future of a task that did not return fails with. */
    static Throwable failure(PoolOutcome outcome, String executor, Supplier<String> description) {
        if (outcome instanceof PoolOutcome.Raised raised) {
            return raised(raised.failure(), raised.pid(), description.get());
        } else if (outcome instanceof PoolOutcome.Unread unread) {
            return RemoteTaskException.resultUnreadable(description.get(), unread.reason());
        } else if (outcome instanceof PoolOutcome.Lost lost) {
            WorkerLostException loss = lost(lost.loss(), WorkerLoss.COSTS_ONE_TASK);
            return new BrokenProcessPoolException(executor, "a worker was lost: " + loss.getMessage(), loss);
        } else if (outcome instanceof PoolOutcome.Abandoned abandoned) {
            return new CancellationException(abandoned.message(description.get()));
        }
        return broken(executor, (PoolOutcome.Broken) outcome);
    }

    private static Throwable raised(RemoteFailure failure, long pid, String task) {
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

    /** What an executor says that can run no tasks. */
    static BrokenProcessPoolException broken(String executor, PoolOutcome.Broken broken) {
        Throwable cause = null;
        if (broken.failure() != null) {
            cause = raised(broken.failure(), 0, "the initializer");
        } else if (broken.loss() != null) {
            cause = lost(broken.loss(), "its executor runs no tasks any more");
        }
        return new BrokenProcessPoolException(executor, executor + " can run no tasks: " + broken.reason(), cause);
    }

    /** The end of an executor that does not survive the loss of a worker. */
    static PoolOutcome.Broken brokenBy(PoolOutcome.Lost lost) {
        return new PoolOutcome.Broken(
                "worker process " + lost.loss().pid() + " was lost during "
                        + lost.loss().task(),
                null,
                lost.loss());
    }
}
