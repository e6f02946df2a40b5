package dev.krait.multiprocessing.internal.child;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.ClassSupply;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.log.ForwardedLogs;
import dev.krait.multiprocessing.internal.log.LogLevels;
import dev.krait.multiprocessing.internal.pool.LineLabel;
import dev.krait.multiprocessing.internal.pool.LogTail;
import dev.krait.multiprocessing.internal.pool.OutputPrinter;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.RingReader;
import dev.krait.multiprocessing.internal.shared.Arena;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.LogEntry;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.Segment;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.worker.ControlLane;
import dev.krait.multiprocessing.internal.worker.WorkerMain;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A process that was started for one thing, with the thread that reads what it says and sees it end.
 *
 * <p>Two things are told, in this order: how what it was for has ended, which the child reports before its JVM ends; and
 * the exit of the process itself. Both only after what the child printed is out.
 */
public final class ChildProcess extends Thread {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final OutputPrinter PRINTER = new OutputPrinter("krait-process-output");
    private static final int MOST_SIGNALS = 64;
    private static final int SIGKILL = 9;

    private final LaunchedWorker worker;
    private final LogTail log;
    private final long startedAt = System.nanoTime();
    private final @Nullable Path program;
    private final List<Passage.Passenger> moved;
    private final CompletableFuture<ProcessOutcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    /** Whether the child announced that it ends by itself; touched by the reading thread alone. */
    private boolean exitsByItself;

    /** What its lines begin with, if anything; used by the reading thread alone. */
    private final @Nullable LineLabel label;

    /** Made when the child first lacks a class; touched by the reading thread alone. */
    private @Nullable ClassSupply classes;

    private volatile boolean killed;

    private final ReentrantLock interruptLock = new ReentrantLock();

    /** Whether it is to be interrupted as soon as it is ready. */
    @GuardedBy("interruptLock")
    private boolean interruptWanted;

    private ChildProcess(
            LaunchedWorker worker,
            @Nullable Path program,
            List<Passage.Passenger> moved,
            String name,
            @Nullable LineLabel label) {
        super("krait-" + name);
        this.moved = moved;
        this.label = label;
        setDaemon(true);
        this.worker = worker;
        this.log = new LogTail(worker, getName() + "-log");
        this.program = program;
    }

    /**
     * Launches a process and has it run a program.
     *
     * @param program an encoded {@link dev.krait.multiprocessing.internal.worker.ProcessBody}
     * @param moved what moves to it with the program
     * @param name whose threads these are
     * @throws IOException if it cannot be started; nothing is left behind
     */
    public static ChildProcess start(
            LaunchSettings settings, ByteWriter program, List<Passage.Passenger> moved, String name)
            throws IOException {
        LogLevels.publish();
        LaunchedWorker worker = LaunchedWorker.start(settings, WorkerMain.class.getName());
        Path spilled = null;
        try {
            var frame = new ByteWriter(program.size() + 64);
            if (program.size() < ToWorker.MAX_FRAME - 64) {
                ToWorker.putBecome(frame, program.array(), program.size());
            } else {
                spilled = RunFolder.get().newPath("program-");
                Segment.write(spilled.toFile(), program.array(), 0, program.size());
                ToWorker.putBecomeSpilled(frame, spilled.toString(), program.size());
            }
            give(worker, frame);
            var child = new ChildProcess(
                    worker, spilled, moved, name, settings.labelledOutput() ? new LineLabel(name) : null);
            FaultPoint.reach("thread-starting");
            child.log.start(); // Before the other thread, which asks for what was printed when it hears of the end.
            child.start();
            LOG.log(Level.DEBUG, () -> name + " is process " + child.pid());
            return child;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            worker.discard();
            if (spilled != null) {
                Files.deleteIfExists(spilled);
            }
            throw e;
        }
    }

    private static void give(LaunchedWorker worker, ByteWriter frame) {
        try {
            worker.input().write(frame.array(), 0, frame.size());
            worker.input().flush();
        } catch (IOException e) {
            // It has ended already, as with an option that its JVM does not know; that is told like every other end.
            LOG.log(Level.DEBUG, "a process ended before it got its program", e);
        }
    }

    /** The process id. */
    public long pid() {
        return worker.process().pid();
    }

    /** Completed with how it went, before or when the process ends; never exceptionally. */
    public CompletableFuture<ProcessOutcome> outcome() {
        return outcome;
    }

    /**
     * Completed when the process has ended, with its exit code, or minus the number of the signal that ended it; never
     * exceptionally.
     */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    /** Asks the process to end. */
    public void terminate() {
        // By its handle: Process.destroy would close the streams under their reader.
        worker.process().toHandle().destroy();
    }

    /** Ends the process. */
    public void kill() {
        killed = true;
        worker.process().toHandle().destroyForcibly();
    }

    /** Interrupts the main thread of what it is for, as soon as that begins. */
    public void interruptMain() {
        interruptLock.lock();
        try {
            interruptWanted = true;
            interruptIfReady();
        } finally {
            interruptLock.unlock();
        }
    }

    @GuardedBy("interruptLock")
    private void interruptIfReady() {
        if (interruptWanted && worker.isReady()) {
            interruptWanted = false;
            tell(ControlLane.INTERRUPT_PROCESS);
        }
    }

    private void tell(byte message) {
        try {
            worker.tell(message);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not tell process " + pid() + " '" + (char) message + "'", e);
        }
    }

    /** Waits until what processes have printed is out; false if it was not in time. */
    public static boolean awaitOutput(long nanos) throws InterruptedException {
        return PRINTER.awaitIdle(nanos);
    }

    @Override
    public void run() {
        var reader = new RingReader(worker, new RingReader.Handler() {
            @Override
            public void handle(ToParent message) {
                ChildProcess.this.handle(message);
            }

            @Override
            public void spaceFreed() {
                tell(ControlLane.SPACE_FREED);
            }
        });
        boolean ready = false;
        try {
            ready = worker.awaitReady();
            if (ready) {
                interruptIfWanted();
                reader.readAll();
            }
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "the channel to process " + pid() + " failed, so it is ended", e);
            worker.process().toHandle().destroyForcibly();
        } finally {
            bury(reader, ready);
        }
    }

    private void interruptIfWanted() {
        interruptLock.lock();
        try {
            interruptIfReady();
        } finally {
            interruptLock.unlock();
        }
    }

    private void handle(ToParent message) {
        if (message instanceof ToParent.Printed printed) {
            log.keep(printed.text());
            PRINTER.print(
                    printed.stream(), label == null ? printed.text() : label.before(printed.stream(), printed.text()));
        } else if (message instanceof ToParent.Logged logged) {
            LogEntry entry = logged.entry();
            log.keep(entry);
            PRINTER.show(entry.weight(), () -> ForwardedLogs.log(entry, null));
        } else if (message instanceof ToParent.Returned) {
            tell(new ProcessOutcome.Returned());
        } else if (message instanceof ToParent.Raised raised) {
            tell(new ProcessOutcome.Raised(raised.failure()));
        } else if (message instanceof ToParent.Exiting) {
            exitsByItself = true;
        } else if (message instanceof ToParent.Wanted wanted) {
            if (classes == null) {
                classes = new ClassSupply(worker, getName() + "-classes", ControlLane::answered);
            }
            classes.answer(wanted);
        }
    }

    private void tell(ProcessOutcome told) {
        PRINTER.afterOutput(() -> outcome.complete(told));
    }

    private void bury(RingReader reader, boolean ready) {
        int exitCode = 0;
        try {
            int status = worker.awaitExit();
            Arena.processEnded();
            if (ready) {
                reader.drain();
            }
            exitCode = exitCode(status);
            int told = exitCode;
            LOG.log(Level.DEBUG, () -> "process " + pid() + " ended with exit code " + told);
            if (exitCode < 0) {
                worker.endDescendants();
            }
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "could not read the last words of process " + pid(), e);
        }
        try {
            clearUp();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "could not clear up after process " + pid(), e);
        }
        PoolTask.lose(moved);
        int code = exitCode;
        var ended = new ProcessOutcome.Ended(code, Duration.ofNanos(System.nanoTime() - startedAt), log.text());
        PRINTER.afterOutput(() -> {
            outcome.complete(ended);
            exit.complete(code);
        });
    }

    /** Java gives 128 + n for signal n; Python counts it as -n. */
    private int exitCode(int status) {
        boolean couldBeSignal = status > 128 && status <= 128 + MOST_SIGNALS;
        boolean killedWhileExiting = killed && status == 128 + SIGKILL;
        return couldBeSignal && (!exitsByItself || killedWhileExiting) ? 128 - status : status;
    }

    private void clearUp() throws IOException {
        worker.closePipes();
        worker.removeAll();
        if (classes != null) {
            classes.close();
        }
        if (program != null) {
            Files.deleteIfExists(program);
        }
    }
}
