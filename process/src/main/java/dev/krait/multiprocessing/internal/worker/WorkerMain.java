package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.arena.WorkerArena;
import dev.krait.multiprocessing.internal.launch.ParentNames;
import dev.krait.multiprocessing.internal.launch.RunCookie;
import dev.krait.multiprocessing.internal.log.LogLink;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.FrameInput;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** Where a worker JVM begins. Its pipes are descriptors 3 and 4; its arguments name the rest. */
public final class WorkerMain {
    private static final int EXIT_BROKEN = 70;

    private static volatile boolean running;

    private WorkerMain() {}

    /** Whether this JVM is a worker. */
    public static boolean isWorker() {
        return running;
    }

    /**
     * Runs tasks until the parent has no more; or is the process that the parent wants it to be.
     *
     * @param arguments the paths of the control pipe, of the shared memory, and the beginning of those of segments
     */
    public static void main(String[] arguments) {
        running = true;
        FaultsAtStart.heed();
        FaultPoint.reach("started");
        RunCookie.takeOwn();
        int code = 0;
        try {
            if (!work(arguments[0], Path.of(arguments[1]), arguments[2])) {
                return; // As the main method of the process: the JVM waits for the threads that it started.
            }
        } catch (ProcessFailed alreadyReported) {
            // Python's code for it is Java's too, when a main method throws; threads are waited for here as well.
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
            throw alreadyReported;
        } catch (Throwable e) {
            System.err.println("this worker process cannot go on:");
            e.printStackTrace();
            code = EXIT_BROKEN;
        }
        // Not by returning: a thread that a task left behind would keep the process alive.
        System.exit(code);
    }

    /** Whether this was a worker, which has no more to do, and not a process of its own. */
    @SuppressWarnings("StreamResourceLeak") // The pipes of a process are open until its very end.
    private static boolean work(String controlPath, Path arenaPath, String segmentPrefix) throws IOException {
        WorkerArena arena = WorkerArena.open(arenaPath);
        var in = new FileInputStream("/dev/fd/3");
        var out = new FileOutputStream("/dev/fd/4");
        var outbox = new Outbox(arena, out, segmentPrefix);
        var running = new RunningTask();
        ProgressReports.go(outbox, running);
        var classes = new ClassRequests(outbox, segmentPrefix);
        var routes = new WorkerRoutes(classes);
        ParentNames.use(routes);
        LogLink.open(new WorkerLogs(outbox, running, routes, arenaPath));
        var control = new ControlLane(controlPath, segmentPrefix, outbox, running, classes);
        control.start();
        var bell = new Bell(outbox);
        bell.start();
        var output = new TaskOutput(1, outbox);
        var error = new TaskOutput(2, outbox);
        System.setOut(output.asPrintStream());
        System.setErr(error.asPrintStream());
        var loop = new TaskLoop(
                new FrameInput(in, ToWorker.MAX_FRAME), arena, outbox, bell, control, running, routes, output, error);
        var announcement = new ExitAnnouncement(control, outbox, output, error);
        Runtime.getRuntime().addShutdownHook(announcement);
        FaultPoint.reach("not-said-ready");
        out.write(ToParent.READY);
        FaultPoint.reach("said-ready");
        ByteReader program = loop.run();
        if (program == null) {
            FaultPoint.reach("leaving");
            control.endSoon();
            in.close();
            out.close();
            return true;
        }
        announcement.ofProcess();
        if (!new ProcessProgram(program, arena, outbox, running, routes, output, error).run()) {
            throw new ProcessFailed();
        }
        return false;
    }

    /** The process has failed and said so. */
    private static final class ProcessFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ProcessFailed() {
            super(null, null, false, false);
        }
    }
}
