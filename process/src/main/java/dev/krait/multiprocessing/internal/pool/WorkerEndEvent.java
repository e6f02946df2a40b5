package dev.krait.multiprocessing.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker process has ended. Its fields are read by the flight recorder alone. */
@Name("dev.krait.WorkerEnd")
@Label("Worker End")
@Description("A worker process of a pool has ended, on request or not")
@Category("Krait")
@StackTrace(false)
final class WorkerEndEvent extends Event {
    static final WorkerEndEvent PROBE = new WorkerEndEvent();

    @Label("Worker")
    final String worker;

    @Label("Process Id")
    final long pid;

    @Label("Exit Code")
    @Description("Its exit code, or minus the number of the signal that ended it")
    final int exitCode;

    @Label("Uptime")
    @Timespan(Timespan.NANOSECONDS)
    final long uptime;

    @Label("Lost Task")
    @Description("The task that it was running, if any")
    final @Nullable String lostTask;

    @Label("Reason")
    @Description("Why its pool killed it, if it did")
    final String reason;

    private WorkerEndEvent() {
        this.worker = "";
        this.pid = 0;
        this.exitCode = 0;
        this.uptime = 0;
        this.lostTask = null;
        this.reason = "";
    }

    WorkerEndEvent(String worker, WorkerDeath death, @Nullable String lostTask) {
        this.worker = worker;
        this.pid = death.pid();
        this.exitCode = death.exitCode();
        this.uptime = death.uptime().toNanos();
        this.lostTask = lostTask;
        this.reason = death.reason();
    }
}
