package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.EncodedValue;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.WorkerLoss;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.util.Objects;
import java.util.concurrent.CancellationException;
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
        } else if (outcome instanceof PoolOutcome.Lost lost) {
            throw lost(lost.loss());
        } else if (outcome instanceof PoolOutcome.Abandoned abandoned) {
            throw new CancellationException(abandoned.reason());
        }
        throw broken((PoolOutcome.Broken) outcome);
    }

    private static @Nullable Object decode(EncodedValue value, Supplier<String> task) {
        try {
            return value.decode();
        } catch (Exception | LinkageError | StackOverflowError e) {
            var failure = new RemoteTaskException(
                    "the result of " + task.get() + " cannot be rebuilt in this process: " + e,
                    e.getClass().getName(),
                    "(the task returned normally)");
            failure.initCause(e);
            throw failure;
        }
    }

    static Throwable raised(RemoteFailure failure, long pid, String task) {
        return switch (failure.kind()) {
            case UNREADABLE ->
                new RemoteTaskException(
                        task + " never ran, because its function or arguments could not be rebuilt in worker process "
                                + pid + ": " + what(failure),
                        failure.type(),
                        failure.trace());
            case UNSENDABLE ->
                new MaybeEncodingException(
                        task + " ran in worker process " + pid + ", but its result cannot travel back: "
                                + what(failure),
                        failure.type(),
                        failure.trace());
            case THROWN -> thrown(failure, pid, task);
        };
    }

    private static String what(RemoteFailure failure) {
        return Objects.requireNonNullElse(failure.message(), failure.type());
    }

    private static Throwable thrown(RemoteFailure failure, long pid, String task) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Throwable rebuilt = failure.rebuild(context == null ? ClassLoader.getSystemClassLoader() : context);
        if (rebuilt != null) {
            rebuilt.addSuppressed(new RemoteTraceback(
                    "thrown by " + task + " in worker process " + pid + "; the result was asked for here"));
            return rebuilt;
        }
        String whyNot = failure.whyNot().isEmpty() ? "" : " (" + failure.whyNot() + ")";
        return new RemoteTaskException(
                task + " failed in worker process " + pid + " with " + failure.type() + ": " + failure.message()
                        + "; that exception itself cannot be shown here" + whyNot,
                failure.type(),
                failure.trace());
    }

    static WorkerLostException lost(WorkerLoss loss) {
        return new WorkerLostException(loss.pid(), loss.exitCode(), loss.uptime(), loss.task(), loss.logTail());
    }

    static IllegalStateException broken(PoolOutcome.Broken broken) {
        Throwable cause = null;
        if (broken.failure() != null) {
            cause = raised(broken.failure(), 0, "the initializer");
        } else if (broken.loss() != null) {
            cause = lost(broken.loss());
        }
        return new IllegalStateException("the pool can run no tasks: " + broken.reason(), cause);
    }
}
