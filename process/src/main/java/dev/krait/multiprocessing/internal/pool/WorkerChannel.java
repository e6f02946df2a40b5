package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.ClassSupply;
import dev.krait.multiprocessing.internal.launch.Later;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import dev.krait.multiprocessing.internal.log.LogLevels;
import dev.krait.multiprocessing.internal.shared.Arena;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ToParent;
import dev.krait.multiprocessing.internal.wire.WireException;
import dev.krait.multiprocessing.internal.worker.ControlLane;
import dev.krait.multiprocessing.internal.worker.WorkerMain;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One worker as its pool sees it, with the thread that starts it, reads what it answers, and sees it end.
 *
 * <p>That thread never waits for the worker to take something: what it sends is bounded so that it fits into the pipe.
 */
final class WorkerChannel extends Thread {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final Duration EXIT_GRACE = Duration.ofSeconds(5);

    /** How long after a process has ended its pipe does so at the latest, as a rule. */
    private static final Duration END_LAG = Duration.ofSeconds(1);

    private final WorkerEvents events;
    private final LaunchSettings launch;
    private final SendBuffer sendBuffer;
    private final ReentrantLock writeLock = new ReentrantLock();

    private final AtomicBoolean inputClosed = new AtomicBoolean();

    private volatile @Nullable LaunchedWorker worker;
    private volatile @Nullable DumpRequests dumps;
    private volatile boolean killed;

    /** Whether it has said that it is ready. */
    private volatile boolean begun;

    /** Whether it said that it ends by itself and not by a signal; of this thread. */
    private boolean exitsByItself;

    private volatile boolean retired;

    private volatile boolean channelEnded;

    /** What was seen running, and when; guarded by the pool's lock. */
    private long seenNumber = -1;

    private long runningSince;

    /** Guarded by the pool's lock. */
    private boolean wearsOut;

    /** Guarded by the pool's lock. */
    private boolean ending;

    /** Why this pool killed it, empty if it did not or need not say. */
    private volatile String whyKilled = "";

    private long progressAt;
    private long startedAt;

    /** What its lines begin with, if anything; used by this thread alone. */
    private @Nullable LineLabel label;

    /** Made when the worker first lacks a class; used by this thread alone. */
    private @Nullable ClassSupply classes;

    /** The answers of one look into the ring. */
    private Answers answers = new Answers(1);

    /** Up to where the worker is known to have passed over what was taken back; used by this thread alone. */
    private long passedOver;

    WorkerChannel(WorkerEvents events, LaunchSettings launch, String name) {
        super(name);
        setDaemon(true);
        this.events = events;
        this.launch = launch;
        this.sendBuffer = new SendBuffer();
    }

    /** It is to be replaced as soon as its successor is ready; under the pool's lock. */
    void wearsOut() {
        wearsOut = true;
    }

    boolean isWearingOut() {
        return wearsOut;
    }

    /** It ends in the middle of a task, so its successor need not wait until it is known how; under the pool's lock. */
    void ends() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    /** For how long it has lived, in nanoseconds. */
    long age() {
        return worker == null ? 0 : System.nanoTime() - startedAt;
    }

    /** What was and is to be sent; guarded by the pool's lock. */
    SendBuffer sendBuffer() {
        return sendBuffer;
    }

    /** The process id, 0 before the process runs. */
    long pid() {
        LaunchedWorker launched = worker;
        return launched == null ? 0 : launched.process().pid();
    }

    /** Takes back every task that the worker has not claimed, but not what it does first; under the pool's lock. */
    List<PoolTask> recall() {
        LaunchedWorker launched = worker;
        if (launched == null || !sendBuffer.owesTasks()) {
            return new ArrayList<>();
        }
        sendBuffer.endFrame();
        InFlight inFlight = sendBuffer.inFlight();
        long from = launched.arena().recall(inFlight.sent());
        List<PoolTask> recalled = inFlight.recallFrom(from);
        sendBuffer.takenBack(PoolTask.calls(recalled));
        return recalled;
    }

    /** The number of the call that it has begun and not answered, -1 if there is none; under the pool's lock. */
    long runningNumber() {
        LaunchedWorker launched = worker;
        return launched == null
                ? -1
                : sendBuffer.inFlight().lastBelow(launched.arena().nextClaim());
    }

    /** The task of which it has begun a call and not answered it; under the pool's lock. */
    @Nullable
    PoolTask running() {
        return sendBuffer.inFlight().numbered(runningNumber());
    }

    /** The same, which is made to stand for no other call; under the pool's lock. */
    @Nullable
    PoolTask isolateRunning() {
        long number = runningNumber();
        return number < 0 ? null : sendBuffer.inFlight().isolate(number);
    }

    /** The task that {@link #lookAtRunning} gave, made to stand for nothing but the call that was seen; under the pool's lock. */
    PoolTask isolateSeen() {
        return sendBuffer.inFlight().isolate(seenNumber);
    }

    /** The same as {@link #running}, remembering when the call was first seen; under the pool's lock. */
    @Nullable
    PoolTask lookAtRunning(long now) {
        long number = runningNumber();
        if (number != seenNumber) {
            seenNumber = number;
            runningSince = now;
            progressAt = now;
        }
        return sendBuffer.inFlight().numbered(number);
    }

    /** When the task that runs was first seen running; under the pool's lock. */
    long runningSince() {
        return runningSince;
    }

    /** When it last showed a sign of life; under the pool's lock. */
    long progressAt() {
        return progressAt;
    }

    /** The task that runs shows a sign of life; under the pool's lock. */
    void progresses() {
        progressAt = System.nanoTime();
    }

    /** Sends what is in the buffer; without the pool's lock. */
    void flush() {
        LaunchedWorker launched = worker;
        if (launched == null) {
            return;
        }
        writeLock.lock();
        try {
            ByteWriter bytes = events.takeBytes(this);
            if (bytes.size() > 0) {
                launched.input().write(bytes.array(), 0, bytes.size());
                launched.input().flush();
                bytes.shrink(SendBuffer.KEEP_BYTES);
            }
        } catch (IOException e) {
            // The worker is gone; its reader sees the end of the channel and repairs.
            LOG.log(Level.DEBUG, "could not write to worker " + pid(), e);
        } finally {
            writeLock.unlock();
        }
    }

    /** Lets the worker leave when it has done what was sent; one that does not is killed after a grace. */
    void retire() {
        retired = true;
        LaunchedWorker launched = worker;
        if (launched == null) {
            return; // Still starting: its own thread looks again.
        }
        if (!inputClosed.compareAndSet(false, true)) {
            return;
        }
        writeLock.lock();
        try {
            launched.input().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not close the pipe to worker " + pid(), e);
        } finally {
            writeLock.unlock();
        }
        killAfter(launched.process(), EXIT_GRACE);
    }

    /** Whether it was asked to leave. */
    boolean isRetired() {
        return retired;
    }

    /** Ends the worker whatever it does: asks once, and kills it after a grace; at once if it has not begun. */
    void kill() {
        killed = true;
        LaunchedWorker launched = worker;
        if (launched == null) {
            return;
        }
        if (!begun) {
            // A JVM that is asked to end while it starts complains that it cannot log its exit.
            launched.process().toHandle().destroyForcibly();
        } else {
            // By its handle: Process.destroy would close the streams under their reader.
            launched.process().toHandle().destroy();
            killAfter(launched.process(), Duration.ofSeconds(1));
        }
    }

    /** Ends the worker in the middle of what it does, for a reason to be told. */
    void killNow(String reason) {
        whyKilled = reason;
        killNow();
    }

    /** Ends the worker in the middle of what it does. */
    void killNow() {
        LaunchedWorker launched = worker;
        if (launched != null) {
            // By its handle, here too: the reader may be busy, and has the end of the pipe still to come to.
            launched.process().toHandle().destroyForcibly();
        }
    }

    /** Interrupts a task if it is still running. */
    void interrupt(long number) {
        tell(ControlLane.INTERRUPT, number);
    }

    private void tell(byte message, long number) {
        LaunchedWorker launched = worker;
        if (launched == null) {
            return;
        }
        var bytes = ByteBuffer.allocate(1 + Long.BYTES);
        bytes.put(message).putLong(number);
        try {
            launched.tell(bytes.array());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not tell worker " + pid() + " '" + (char) message + "'", e);
        }
    }

    /** Asks for a dump of all its threads, without waiting for that; the number by which to get it. */
    long requestThreadDump() {
        DumpRequests requests = dumps;
        if (requests == null) {
            throw new IllegalStateException(getName() + " has not begun, so there is no thread dump of it");
        }
        long request = requests.next();
        tell(ControlLane.THREAD_DUMP, request);
        return request;
    }

    /** Waits for a dump that was asked for. */
    String awaitThreadDump(long request, long nanos) throws InterruptedException, TimeoutException {
        DumpRequests requests = dumps;
        if (requests == null) {
            throw new IllegalStateException(getName() + " was never asked for a thread dump");
        }
        return requests.await(request, nanos);
    }

    /** What all its threads are doing now. */
    String threadDump(long nanos) throws InterruptedException, TimeoutException {
        return awaitThreadDump(requestThreadDump(), nanos);
    }

    private static void killAfter(Process process, Duration grace) {
        Later.after(grace.toMillis(), TimeUnit.MILLISECONDS).execute(process::destroyForcibly);
    }

    @Override
    public void run() {
        LaunchedWorker launched;
        try {
            startedAt = System.nanoTime();
            LogLevels.publish();
            launched = LaunchedWorker.start(launch, WorkerMain.class.getName());
        } catch (Throwable e) {
            events.startFailed(this, e.toString());
            return;
        }
        worker = launched;
        label = launch.labelledOutput() ? new LineLabel("PoolWorker-" + launched.place()) : null;
        if (killed) {
            kill();
        } else if (retired) {
            retire();
        }
        CompletableFuture<?> unused = launched.process()
                .onExit()
                .thenRun(() ->
                        Later.after(END_LAG.toMillis(), TimeUnit.MILLISECONDS).execute(() -> endHeirs(launched)));
        var log = new LogTail(launched, getName() + "-log");
        var reader = new RingReader(launched, new RingReader.Handler() {
            @Override
            public void handle(ToParent message) throws IOException {
                WorkerChannel.this.handle(launched, log, message);
            }

            @Override
            public void unreadable(Throwable reason) {
                answers.add(Answers.NEXT, new PoolOutcome.Unread(reason));
            }

            @Override
            public void spaceFreed() throws IOException {
                launched.tell(ControlLane.SPACE_FREED);
            }

            @Override
            public void drained() {
                reportAnswers();
            }

            @Override
            public void asleep() {
                reportPassedOver(launched.arena().passedOver());
            }
        });
        boolean ready = false;
        try {
            boolean waits = !launched.isReady(); // A spare that is ready gets its first task before all else.
            if (waits) {
                log.start();
                sendBuffer.pipeTakes(PipeRoom.bytes()); // Nobody else uses it before the worker is ready.
            }
            ready = launched.awaitReady();
            begun = ready;
            LOG.log(Level.DEBUG, () -> getName() + " is process " + pid());
            if (ready) {
                dumps = new DumpRequests(launched);
                events.ready(this);
                if (!waits) {
                    log.start();
                    events.pipeTakes(this, PipeRoom.bytes());
                }
                if (retired) {
                    retire();
                }
                reader.readAll();
            }
        } catch (Throwable e) {
            // An Error too, such as a result that this process has no memory for: the worker's tasks must be told.
            LOG.log(
                    killed || retired ? Level.DEBUG : Level.ERROR,
                    "the channel to worker " + pid() + " failed, so it is ended",
                    e);
            if (!killed) {
                String why = e instanceof WireException ? e.getMessage() : e.toString();
                killNow("it was killed because this process could not read its answer (" + why + ")");
            }
        } finally {
            bury(launched, reader, log, ready);
        }
    }

    /** Ends what native code of a worker has started and what holds its pipe, the end of which would never come. */
    private void endHeirs(LaunchedWorker launched) {
        if (!channelEnded) {
            launched.endDescendants();
        }
    }

    private void handle(LaunchedWorker launched, LogTail log, ToParent message) throws IOException {
        if (message instanceof ToParent.Returned returned) {
            answers.addReturned(returned.task(), returned.value());
        } else if (message instanceof ToParent.Raised raised) {
            answers.add(raised.task(), new PoolOutcome.Raised(raised.failure(), pid()));
        } else if (message instanceof ToParent.Printed printed) {
            log.keep(printed.text());
            events.printer()
                    .print(
                            printed.stream(),
                            label == null ? printed.text() : label.before(printed.stream(), printed.text()));
        } else if (message instanceof ToParent.Logged logged) {
            log.keep(logged.entry());
            events.logged(this, logged.entry());
        } else if (message instanceof ToParent.Progressed progressed) {
            events.progressed(this, progressed.task());
        } else if (message instanceof ToParent.Exiting) {
            exitsByItself = true;
        } else if (message instanceof ToParent.Wanted wanted) {
            if (classes == null) {
                classes = new ClassSupply(launched, getName() + "-classes", ControlLane::answered);
            }
            classes.answer(wanted);
        }
    }

    private void reportAnswers() {
        if (answers.size() > 0) {
            Answers reported = answers;
            answers = new Answers(reported.size());
            events.answered(this, reported);
        }
    }

    private void reportPassedOver(long number) {
        if (number != passedOver) {
            passedOver = number;
            events.passedOver(this, number);
        }
    }

    /** After the end of the channel: lets others take over, makes sure of the exit, reads what was committed, and reports. */
    private void bury(LaunchedWorker launched, RingReader reader, LogTail log, boolean ready) {
        channelEnded = true;
        if (ready) {
            try {
                events.ending(this);
            } catch (Throwable e) { // Such as for want of memory; the burial does all of that once more.
                LOG.log(Level.WARNING, "could not let others take over from worker " + pid(), e);
            }
        }
        int status = launched.awaitExit();
        Arena.processEnded();
        try {
            if (ready) {
                reader.drain();
            }
            launched.closePipes();
            launched.removeAll();
            if (dumps != null) {
                dumps.removeAll();
            }
            if (classes != null) {
                classes.close();
            }
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "could not clear up after worker " + pid(), e);
        }
        int exitCode = WorkerDeath.exitCode(status, exitsByItself);
        LOG.log(Level.DEBUG, () -> "worker process " + pid() + " ended with exit code " + exitCode);
        launched.endDescendants(); // Also of one that ended by itself: what tasks start is not to outlive their worker.
        Duration uptime = Duration.ofNanos(System.nanoTime() - startedAt);
        var death = new WorkerDeath(pid(), exitCode, uptime, log.text(), whyKilled, launched.deathFiles());
        if (ready) {
            events.gone(this, launched.arena().nextClaim(), death);
        } else {
            String reason = String.format(
                    Locale.ROOT,
                    "process %d ended with %s after %d ms, before it was ready; it printed: %s",
                    pid(),
                    death.how(),
                    uptime.toMillis(),
                    death.logTail());
            events.startFailed(this, reason);
        }
    }
}
