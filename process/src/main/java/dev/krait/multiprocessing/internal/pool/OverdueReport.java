package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.worker.ThreadDump;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the program of a task that is stopped because its time is up, on a thread of its own: it may take as long as it likes
 * and holds up neither the watch of other deadlines nor the end of this task.
 */
public final class OverdueReport {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final long DUMP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private OverdueReport() {}

    /** Asks the worker for its thread dump at once, so before an interrupt that follows, and tells when that has come. */
    static void of(PoolTask task, OverdueListener listener, WorkerChannel worker, String reason) {
        long request = worker.requestThreadDump();
        var unused = inThread(worker.getName() + "-overdue", () -> {
            String dump = dump(worker, request);
            listener.overdue(task.description(), reason, worker.pid(), dump);
        });
    }

    private static @Nullable String dump(WorkerChannel worker, long request) {
        try {
            return worker.awaitThreadDump(request, DUMP_NANOS);
        } catch (IllegalStateException | TimeoutException | InterruptedException e) {
            LOG.log(Level.DEBUG, "no thread dump for a task whose time is up", e);
            return null;
        }
    }

    /**
     * Looks at the threads of this process, then stops a task that runs in one of them, and tells of it; the task is stopped
     * even if nothing can be told.
     */
    public static void here(String name, Runnable stop, Consumer<@Nullable String> report) {
        boolean reports = inThread(name, () -> {
            String dump = dumpHere();
            stop.run();
            report.accept(dump);
        });
        if (!reports) {
            stop.run();
        }
    }

    private static @Nullable String dumpHere() {
        try {
            return ThreadDump.ofThisProcess();
        } catch (RuntimeException | Error e) { // Where there is no java.management, for example.
            LOG.log(Level.DEBUG, "no thread dump of this process", e);
            return null;
        }
    }

    /** Runs the program's own code in a daemon thread; what it throws is logged. False if there is no thread for it. */
    private static boolean inThread(String name, Runnable report) {
        var thread = new Thread(
                () -> {
                    try {
                        report.run();
                    } catch (Throwable e) {
                        LOG.log(Level.ERROR, "what was to be told of a task whose time is up failed", e);
                    }
                },
                name);
        thread.setDaemon(true);
        try {
            thread.start();
            return true;
        } catch (OutOfMemoryError noThreadLeft) {
            LOG.log(Level.WARNING, "nobody is told of a task whose time is up", noThreadLeft);
            return false;
        }
    }
}
