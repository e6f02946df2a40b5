package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.OverdueTask;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are to be treated: deadlines, retries, priority and context; given with {@link Executor#with}. Immutable.
 *
 * <p>Python has none of this. A task whose time is up fails with a {@link java.util.concurrent.TimeoutException} at once;
 * its work is stopped, a thread by an interrupt, a worker process by an interrupt and then its end.
 */
public final class TaskOptions {
    private static final int MOST_LOSSES = 3;
    private static final TaskOptions DEFAULTS = new TaskOptions(new Values());

    /** The values while they are being put together; never changed after that. */
    private static final class Values implements Cloneable {
        int priority;

        @Nullable
        Duration timeout;

        @Nullable
        Duration queueTimeout;

        @Nullable
        Duration runTimeout;

        @Nullable
        Duration progressTimeout;

        int retries;
        Duration retryDelay = Duration.ZERO;
        Predicate<? super Throwable> retryOn = TaskOptions::mayGoWellNextTime;
        int maxLosses = MOST_LOSSES;
        List<ContextCarrier<?>> context = List.of();

        @Nullable
        Consumer<? super OverdueTask> onTimeout;

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

    private TaskOptions(Values values) {
        this.values = values;
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
     * A priority: a queued task of a higher one starts first, among equals the one submitted first.
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
     * A deadline for everything: waiting for room in the queue, waiting there, running, retries.
     *
     * @param timeout the time from the call of {@code submit} to the end; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.timeout = Timeouts.positive(timeout, "timeout");
        return new TaskOptions(changed);
    }

    /**
     * A deadline for the wait in the queue, and for room in it.
     *
     * @param timeout the time from the call of {@code submit} to the start; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withQueueTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.queueTimeout = Timeouts.positive(timeout, "queue timeout");
        return new TaskOptions(changed);
    }

    /**
     * A deadline for each run of the task; it starts again with every retry, and the pause before one does not count. What a
     * task may take with all its runs is the {@linkplain #withTimeout deadline for everything}.
     *
     * @param timeout the time from the start of a run to its end; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withRunTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.runTimeout = Timeouts.positive(timeout, "run timeout");
        return new TaskOptions(changed);
    }

    /**
     * A deadline for tasks that hang: it starts again with every {@link Futures#reportProgress()} of the task, and with
     * every retry. Word from a worker process may be held back for up to a sixteenth of the time, so there a silent task is
     * stopped that much later.
     *
     * @param timeout the longest time without a sign of life; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public TaskOptions withProgressTimeout(Duration timeout) {
        Values changed = values.clone();
        changed.progressTimeout = Timeouts.positive(timeout, "progress timeout");
        return new TaskOptions(changed);
    }

    /**
     * How often a task that throws is run again, at once, also by an executor that was closed meanwhile; any
     * {@link Exception} counts but an {@link InterruptedException} and a {@link CancellationException}. The failure of the
     * last run is the task's, those of the runs before are suppressed in it, of many runs the last hundred. A task whose time
     * is up is not run again.
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
     * A pause before each retry. The worker waits meanwhile if it is a thread; a worker process does other tasks.
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
        Values changed = values.clone();
        changed.retryDelay = Timeouts.countable(delay, "retry delay");
        return new TaskOptions(changed);
    }

    /**
     * Which failures are worth another run; asked in the process that submitted the task, by the worker if that is a thread,
     * else by a thread that all tasks of the executor share.
     *
     * @param retryOn says yes to what may go well next time; if it throws, the task is not run again. It must not wait for
     *     tasks of the same executor
     * @return new options
     */
    public TaskOptions withRetryOn(Predicate<? super Throwable> retryOn) {
        Values changed = values.clone();
        changed.retryOn = Objects.requireNonNull(retryOn, "retryOn");
        return new TaskOptions(changed);
    }

    /**
     * How many worker processes one task may cost: with this many lost to it, it is not run again, however many retries are
     * left.
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
     * future has failed by then. What it throws is logged.
     *
     * @param action gets the task with a dump of the threads of the process that runs it, which has no virtual threads
     * @return new options
     */
    public TaskOptions withOnTimeout(Consumer<? super OverdueTask> action) {
        Values changed = values.clone();
        changed.onTimeout = Objects.requireNonNull(action, "action");
        return new TaskOptions(changed);
    }

    /**
     * One more context value that goes from the submitting thread to the running one.
     *
     * @param carrier knows the value
     * @return new options
     */
    public TaskOptions withContext(ContextCarrier<?> carrier) {
        Values changed = values.clone();
        var context = new ArrayList<ContextCarrier<?>>(values.context);
        context.add(Objects.requireNonNull(carrier, "carrier"));
        changed.context = List.copyOf(context);
        return new TaskOptions(changed);
    }

    private static boolean mayGoWellNextTime(Throwable failure) {
        return failure instanceof Exception
                && !(failure instanceof InterruptedException)
                && !(failure instanceof CancellationException);
    }

    /**
     * The priority.
     *
     * @return 0 by default
     */
    public int priority() {
        return values.priority;
    }

    /**
     * The deadline for everything.
     *
     * @return null if there is none
     */
    public @Nullable Duration timeout() {
        return values.timeout;
    }

    /**
     * The deadline for the wait in the queue.
     *
     * @return null if there is none
     */
    public @Nullable Duration queueTimeout() {
        return values.queueTimeout;
    }

    /**
     * The deadline for each run.
     *
     * @return null if there is none
     */
    public @Nullable Duration runTimeout() {
        return values.runTimeout;
    }

    /**
     * The longest time without a sign of life.
     *
     * @return null if there is none
     */
    public @Nullable Duration progressTimeout() {
        return values.progressTimeout;
    }

    /**
     * How often a failed task is run again.
     *
     * @return 0 by default
     */
    public int retries() {
        return values.retries;
    }

    /**
     * The pause before each retry.
     *
     * @return zero by default
     */
    public Duration retryDelay() {
        return values.retryDelay;
    }

    /**
     * Which failures are worth another run.
     *
     * @return by default all exceptions but an interrupt
     */
    public Predicate<? super Throwable> retryOn() {
        return values.retryOn;
    }

    /**
     * How many worker processes one task may cost.
     *
     * @return 3 by default
     */
    public int maxLosses() {
        return values.maxLosses;
    }

    /**
     * What is done when a task that runs is stopped because one of its times is up.
     *
     * @return null if there is nothing
     */
    public @Nullable Consumer<? super OverdueTask> onTimeout() {
        return values.onTimeout;
    }

    /**
     * The context values that travel with a task.
     *
     * @return their carriers, none by default
     */
    public List<ContextCarrier<?>> context() {
        return values.context;
    }
}
