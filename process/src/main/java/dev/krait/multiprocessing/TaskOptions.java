package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.pool.OverdueListener;
import dev.krait.multiprocessing.internal.pool.TaskLimits;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the tasks of a pool are to be treated: deadlines, retries, priority; given with {@link Pool#with}. Immutable.
 *
 * <p>Python has none of this. A task whose time is up fails with a {@link java.util.concurrent.TimeoutException} at once,
 * which says which of its times that was. Its work is stopped: by an interrupt, and if it is still going on after the
 * pool's {@linkplain PoolOptions#withStopGrace grace}, by killing its worker, which is replaced. A {@link ThreadPool} and
 * an {@linkplain Pool#inline() inline} pool can only interrupt. Deadlines cost a task nothing: the pool looks at what runs
 * from time to time, so a task is stopped up to a sixteenth of the shortest time later than asked, and never before.
 *
 * <p>Each item of a {@code map} or {@code imap} is a task of its own.
 */
public final class TaskOptions {
    private static final TaskOptions DEFAULTS = new TaskOptions(new Values());
    private static final int MOST_LOSSES = 3;

    /** The values while they are being put together; never changed after that. */
    private static final class Values implements Cloneable {
        private int priority;
        private long timeout = TaskLimits.NONE;

        /** What is left of it for a later run. */
        private long timeLeft = TaskLimits.NONE;

        private long queueTimeout = TaskLimits.NONE;
        private long runTimeout = TaskLimits.NONE;
        private long progressTimeout = TaskLimits.NONE;
        private int retries;
        private Duration retryDelay = Duration.ZERO;
        private Predicate<? super Throwable> retryOn = TaskOptions::mayGoWellNextTime;
        private int maxLosses = MOST_LOSSES;
        private @Nullable OverdueListener overdueListener;

        @Override
        public Values clone() {
            try {
                return (Values) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError("cloneable, yet not cloned", e);
            }
        }
    }

    private final Values values;
    private final @Nullable TaskLimits limits;

    private TaskOptions(Values values) {
        this.values = values;
        var all = new TaskLimits(
                values.timeLeft, values.queueTimeout, values.runTimeout, values.progressTimeout, values.timeout);
        this.limits = all.shortest() == TaskLimits.NONE ? null : all;
    }

    /**
     * Tasks as in Python: no deadline, no retry, first come, first served.
     *
     * @return the defaults
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * A priority: a waiting task of a higher one starts first, among equals the one that came first. A {@link ThreadPool} and
     * an inline pool do not heed it.
     *
     * @param priority any number; the default is 0
     * @return new options
     */
    public TaskOptions withPriority(int priority) {
        Values changed = values.clone();
        changed.priority = priority;
        return new TaskOptions(changed);
    }

    /**
     * A deadline for everything: waiting, running, retries.
     *
     * @param timeout the time from the call to the end of its task; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.timeout = Timeouts.positive(timeout, "timeout").toNanos();
        changed.timeLeft = changed.timeout;
        return new TaskOptions(changed);
    }

    /**
     * A deadline for the wait until a worker begins.
     *
     * @param timeout the time from the call to the start of its task; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withQueueTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.queueTimeout = Timeouts.positive(timeout, "queue timeout").toNanos();
        return new TaskOptions(changed);
    }

    /**
     * A deadline for each run of a task; it starts again with every {@linkplain #withRetries retry}, and the pause before one
     * does not count. A run that takes longer is stopped and has failed with a {@link java.util.concurrent.TimeoutException},
     * which is worth another run like other exceptions if there are {@linkplain #withRetries retries} left and
     * {@link #withRetryOn} does not say no; tasks of executors are not run again then. What a task may take with all its runs
     * is the {@linkplain #withTimeout deadline for everything}.
     *
     * @param timeout the time from the start of a run to its end; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withRunTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.runTimeout = Timeouts.positive(timeout, "run timeout").toNanos();
        return new TaskOptions(changed);
    }

    /**
     * A deadline for tasks that hang: it starts again with every {@link Multiprocessing#reportProgress()} of the task.
     *
     * @param timeout the longest time without a sign of life; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withProgressTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.progressTimeout = Timeouts.positive(timeout, "progress timeout").toNanos();
        return new TaskOptions(changed);
    }

    /**
     * How often a task that fails is run again. Without this nothing is ever run twice. The arguments are sent anew, as they
     * are then. The failure of the last run is the task's, those of the runs before are suppressed in it, of many runs the last
     * hundred.
     *
     * @param retries how many times after the first
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public TaskOptions withRetries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative: " + retries + "; 0 runs a task once");
        }
        Values changed = values.clone();
        changed.retries = retries;
        return new TaskOptions(changed);
    }

    /**
     * A pause before each retry; no worker waits meanwhile.
     *
     * @param delay the pause; zero for none
     * @return new options
     * @throws IllegalArgumentException if it is negative or too long to count
     */
    public TaskOptions withRetryDelay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException(
                    "retry delay must not be negative: " + delay + "; leave it out for retries without a pause");
        }
        Duration unused = Timeouts.countable(delay, "retry delay");
        Values changed = values.clone();
        changed.retryDelay = delay;
        return new TaskOptions(changed);
    }

    /**
     * Which failures are worth another run; asked in this process, by a thread that all tasks of the pool share for this. By
     * default all exceptions but an interrupt and a cancellation, so the loss of a worker too.
     *
     * @param retryOn says yes to what may go well next time; if it throws, the task is not run again. It must not wait for
     *     tasks of the same pool
     * @return new options
     */
    public TaskOptions withRetryOn(Predicate<? super Throwable> retryOn) {
        Values changed = values.clone();
        changed.retryOn = requireNonNull(retryOn, "retryOn");
        return new TaskOptions(changed);
    }

    /**
     * How many workers one task may cost: with this many lost to it, it is not run again, however many retries are left.
     *
     * @param losses how many, at least 1; 3 by default
     * @return new options
     * @throws IllegalArgumentException if it is less than 1
     */
    public TaskOptions withMaxLosses(int losses) {
        if (losses < 1) {
            throw new IllegalArgumentException("a task must be allowed at least 1 lost worker, not " + losses);
        }
        Values changed = values.clone();
        changed.maxLosses = losses;
        return new TaskOptions(changed);
    }

    /**
     * Something to be done when a task that runs is stopped because one of its times is up: to say where it hangs, for
     * example. It is called in this process, on a thread of its own, while the task is interrupted and given its grace; the
     * result has failed by then. What it throws is logged.
     *
     * @param action gets the task with the thread dump of its worker
     * @return new options
     */
    public TaskOptions withOnTimeout(Consumer<? super OverdueTask> action) {
        requireNonNull(action, "action");
        Values changed = values.clone();
        changed.overdueListener =
                (task, reason, pid, threadDump) -> action.accept(new OverdueTask(task, reason, pid, threadDump));
        return new TaskOptions(changed);
    }

    private static boolean mayGoWellNextTime(Throwable failure) {
        return failure instanceof Exception
                && !(failure instanceof InterruptedException)
                && !(failure instanceof CancellationException);
    }

    int priority() {
        return values.priority;
    }

    /** The deadlines, null if there are none. */
    @Nullable
    TaskLimits limits() {
        return limits;
    }

    /** What is said of a task that was not done within the time for everything, in words that follow its description. */
    String timeoutWords() {
        return requireNonNull(limits, "limits").words(TaskLimits.Kind.TIMEOUT);
    }

    /** Who is told when a task is stopped because its time is up, null for nobody. */
    @Nullable
    OverdueListener overdueListener() {
        return values.overdueListener;
    }

    int retries() {
        return values.retries;
    }

    Duration retryDelay() {
        return values.retryDelay;
    }

    Predicate<? super Throwable> retryOn() {
        return values.retryOn;
    }

    int maxLosses() {
        return values.maxLosses;
    }

    /** The nanoseconds that are left for everything when so many have passed. */
    long timeLeft(long passed) {
        return values.timeout == TaskLimits.NONE ? TaskLimits.NONE : values.timeout - passed;
    }

    /** The same for a run that begins when so many nanoseconds have passed. */
    TaskOptions after(long passed) {
        if (values.timeout == TaskLimits.NONE) {
            return this;
        }
        Values changed = values.clone();
        changed.timeLeft = Math.max(1, timeLeft(passed));
        return new TaskOptions(changed);
    }
}
