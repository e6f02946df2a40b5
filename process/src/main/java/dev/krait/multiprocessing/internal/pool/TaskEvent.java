package dev.krait.multiprocessing.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A worker has answered a task. Its fields are read by the flight recorder alone. */
@Name("dev.krait.Task")
@Label("Task")
@Description("A worker process of a pool has done a task")
@Category("Krait")
@StackTrace(false)
final class TaskEvent extends Event {
    static final TaskEvent PROBE = new TaskEvent("", 0, "", true, 0);

    @Label("Worker")
    final String worker;

    @Label("Process Id")
    final long pid;

    @Label("Task")
    final String task;

    @Label("Returned")
    @Description("Whether it returned, instead of throwing")
    final boolean returned;

    @Label("Took")
    @Description(
            "From when the worker got it, or had answered the one before; those that were answered together share it")
    @Timespan(Timespan.NANOSECONDS)
    final long took;

    TaskEvent(String worker, long pid, String task, boolean returned, long took) {
        this.worker = worker;
        this.pid = pid;
        this.task = task;
        this.returned = returned;
        this.took = took;
    }
}
