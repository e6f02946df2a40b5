package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.ThreadDumps;
import dev.krait.multiprocessing.internal.pool.WorkerSnapshot;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one worker of a pool was doing when {@link Pool#workers()} looked. Immutable. Python has no such view.
 */
public final class WorkerStatus {
    /** Where in its life a worker is. */
    public enum State {
        /** It takes no tasks yet: its process starts, or its initializer runs. */
        STARTING,
        /** It has nothing to do. */
        IDLE,
        /** It runs a task. */
        RUNNING,
        /** It takes no more tasks and is about to end. */
        LEAVING
    }

    private static final Duration DUMP_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final long pid;
    private final State state;
    private final @Nullable String task;
    private final Duration since;
    private final ThreadDumps threadDumps;

    WorkerStatus(String name, long pid, State state, @Nullable String task, Duration since, ThreadDumps threadDumps) {
        this.name = name;
        this.pid = pid;
        this.state = state;
        this.task = task;
        this.since = since;
        this.threadDumps = threadDumps;
    }

    static WorkerStatus of(WorkerSnapshot snapshot) {
        State state = switch (snapshot.phase()) {
            case STARTING -> State.STARTING;
            case IDLE -> State.IDLE;
            case RUNNING -> State.RUNNING;
            case LEAVING -> State.LEAVING;
        };
        return new WorkerStatus(
                snapshot.name(),
                snapshot.pid(),
                state,
                snapshot.task(),
                Duration.ofNanos(snapshot.nanos()),
                snapshot.threadDumps());
    }

    /**
     * The worker's name, as in the names of the pool's threads.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The worker's process id.
     *
     * @return the id; 0 if its process does not run yet, this process's own where tasks run here
     */
    public long pid() {
        return pid;
    }

    /**
     * Where in its life it was.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /**
     * What it was running.
     *
     * @return a description as in the texts of failures; null if it ran nothing
     */
    public @Nullable String task() {
        return task;
    }

    /**
     * How long it had been at that. Tasks that are sent in bundles may have begun later: it is the time since the last result
     * arrived, or since the worker got something to do.
     *
     * @return the time
     */
    public Duration since() {
        return since;
    }

    /**
     * What all threads of the worker's process are doing now, as {@code jstack} shows it: the main thread runs the tasks.
     * Waits up to ten seconds for it.
     *
     * @return the text
     * @throws IllegalStateException if the process does not run yet, or no more
     * @throws TimeoutException if it did not answer in time
     * @throws InterruptedException if interrupted while waiting
     * @see #threadDump(Duration)
     */
    public String threadDump() throws InterruptedException, TimeoutException {
        return threadDump(DUMP_TIMEOUT);
    }

    /**
     * What all threads of the worker's process are doing now, as {@code jstack} shows it: the main thread runs the tasks. The
     * worker answers also while its task is stuck; a process that is stopped cannot. Where tasks run in this process, it is
     * a dump of this one.
     *
     * @param timeout how long to wait for it
     * @return the text
     * @throws IllegalStateException if the process does not run yet, or no more
     * @throws IllegalArgumentException if the timeout is negative or longer than can be waited for
     * @throws TimeoutException if it did not answer in time
     * @throws InterruptedException if interrupted while waiting
     */
    public String threadDump(Duration timeout) throws InterruptedException, TimeoutException {
        return threadDumps.take(
                Timeouts.notNegative(timeout, "timeout", "one of ten seconds").toNanos());
    }

    @Override
    public String toString() {
        return name + " (process " + pid + ") " + state.name().toLowerCase(Locale.ROOT)
                + (task == null ? "" : " " + task) + " for " + since.toMillis() + " ms";
    }
}
