package dev.krait.concurrent.futures;

import dev.krait.function.Action;
import dev.krait.multiprocessing.Context;
import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.internal.pool.PoolSettings;
import dev.krait.multiprocessing.internal.pool.WorkerLife;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of Python's {@code ProcessPoolExecutor}, {@code initializer} and {@code max_tasks_per_child}, and what
 * goes beyond them. Immutable.
 */
public final class ProcessPoolOptions {
    private static final ProcessPoolOptions DEFAULTS = new ProcessPoolOptions(new Values());

    /** The values while they are being put together; never changed after that. */
    private static final class Values implements Cloneable {
        private @Nullable Action initializer;
        private int maxTasksPerChild;
        private @Nullable Duration maxAgePerChild;
        private long maxMemoryPerChild;
        private boolean breakOnWorkerLoss;
        private Duration stopGrace = Duration.ofMillis(500);
        private int queueCapacity = Integer.MAX_VALUE;
        private WhenFull whenFull = WhenFull.BLOCK;
        private LaunchOptions launch = LaunchOptions.defaults();

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

    private ProcessPoolOptions(Values values) {
        this.values = values;
    }

    private ProcessPoolOptions changed(Consumer<Values> change) {
        Values copy = values.clone();
        change.accept(copy);
        return new ProcessPoolOptions(copy);
    }

    /**
     * No initializer, workers that stay, one failed future for one lost worker, half a second to heed an interrupt, a queue
     * without bound.
     *
     * @return the defaults
     */
    public static ProcessPoolOptions defaults() {
        return DEFAULTS;
    }

    /**
     * What every worker does first, Python's {@code initializer} with its {@code initargs} captured. If it fails, the
     * executor is broken: see {@link BrokenProcessPoolException}.
     *
     * @param initializer runs once in each worker process, so it must be able to travel
     * @return new options
     */
    public ProcessPoolOptions withInitializer(Action initializer) {
        Objects.requireNonNull(initializer, "initializer");
        return changed(values -> values.initializer = initializer);
    }

    /**
     * After how many tasks a worker is replaced by a fresh one, Python's {@code max_tasks_per_child}.
     *
     * @param tasks how many, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolOptions withMaxTasksPerChild(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException(
                    "max tasks per child must be at least 1: " + tasks + "; leave it out for workers that stay");
        }
        return changed(values -> values.maxTasksPerChild = tasks);
    }

    /**
     * Replaces each worker after some time, when its successor is ready and it has ended its task. Python has no such thing.
     *
     * @param age how long a worker stays; more than zero
     * @return new options
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public ProcessPoolOptions withMaxAgePerChild(Duration age) {
        Duration checked = WorkerLife.checkedAge(age);
        return changed(values -> values.maxAgePerChild = checked);
    }

    /**
     * Bounds the memory of each worker, as the system counts it (its resident set). A worker that is seen above the bound while
     * it runs a task is killed, and the future fails with a {@link BrokenProcessPoolException} that says why; one that has
     * nothing to do is replaced when its successor is ready. Looked at ten times a second, on Linux. Python has no such
     * thing.
     *
     * @param bytes how much at most, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is less
     */
    public ProcessPoolOptions withMaxMemoryPerChild(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a worker must be allowed some memory, not " + bytes + " bytes");
        }
        return changed(values -> values.maxMemoryPerChild = bytes);
    }

    /**
     * Python's rule for a worker that dies: every future that is not done fails, and the executor is broken. Without it only
     * the future of the task that the worker ran fails. A worker that is killed because its task was cancelled or is out of
     * time does not count as one that dies.
     *
     * @return new options
     */
    public ProcessPoolOptions withBreakOnWorkerLoss() {
        return changed(values -> values.breakOnWorkerLoss = true);
    }

    /**
     * How long a running task that is cancelled or out of time may take to heed the interrupt before its worker is killed.
     *
     * @param grace the time, zero to kill at once
     * @return new options
     * @throws IllegalArgumentException if it is negative or too long to count
     */
    public ProcessPoolOptions withStopGrace(Duration grace) {
        Duration checked = PoolSettings.checkedGrace(grace);
        return changed(values -> values.stopGrace = checked);
    }

    /**
     * A bound for the number of tasks that no worker has been sent yet, for back-pressure on those who submit.
     *
     * @param capacity the longest queue, at least 1
     * @param whenFull what a submission does when the queue is full
     * @return new options
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public ProcessPoolOptions withQueueCapacity(int capacity, WhenFull whenFull) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "queue capacity must be at least 1: " + capacity + "; leave it out for a queue without bound");
        }
        Objects.requireNonNull(whenFull, "whenFull");
        return changed(values -> {
            values.queueCapacity = capacity;
            values.whenFull = whenFull;
        });
    }

    /**
     * Where worker processes come from, Python's {@code mp_context}. By default it is as {@link
     * dev.krait.multiprocessing.Multiprocessing#setStartMethod} says.
     *
     * @param context the context of a start method
     * @return new options
     */
    public ProcessPoolOptions withContext(Context context) {
        return withLaunch(values.launch.withStartMethod(context.getStartMethod()));
    }

    /**
     * How the JVMs of the workers are launched. By default they share three quarters of the memory among them. This takes the
     * place of all that was said of it before, {@link #withContext} included; to have both, call that one after this.
     *
     * @param launch the options of the launch
     * @return new options
     */
    public ProcessPoolOptions withLaunch(LaunchOptions launch) {
        Objects.requireNonNull(launch, "launch");
        return changed(values -> values.launch = launch);
    }

    /**
     * How the JVMs of the workers are launched.
     *
     * @return nothing out of the ordinary by default
     */
    public LaunchOptions launch() {
        return values.launch;
    }

    /**
     * What every worker does first.
     *
     * @return null by default
     */
    public @Nullable Action initializer() {
        return values.initializer;
    }

    /**
     * After how many tasks a worker is replaced.
     *
     * @return 0 by default, for never
     */
    public int maxTasksPerChild() {
        return values.maxTasksPerChild;
    }

    /**
     * After what time a worker is replaced.
     *
     * @return null by default, for never
     */
    public @Nullable Duration maxAgePerChild() {
        return values.maxAgePerChild;
    }

    /**
     * How many bytes of memory a worker may take.
     *
     * @return 0 by default, for any number
     */
    public long maxMemoryPerChild() {
        return values.maxMemoryPerChild;
    }

    /**
     * Whether the loss of one worker breaks the executor.
     *
     * @return false by default
     */
    public boolean breakOnWorkerLoss() {
        return values.breakOnWorkerLoss;
    }

    /**
     * How long a task that is stopped may take to heed the interrupt.
     *
     * @return half a second by default
     */
    public Duration stopGrace() {
        return values.stopGrace;
    }

    /**
     * The longest queue.
     *
     * @return {@link Integer#MAX_VALUE} by default, which stands for no bound
     */
    public int queueCapacity() {
        return values.queueCapacity;
    }

    /**
     * What a submission does when the queue is full.
     *
     * @return {@link WhenFull#BLOCK} by default
     */
    public WhenFull whenFull() {
        return values.whenFull;
    }
}
