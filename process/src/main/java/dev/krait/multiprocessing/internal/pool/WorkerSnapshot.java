package dev.krait.multiprocessing.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * What one worker was doing when somebody looked.
 *
 * @param name its name in logs
 * @param pid its process id, 0 before the process runs
 * @param phase where in its life it was
 * @param task what it had begun, null if nothing
 * @param nanos how long it had been at that
 * @param threadDumps where thread dumps of it come from
 */
public record WorkerSnapshot(
        String name, long pid, Phase phase, @Nullable String task, long nanos, ThreadDumps threadDumps) {
    /** Where in its life a worker is. */
    public enum Phase {
        /** It takes no tasks yet. */
        STARTING,
        /** It has nothing to do. */
        IDLE,
        /** It runs a task. */
        RUNNING,
        /** It takes no more tasks. */
        LEAVING
    }
}
