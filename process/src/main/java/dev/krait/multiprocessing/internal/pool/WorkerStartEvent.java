package dev.krait.multiprocessing.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A worker process is ready for what its pool gives it. Its fields are read by the flight recorder alone. */
@Name("dev.krait.WorkerStart")
@Label("Worker Start")
@Description("A worker process of a pool is ready")
@Category("Krait")
@StackTrace(false)
final class WorkerStartEvent extends Event {
    static final WorkerStartEvent PROBE = new WorkerStartEvent("", 0, 0);

    @Label("Worker")
    final String worker;

    @Label("Process Id")
    final long pid;

    @Label("Took")
    @Description("The time from the decision to start it until it was ready")
    @Timespan(Timespan.NANOSECONDS)
    final long took;

    WorkerStartEvent(String worker, long pid, long took) {
        this.worker = worker;
        this.pid = pid;
        this.took = took;
    }
}
