package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.pool.PoolSettings;
import dev.krait.multiprocessing.internal.pool.WorkerLife;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of Python's {@code Pool}: what workers do first, and how long they stay.
 *
 * <p>Immutable; each {@code with} method gives a copy.
 */
public final class PoolOptions {
    private static final PoolOptions DEFAULTS =
            new PoolOptions(null, WorkerLife.ENDLESS, PoolSettings.STOP_GRACE, LaunchOptions.defaults());

    private final @Nullable Action initializer;
    private final WorkerLife life;
    private final Duration stopGrace;
    private final LaunchOptions launch;

    private PoolOptions(@Nullable Action initializer, WorkerLife life, Duration stopGrace, LaunchOptions launch) {
        this.launch = launch;
        this.stopGrace = stopGrace;
        this.initializer = initializer;
        this.life = life;
    }

    /**
     * No initializer, and workers that stay as long as their pool.
     *
     * @return the defaults
     */
    public static PoolOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Has each worker run something before its first task; Python's {@code initializer} and {@code initargs}.
     *
     * <p>If it fails, the pool is broken and says so, once, with the cause; Python starts workers again and again.
     *
     * @param action what to run, with its arguments captured; it travels to every worker
     * @return the changed copy
     */
    public PoolOptions withInitializer(Action action) {
        return new PoolOptions(requireNonNull(action, "action"), life, stopGrace, launch);
    }

    /**
     * Replaces each worker after a number of tasks; Python's {@code maxtasksperchild}. Each item of a {@code map} counts as
     * one, where Python counts chunks.
     *
     * @param tasks how many, at least 1
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public PoolOptions withMaxTasksPerChild(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("a worker must be allowed at least 1 task, not " + tasks);
        }
        var changed = new WorkerLife(tasks, life.maxAgeNanos(), life.maxMemory());
        return new PoolOptions(initializer, changed, stopGrace, launch);
    }

    /**
     * Replaces each worker after some time, when its successor is ready and it has ended its task. Python has no such thing.
     *
     * @param age how long a worker stays; more than zero
     * @return the changed copy
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public PoolOptions withMaxAgePerChild(Duration age) {
        var changed = new WorkerLife(life.maxTasks(), WorkerLife.checkedAge(age).toNanos(), life.maxMemory());
        return new PoolOptions(initializer, changed, stopGrace, launch);
    }

    /**
     * Bounds the memory of each worker, as the system counts it (its resident set: heap that the collector has not given
     * back, threads, native memory). A worker that is seen above the bound while it runs a task is killed, and the task fails
     * with a {@link WorkerLostException} that says why; one that has nothing to do is replaced when its successor is ready.
     * Looked at ten times a second, on Linux. Python has no such thing.
     *
     * @param bytes how much at most, at least 1
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public PoolOptions withMaxMemoryPerChild(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a worker must be allowed some memory, not " + bytes + " bytes");
        }
        return new PoolOptions(
                initializer, new WorkerLife(life.maxTasks(), life.maxAgeNanos(), bytes), stopGrace, launch);
    }

    /**
     * Says how the JVMs of the workers are launched. By default they share three quarters of the memory among them.
     *
     * @param launch the options of the launch
     * @return the changed copy
     */
    public PoolOptions withLaunch(LaunchOptions launch) {
        return new PoolOptions(initializer, life, stopGrace, requireNonNull(launch, "launch"));
    }

    /**
     * How long a task that is to stop, because it was cancelled or its time is up, may take to heed an interrupt before its
     * worker is killed; half a second by default. Python has no such thing.
     *
     * @param grace the time; zero kills at once
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative or too long to count
     */
    public PoolOptions withStopGrace(Duration grace) {
        return new PoolOptions(initializer, life, PoolSettings.checkedGrace(grace), launch);
    }

    Duration stopGrace() {
        return stopGrace;
    }

    LaunchOptions launch() {
        return launch;
    }

    @Nullable
    Action initializer() {
        return initializer;
    }

    WorkerLife life() {
        return life;
    }
}
