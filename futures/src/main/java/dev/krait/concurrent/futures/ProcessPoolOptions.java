package dev.krait.concurrent.futures;

import dev.krait.function.Action;
import dev.krait.multiprocessing.Context;
import dev.krait.multiprocessing.LaunchOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of Python's {@code ProcessPoolExecutor}, {@code initializer} and {@code max_tasks_per_child}, and what
 * goes beyond them. Immutable.
 */
public final class ProcessPoolOptions {
    private static final ProcessPoolOptions DEFAULTS = new ProcessPoolOptions(
            null, 0, false, Duration.ofMillis(500), Integer.MAX_VALUE, WhenFull.BLOCK, LaunchOptions.defaults());

    private final @Nullable Action initializer;
    private final int maxTasksPerChild;
    private final boolean breakOnWorkerLoss;
    private final Duration stopGrace;
    private final int queueCapacity;
    private final WhenFull whenFull;
    private final LaunchOptions launch;

    private ProcessPoolOptions(
            @Nullable Action initializer,
            int maxTasksPerChild,
            boolean breakOnWorkerLoss,
            Duration stopGrace,
            int queueCapacity,
            WhenFull whenFull,
            LaunchOptions launch) {
        this.launch = launch;
        this.initializer = initializer;
        this.maxTasksPerChild = maxTasksPerChild;
        this.breakOnWorkerLoss = breakOnWorkerLoss;
        this.stopGrace = stopGrace;
        this.queueCapacity = queueCapacity;
        this.whenFull = whenFull;
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
        return new ProcessPoolOptions(
                initializer, maxTasksPerChild, breakOnWorkerLoss, stopGrace, queueCapacity, whenFull, launch);
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
        return new ProcessPoolOptions(
                initializer, tasks, breakOnWorkerLoss, stopGrace, queueCapacity, whenFull, launch);
    }

    /**
     * Python's rule for a worker that dies: every future that is not done fails, and the executor is broken. Without it only
     * the future of the task that the worker ran fails.
     *
     * @return new options
     */
    public ProcessPoolOptions withBreakOnWorkerLoss() {
        return new ProcessPoolOptions(initializer, maxTasksPerChild, true, stopGrace, queueCapacity, whenFull, launch);
    }

    /**
     * How long a running task that is cancelled or out of time may take to heed the interrupt before its worker is killed.
     *
     * @param grace the time, zero to kill at once
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public ProcessPoolOptions withStopGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("the grace must not be negative: " + grace);
        }
        return new ProcessPoolOptions(
                initializer, maxTasksPerChild, breakOnWorkerLoss, grace, queueCapacity, whenFull, launch);
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
        return new ProcessPoolOptions(
                initializer, maxTasksPerChild, breakOnWorkerLoss, stopGrace, capacity, whenFull, launch);
    }

    /**
     * Where worker processes come from, Python's {@code mp_context}. By default it is as {@link
     * dev.krait.multiprocessing.Multiprocessing#setStartMethod} says.
     *
     * @param context the context of a start method
     * @return new options
     */
    public ProcessPoolOptions withContext(Context context) {
        return withLaunch(launch.withStartMethod(context.getStartMethod()));
    }

    /**
     * How the JVMs of the workers are launched. By default they share three quarters of the memory among them.
     *
     * @param launch the options of the launch
     * @return new options
     */
    public ProcessPoolOptions withLaunch(LaunchOptions launch) {
        Objects.requireNonNull(launch, "launch");
        return new ProcessPoolOptions(
                initializer, maxTasksPerChild, breakOnWorkerLoss, stopGrace, queueCapacity, whenFull, launch);
    }

    /**
     * How the JVMs of the workers are launched.
     *
     * @return nothing out of the ordinary by default
     */
    public LaunchOptions launch() {
        return launch;
    }

    /**
     * What every worker does first.
     *
     * @return null by default
     */
    public @Nullable Action initializer() {
        return initializer;
    }

    /**
     * After how many tasks a worker is replaced.
     *
     * @return 0 by default, for never
     */
    public int maxTasksPerChild() {
        return maxTasksPerChild;
    }

    /**
     * Whether the loss of one worker breaks the executor.
     *
     * @return false by default
     */
    public boolean breakOnWorkerLoss() {
        return breakOnWorkerLoss;
    }

    /**
     * How long a task that is stopped may take to heed the interrupt.
     *
     * @return half a second by default
     */
    public Duration stopGrace() {
        return stopGrace;
    }

    /**
     * The longest queue.
     *
     * @return {@link Integer#MAX_VALUE} by default, which stands for no bound
     */
    public int queueCapacity() {
        return queueCapacity;
    }

    /**
     * What a submission does when the queue is full.
     *
     * @return {@link WhenFull#BLOCK} by default
     */
    public WhenFull whenFull() {
        return whenFull;
    }
}
