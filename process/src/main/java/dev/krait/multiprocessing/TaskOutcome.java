package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.EncodedValue;
import dev.krait.multiprocessing.internal.pool.WorkerLoss;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How one task ended, in the form in which it came; turned into a value or a throwable by whoever asks first. */
sealed interface TaskOutcome extends AsyncResult.Source {
    /** The task returned. */
    record Returned(EncodedValue value, String task) implements TaskOutcome {
        @Override
        public @Nullable Object produce() {
            try {
                return value.decode();
            } catch (Exception | LinkageError | StackOverflowError e) {
                var failure = new RemoteTaskException(
                        "the result of " + task + " cannot be rebuilt in this process: " + e,
                        e.getClass().getName(),
                        "(the task returned normally)");
                failure.initCause(e);
                throw failure;
            }
        }
    }

    /** The task failed in its worker. */
    record Raised(RemoteFailure failure, long pid, String task) implements TaskOutcome {
        @Override
        public @Nullable Object produce() throws Throwable {
            throw switch (failure.kind()) {
                case UNREADABLE ->
                    new RemoteTaskException(
                            task
                                    + " never ran, because its function or arguments could not be rebuilt in worker process "
                                    + pid + ": " + what(),
                            failure.type(),
                            failure.trace());
                case UNSENDABLE ->
                    new MaybeEncodingException(
                            task + " ran in worker process " + pid + ", but its result cannot travel back: " + what(),
                            failure.type(),
                            failure.trace());
                case THROWN -> thrown();
            };
        }

        private String what() {
            return Objects.requireNonNullElse(failure.message(), failure.type());
        }

        private Throwable thrown() {
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
    }

    /** The task's worker ended. */
    record Lost(WorkerLoss loss) implements TaskOutcome {
        @Override
        public @Nullable Object produce() {
            throw new WorkerLostException(loss.pid(), loss.exitCode(), loss.uptime(), loss.task(), loss.logTail());
        }
    }

    /** The task was given up. */
    record Abandoned(String reason) implements TaskOutcome {
        @Override
        public @Nullable Object produce() {
            throw new CancellationException(reason);
        }
    }
}
