package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.log.ForwardedLogs;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.LogEntry;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the threads of workers report, and what a pool makes of it: from a worker's readiness to its death. */
final class WorkerEvents {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final String name;
    private final PoolBooks books;
    private final PoolEnd end;
    private final TaskSettler settler;
    private final OutputPrinter printer;
    private final SegmentPool segments;

    /** What each worker runs first, null for nothing. */
    private final @Nullable TaskFunction initializer;

    private final TaskEncoder initializerBytes;

    WorkerEvents(
            String name,
            PoolBooks books,
            PoolEnd end,
            TaskSettler settler,
            OutputPrinter printer,
            SegmentPool segments,
            @Nullable TaskFunction initializer,
            TaskEncoder initializerBytes) {
        this.name = name;
        this.books = books;
        this.end = end;
        this.settler = settler;
        this.printer = printer;
        this.segments = segments;
        this.initializer = initializer;
        this.initializerBytes = initializerBytes;
    }

    /** Where the output of workers goes. */
    OutputPrinter printer() {
        return printer;
    }

    /** The bytes to write to a worker next. */
    ByteWriter takeBytes(WorkerChannel worker) {
        return books.read(() -> worker.sendBuffer().take());
    }

    /** The worker's process runs. */
    void ready(WorkerChannel worker) {
        FlightEvents.workerStarted(worker.getName(), worker.pid(), worker.age());
        InitializerTask first = initializer == null
                ? null
                : new InitializerTask(name, this, end, worker, initializer, initializerBytes);
        if (first != null) {
            segments.spill(first);
        }
        var sent = new boolean[1];
        books.change(after -> {
            if (!books.isWorking() || books.isDone()) {
                after.retire(worker); // Without its initializer, which it might not end before it is killed.
            } else if (first != null) {
                worker.sendBuffer().add(first);
                sent[0] = true;
                after.flush(worker);
            } else {
                takeOn(worker, after);
            }
        });
        if (first != null && !sent[0]) {
            settler.release(first);
        }
    }

    /** More is known of the pipe to the worker than that it takes the least. */
    void pipeTakes(WorkerChannel worker, int bytes) {
        books.change(after -> {
            worker.sendBuffer().pipeTakes(bytes);
            books.dispatch(after);
        });
    }

    /** The worker has read past what was taken back of it, up to a number: its pipe has room again. */
    void passedOver(WorkerChannel worker, long number) {
        books.change(after -> {
            worker.sendBuffer().inFlight().passedOver(number);
            leaveIfWornOut(worker, after); // It may have been its last task that was taken back.
            books.dispatch(after);
        });
    }

    /** The worker has done what it does first. */
    void initialized(WorkerChannel worker) {
        books.change(after -> {
            if (books.isWorking()) {
                takeOn(worker, after);
            }
        });
    }

    private void takeOn(WorkerChannel worker, Afterwards after) {
        books.roster().started();
        WorkerChannel old = books.roster().takeOn(worker);
        if (old != null) {
            if (!books.roster().isWornOut(old)) { // One that was given its last task is let do that.
                books.ledger().putBack(old.recall());
            }
            leaveIfWornOut(old, after);
        }
        admit(after);
        books.dispatch(after);
        books.finishIfDone(after);
    }

    /** Gives work to those that stood by, as far as there are places for them. */
    private void admit(Afterwards after) {
        for (WorkerChannel worker = books.roster().admit();
                worker != null;
                worker = books.roster().admit()) {
            shareOut(worker, after);
        }
    }

    /** Gives out what waits; if nothing does and the worker has nothing to do, it gets part of what another was sent ahead. */
    private void shareOut(WorkerChannel worker, Afterwards after) {
        books.dispatch(after);
        if (books.ledger().nothingWaits()) {
            books.ledger().rebalance(worker, after);
        }
    }

    /** The worker ended, by itself or by a signal, in what it does first: others are tried, but not without end. */
    void lostInInitializer(WorkerLoss loss) {
        var hopeless = new boolean[1];
        books.change(after -> hopeless[0] = isNeeded() && books.roster().startFailed());
        if (hopeless[0]) {
            end.breakDown(new PoolOutcome.Broken(
                    "worker process " + loss.pid() + " ended during the initializer", null, loss));
        }
    }

    /** Whether it matters that a worker did not start: one that nobody waits for may well have been killed for that. */
    private boolean isNeeded() {
        return books.isWorking() && !books.isDone();
    }

    /** The worker did not begin. */
    void startFailed(WorkerChannel worker, String reason) {
        var hopeless = new boolean[1];
        books.change(after -> {
            books.removed(worker);
            if (isNeeded()) {
                LOG.log(
                        RunFolder.isRemoved() ? Level.DEBUG : Level.WARNING,
                        "a worker of {0} did not start: {1}",
                        name,
                        reason);
                hopeless[0] = books.roster().startFailed();
            }
            books.finishIfDone(after);
        });
        if (hopeless[0]) {
            end.breakDown(new PoolOutcome.Broken("its workers do not start: " + reason, null, null));
        }
    }

    /** The worker has done tasks. */
    void answered(WorkerChannel worker, Answers answers) {
        var tasks = new ArrayList<Answered>();
        long since = worker.sendBuffer().window().busySince();
        try {
            books.change(after -> take(worker, answers, tasks, after));
        } finally {
            if (FlightEvents.wantTasks()) {
                record(worker, answers, tasks, System.nanoTime() - since);
            }
            // Even if an answer is out of step: what is taken off the books is told.
            if (!tasks.isEmpty()) {
                settler.settleAfterOutput(tasks, answers);
            }
        }
    }

    private static void record(WorkerChannel worker, Answers answers, List<Answered> tasks, long nanos) {
        for (Answered answered : tasks) {
            for (int i = answered.from(); i < answered.end(); i++) {
                if (!(answered.task() instanceof InitializerTask)) {
                    String task = answered.description(i);
                    FlightEvents.taskEnded(
                            worker.getName(), worker.pid(), task, answers.outcome(i), nanos / answers.size());
                }
            }
        }
    }

    private void take(WorkerChannel worker, Answers answers, List<Answered> tasks, Afterwards after) {
        SendBuffer buffer = worker.sendBuffer();
        boolean broken = books.broken() != null;
        if (books.hasBeenTerminated() || (broken && buffer.inFlight().count() == 0)) {
            return; // All tasks were told so already.
        }
        for (int done = 0; done < answers.size(); ) {
            Answered answered = buffer.inFlight().answered(answers, done);
            tasks.add(answered);
            done = answered.end();
            if (!(answered.task() instanceof InitializerTask)) {
                books.roster().answered();
            }
        }
        buffer.window().answered(answers.size(), System.nanoTime());
        if (buffer.hasPending()) {
            after.flush(worker);
        }
        if (broken && buffer.inFlight().count() == 0) {
            after.retire(worker);
        }
        leaveIfWornOut(worker, after);
        shareOut(worker, after);
        if (books.ledger().nothingWaits()) {
            books.finishIfDone(after);
        }
    }

    private void leaveIfWornOut(WorkerChannel worker, Afterwards after) {
        if (books.roster().leaveIfWornOut(worker)) {
            after.retire(worker);
            books.startWorkers();
            admit(after);
        }
    }

    /** The worker says that the task it runs makes progress. */
    void progressed(WorkerChannel worker, long number) {
        PoolTask task = books.read(() -> {
            PoolTask running = worker.sendBuffer().inFlight().numbered(number);
            if (running != null) {
                worker.progresses();
            }
            return running;
        });
        if (task != null) {
            task.progressed();
        }
    }

    /** The worker has logged something; it is logged here before the outcome of the task that it was running is told. */
    void logged(WorkerChannel worker, LogEntry entry) {
        Supplier<String> task = books.read(
                () -> worker.sendBuffer().inFlight().description(entry.process().task()));
        printer.show(entry.weight(), () -> ForwardedLogs.log(entry, task == null ? null : task.get()));
    }

    /**
     * The worker has ended or is about to: what it has not claimed goes to others, also to a successor if it ends in a task.
     * Whether that task is lost is for {@link #gone} to say, when all that the worker has committed is read.
     */
    void ending(WorkerChannel worker) {
        books.change(after -> {
            PoolTask running = worker.running();
            if (!books.isWorking() || (running != null && running.breaksPoolWhenLost())) {
                return;
            }
            if (books.roster().ready().remove(worker)) {
                books.ledger().putBack(worker.recall());
            }
            // One that ends idle or in its initializer may do so for ever: a pause may have to come before its
            // successor.
            if (running != null && !(running instanceof InitializerTask)) {
                worker.ends();
                books.startWorkers();
            }
            admit(after);
            books.dispatch(after);
        });
    }

    /** The worker has ended. */
    void gone(WorkerChannel worker, long nextClaim, WorkerDeath death) {
        var blamed = new ArrayList<PoolTask>();
        var stranded = new ArrayList<PoolTask>();
        PoolOutcome.Broken broken = books.read(() -> {
            books.roster().ready().remove(worker);
            InFlight inFlight = worker.sendBuffer().inFlight();
            stranded.addAll(inFlight.removeFrom(nextClaim));
            stranded.removeIf(InitializerTask.class::isInstance); // Its replacement gets an initializer of its own.
            worker.sendBuffer().takenBack(PoolTask.calls(stranded));
            if (books.broken() == null) {
                books.ledger().putBack(stranded);
            }
            inFlight.removeFrom(0).forEach(task -> blamed.addAll(task.singles()));
            return books.broken();
        });
        FlightEvents.workerEnded(worker.getName(), death, blamed.isEmpty() ? null : blamed.get(0));
        // Before the worker is taken off the list, since whoever waits for the end of the pool counts on all being
        // told.
        if (broken != null) {
            settler.settleAll(stranded, broken);
        }
        for (PoolTask task : blamed) {
            settler.settleAfterOutput(task, new PoolOutcome.Lost(death.during(task.description())));
        }
        var hopeless = new boolean[1];
        books.change(after -> {
            books.removed(worker);
            if (blamed.isEmpty() && worker.sendBuffer().tasksGiven() == 0 && isNeeded()) {
                hopeless[0] = books.roster().endedUnused(death.uptime(), worker.isRetired());
            }
            books.startWorkers();
            admit(after);
            books.dispatch(after);
            books.finishIfDone(after);
        });
        if (hopeless[0]) {
            end.breakDown(new PoolOutcome.Broken(
                    "its workers end before they begin a task, the last one with " + death.how() + " after "
                            + death.uptime().toMillis() + " ms; it printed: " + death.logTail(),
                    null,
                    null));
        }
    }
}
