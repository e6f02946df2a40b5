package dev.krait.multiprocessing.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * What a recording of the JDK's flight recorder shows of pools. Without a recording it costs the question whether there is one;
 * where the JDK has no flight recorder, not even that.
 */
final class FlightEvents {
    private static final boolean PRESENT = isPresent();

    private FlightEvents() {}

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event");
            return true;
        } catch (ClassNotFoundException noFlightRecorder) {
            return false;
        }
    }

    /** A worker is ready, so many nanoseconds after it was begun. */
    static void workerStarted(String worker, long pid, long nanos) {
        if (PRESENT && WorkerStartEvent.PROBE.isEnabled()) {
            new WorkerStartEvent(worker, pid, nanos).commit();
        }
    }

    /** A worker is begun because another has ended or will. */
    static void workerReplaced(String worker, int failedStarts) {
        if (PRESENT && WorkerRestartEvent.PROBE.isEnabled()) {
            new WorkerRestartEvent(worker, failedStarts).commit();
        }
    }

    /** A worker has ended. */
    static void workerEnded(String worker, WorkerDeath death, @Nullable PoolTask task) {
        if (PRESENT && WorkerEndEvent.PROBE.isEnabled()) {
            new WorkerEndEvent(worker, death, task == null ? null : task.description()).commit();
        }
    }

    /** Whether anybody wants to hear of tasks. */
    static boolean wantTasks() {
        return PRESENT && TaskEvent.PROBE.isEnabled();
    }

    /** A worker has answered a task; to be asked for before. */
    static void taskEnded(String worker, long pid, String task, PoolOutcome outcome, long nanos) {
        new TaskEvent(worker, pid, task, outcome instanceof PoolOutcome.Returned, nanos).commit();
    }
}
