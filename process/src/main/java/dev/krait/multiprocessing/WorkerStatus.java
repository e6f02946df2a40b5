package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.WorkerSnapshot;
import java.time.Duration;
import java.util.Locale;
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

    private final String name;
    private final long pid;
    private final State state;
    private final @Nullable String task;
    private final Duration since;

    WorkerStatus(String name, long pid, State state, @Nullable String task, Duration since) {
        this.name = name;
        this.pid = pid;
        this.state = state;
        this.task = task;
        this.since = since;
    }

    static WorkerStatus of(WorkerSnapshot snapshot) {
        State state = switch (snapshot.phase()) {
            case STARTING -> State.STARTING;
            case IDLE -> State.IDLE;
            case RUNNING -> State.RUNNING;
            case LEAVING -> State.LEAVING;
        };
        return new WorkerStatus(
                snapshot.name(), snapshot.pid(), state, snapshot.task(), Duration.ofNanos(snapshot.nanos()));
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

    @Override
    public String toString() {
        return name + " (process " + pid + ") " + state.name().toLowerCase(Locale.ROOT)
                + (task == null ? "" : " " + task) + " for " + since.toMillis() + " ms";
    }
}
