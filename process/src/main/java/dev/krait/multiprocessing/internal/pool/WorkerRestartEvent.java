package dev.krait.multiprocessing.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A worker process is being started in the place of another. Its fields are read by the flight recorder alone. */
@Name("dev.krait.WorkerRestart")
@Label("Worker Restart")
@Description("A worker process of a pool is being started in the place of one that was lost or is worn out")
@Category("Krait")
@StackTrace(false)
final class WorkerRestartEvent extends Event {
    static final WorkerRestartEvent PROBE = new WorkerRestartEvent("", 0);

    @Label("Worker")
    final String worker;

    @Label("Failed Starts")
    @Description("How many starts have failed since a worker became ready")
    final int failedStarts;

    WorkerRestartEvent(String worker, int failedStarts) {
        this.worker = worker;
        this.failedStarts = failedStarts;
    }
}
