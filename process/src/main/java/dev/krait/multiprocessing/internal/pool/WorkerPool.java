package dev.krait.multiprocessing.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.IOException;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set of worker processes and the tasks they owe: the engine below {@code Pool} and {@code ProcessPoolExecutor}.
 *
 * <p>The parent decides everything. Tasks wait here until a worker has room, go to the worker with the least to do, and
 * are taken back from one that has more than it can begin while another is idle. When a worker dies, the task that it had
 * claimed and not answered is lost, what it had answered is kept, and the rest goes to others.
 *
 * <p>One lock guards all bookkeeping. Nothing blocks under it: bytes are written and tasks are told their outcome after it
 * is released.
 */
public final class WorkerPool {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final AtomicInteger LAST_POOL = new AtomicInteger();

    private enum State {
        /** Takes tasks. */
        OPEN,
        /** Takes no more tasks and does those it has. */
        CLOSED,
        /** Does no more tasks. */
        ENDED
    }

    private final PoolSettings settings;
    private final String name;
    private final OutputPrinter printer;
    private final TaskSettler settler;
    private final SegmentPool segments = new SegmentPool();
    private final FunctionRegistry functions = new FunctionRegistry(segments);
    private final TaskEncoder initializerBytes = new TaskEncoder();
    private final @Nullable TaskFunction initializer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private final WorkerRoster roster;

    @GuardedBy("lock")
    private final TaskLedger ledger;

    /** How many still have tasks to bring although the pool may be closed. */
    @GuardedBy("lock")
    private int holds;

    @GuardedBy("lock")
    private PoolOutcome.@Nullable Broken broken;

    /**
     * A pool of workers.
     *
     * @throws IOException if the initializer cannot travel
     */
    public WorkerPool(PoolSettings settings) throws IOException {
        StaticInitialisers.refuseInWorker();
        this.settings = settings;
        this.name = "krait-pool-" + LAST_POOL.incrementAndGet();
        this.printer = new OutputPrinter(name + "-output");
        this.settler = new TaskSettler(segments, printer);
        this.roster = new WorkerRoster(
                settings,
                number -> new WorkerChannel(this, settings.launch(), name + "-worker-" + number),
                this::startAgain);
        this.ledger = new TaskLedger(roster, segments);
        this.initializer = settings.initializer() == null ? null : encode(settings.initializer(), 0, initializerBytes);
        lock.lock();
        try {
            startWorkers();
        } finally {
            lock.unlock();
        }
    }

    /** The name of the pool, with which its threads' names begin. */
    public String name() {
        return name;
    }

    OutputPrinter printer() {
        return printer;
    }

    /**
     * Encodes a function that many tasks share; {@link #forget} it when they are done.
     *
     * @throws IOException if it cannot travel
     */
    public TaskFunction share(Serializable function, int arity) throws IOException {
        return functions.shared(function, arity);
    }

    /**
     * Encodes a function for one task: by number if it is constant, else by value into the task's own bytes.
     *
     * @throws IOException if it cannot travel
     */
    public TaskFunction encode(Serializable function, int arity, TaskEncoder encoder) throws IOException {
        TaskFunction constant = functions.constant(function, arity);
        if (constant != null) {
            return constant;
        }
        encoder.add(function);
        return TaskFunction.INLINE[arity];
    }

    /** Forgets a function that no more task uses; a constant one is kept for the next call. */
    public void forget(TaskFunction function) {
        if (function.isConstant()) {
            return;
        }
        var after = new Afterwards();
        lock.lock();
        try {
            for (WorkerChannel worker : roster.ready()) {
                worker.sendBuffer().forget(function.number());
                if (worker.sendBuffer().inFlight().count() == 0) {
                    after.flush(worker); // The others are told with their next task.
                }
            }
        } finally {
            lock.unlock();
        }
        after.run();
        if (function.segment() != null) {
            segments.release(function.segment());
        }
    }

    /**
     * Takes one task.
     *
     * @throws IllegalStateException if the pool takes no more tasks; a {@link BrokenPoolException} if it cannot run any
     */
    public void submit(PoolTask task) {
        submitAll(List.of(task));
    }

    /**
     * Takes tasks, in order, all or none.
     *
     * @throws IllegalStateException if the pool takes no more tasks; a {@link BrokenPoolException} if it cannot run any
     */
    public void submitAll(List<? extends PoolTask> tasks) {
        submit(tasks, false);
    }

    /**
     * Takes tasks that belong to something that {@link #hold holds} the pool, even if it has been closed since.
     *
     * @throws IllegalStateException if the pool takes no more tasks; a {@link BrokenPoolException} if it cannot run any
     */
    public void submitMore(List<? extends PoolTask> tasks) {
        submit(tasks, true);
    }

    private void submit(List<? extends PoolTask> tasks, boolean more) {
        var after = new Afterwards();
        boolean taken = false;
        try {
            for (PoolTask task : tasks) {
                spill(task);
            }
            lock.lock();
            try {
                checkTakes(more);
                ledger.add(tasks);
                taken = true;
                startWorkers();
                ledger.dispatch(after);
            } finally {
                lock.unlock();
            }
        } finally {
            if (!taken) {
                tasks.forEach(segments::release);
            }
        }
        after.run();
    }

    @GuardedBy("lock")
    private void checkTakes(boolean more) {
        if (broken != null || state != State.CLOSED || !more || holds == 0) {
            checkOpen();
        }
    }

    /** Keeps the workers of a pool that is closed, since {@link #submitMore more tasks} come. */
    public void hold() {
        lock.lock();
        try {
            checkOpen();
            holds++;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what {@link #hold} got. */
    public void releaseHold() {
        var after = new Afterwards();
        lock.lock();
        try {
            holds--;
            finishIfDone(after);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        after.run();
    }

    /** Waits until what large tasks take outside the heap leaves room for more. */
    public void awaitRoom() throws InterruptedException {
        segments.awaitRoom();
    }

    /** Takes back those of some tasks that no worker has begun; they are told nothing. */
    public List<PoolTask> takeBack(Predicate<? super PoolTask> which) {
        var after = new Afterwards();
        List<PoolTask> taken;
        lock.lock();
        try {
            taken = ledger.takeBack(which);
            ledger.dispatch(after);
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        taken.forEach(segments::release);
        return taken;
    }

    /** Refuses when the pool takes no more tasks. */
    public void checkRunning() {
        lock.lock();
        try {
            checkOpen();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void checkOpen() {
        if (broken != null) {
            throw new BrokenPoolException(broken);
        }
        if (state != State.OPEN) {
            throw new IllegalStateException("this pool takes no more tasks: it was "
                    + (state == State.CLOSED ? "closed" : "terminated") + " before this call");
        }
    }

    private void spill(PoolTask task) {
        if (task.isLarge() && task.segment() == null) {
            try {
                task.spill(segments);
            } catch (IOException e) {
                throw new IllegalStateException(task.description() + " cannot be sent: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Takes a task back, or, if a worker has begun it, ends it: by an interrupt, and if it goes on for longer than a
     * grace, by killing the worker. A task that is ended so is still settled.
     *
     * @return whether it was taken back before it began
     */
    public boolean stop(PoolTask task, Duration grace) {
        var after = new Afterwards();
        boolean cancelled;
        lock.lock();
        try {
            cancelled = ledger.remove(task);
            WorkerChannel worker = cancelled ? null : ledger.workerOf(task);
            if (worker != null) {
                cancelled = ledger.takeBack(task, worker);
                ledger.dispatch(after);
                if (!cancelled) {
                    long number = worker.sendBuffer().inFlight().numberOf(task);
                    after.then(() -> worker.interrupt(number));
                    after.then(() -> killAfter(grace, worker, task));
                }
            }
            if (cancelled) {
                finishIfDone(after);
            }
        } finally {
            lock.unlock();
        }
        after.run();
        if (cancelled) {
            segments.release(task);
        }
        return cancelled;
    }

    private void killAfter(Duration grace, WorkerChannel worker, PoolTask task) {
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> killIfStillRunning(worker, task));
    }

    private void killIfStillRunning(WorkerChannel worker, PoolTask task) {
        lock.lock();
        try {
            if (worker.sendBuffer().inFlight().contains(task)) {
                // What was sent behind the task goes to others when the worker is gone.
                worker.killNow();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes back every task that no worker has begun. */
    public List<PoolTask> cancelWaiting() {
        var after = new Afterwards();
        List<PoolTask> cancelled;
        lock.lock();
        try {
            cancelled = ledger.takeBackAll();
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        cancelled.forEach(segments::release);
        return cancelled;
    }

    /** Takes no more tasks; the workers leave when all tasks are done. */
    public void close() {
        var after = new Afterwards();
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.CLOSED;
                finishIfDone(after);
            }
        } finally {
            lock.unlock();
        }
        after.run();
    }

    /** Ends the workers at once; every task that is not done is abandoned. */
    public void terminate() {
        List<PoolTask> abandoned;
        var after = new Afterwards();
        lock.lock();
        try {
            if (state == State.ENDED) {
                return;
            }
            state = State.ENDED;
            abandoned = ledger.removeWaiting();
            for (WorkerChannel worker : roster.workers()) {
                abandoned.addAll(worker.sendBuffer().inFlight().removeFrom(0));
                after.then(worker::kill);
            }
            for (WorkerChannel worker : roster.leaving()) {
                after.then(worker::kill);
            }
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        for (PoolTask task : abandoned) {
            settler.settle(
                    task,
                    new PoolOutcome.Abandoned("the pool was terminated before " + task.description() + " was done"));
        }
    }

    /** The tasks that workers have begun or are about to begin. */
    public List<PoolTask> sent() {
        lock.lock();
        try {
            return ledger.sent();
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks no worker has. */
    public int waiting() {
        lock.lock();
        try {
            return ledger.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the pool can run no tasks any more. */
    public boolean isBroken() {
        lock.lock();
        try {
            return broken != null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the pool still takes tasks. */
    public boolean isOpen() {
        lock.lock();
        try {
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** The process ids of the workers that take tasks now. */
    public List<Long> pids() {
        lock.lock();
        try {
            return roster.ready().stream().map(WorkerChannel::pid).toList();
        } finally {
            lock.unlock();
        }
    }

    /** What every worker is doing now. */
    public List<WorkerSnapshot> snapshots() {
        record Look(
                WorkerChannel worker,
                WorkerSnapshot.Phase phase,
                @Nullable PoolTask task,
                long since) {}
        var looks = new ArrayList<Look>();
        lock.lock();
        try {
            for (WorkerChannel worker : roster.workers()) {
                PoolTask task = worker.running();
                WorkerSnapshot.Phase phase = !roster.ready().contains(worker)
                        ? WorkerSnapshot.Phase.STARTING
                        : task == null ? WorkerSnapshot.Phase.IDLE : WorkerSnapshot.Phase.RUNNING;
                looks.add(new Look(
                        worker, phase, task, worker.sendBuffer().window().busySince()));
            }
            for (WorkerChannel worker : roster.leaving()) {
                looks.add(new Look(
                        worker,
                        WorkerSnapshot.Phase.LEAVING,
                        null,
                        worker.sendBuffer().window().busySince()));
            }
        } finally {
            lock.unlock();
        }
        // The texts are the program's own code, so they are made without the lock.
        long now = System.nanoTime();
        return looks.stream()
                .map(look -> new WorkerSnapshot(
                        look.worker.getName(),
                        look.worker.pid(),
                        look.phase,
                        look.task == null ? null : look.task.description(),
                        now - look.since))
                .toList();
    }

    /**
     * Waits until the pool is closed or terminated and all its workers have ended.
     *
     * @param nanos how long at most
     * @return whether they have
     */
    public boolean awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!hasEnded()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return printer.awaitIdle(deadline - System.nanoTime());
    }

    @GuardedBy("lock")
    private boolean hasEnded() {
        return state != State.OPEN
                && (holds == 0 || state == State.ENDED || broken != null)
                && roster.isEmpty()
                && ledger.nothingWaits();
    }

    // What follows is called by the threads of the workers.

    ByteWriter takeBytes(WorkerChannel worker) {
        lock.lock();
        try {
            return worker.sendBuffer().take();
        } finally {
            lock.unlock();
        }
    }

    void ready(WorkerChannel worker) {
        var after = new Afterwards();
        InitializerTask first =
                initializer == null ? null : new InitializerTask(this, worker, initializer, initializerBytes);
        if (first != null) {
            spill(first);
        }
        lock.lock();
        try {
            roster.started();
            if (state == State.ENDED || broken != null) {
                after.retire(worker);
            } else if (first != null) {
                worker.sendBuffer().add(first);
                after.flush(worker);
            } else {
                takeOn(worker, after);
            }
        } finally {
            lock.unlock();
        }
        after.run();
    }

    void initialized(WorkerChannel worker) {
        var after = new Afterwards();
        lock.lock();
        try {
            if (state != State.ENDED && broken == null) {
                takeOn(worker, after);
            }
        } finally {
            lock.unlock();
        }
        after.run();
    }

    @GuardedBy("lock")
    private void takeOn(WorkerChannel worker, Afterwards after) {
        roster.ready().add(worker);
        ledger.dispatch(after);
        finishIfDone(after);
    }

    /** The pool can run nothing any more: whoever waits is told so, and the workers leave when they are done. */
    public void breakDown(PoolOutcome.Broken reason) {
        breakDown(reason, false, false);
    }

    /**
     * Ends the workers at once; whatever is not done fails with the reason, and so does every task from now on.
     *
     * @param forcibly whether to kill the workers, instead of asking them first and killing them after a grace
     */
    public void breakDownNow(PoolOutcome.Broken reason, boolean forcibly) {
        breakDown(reason, true, forcibly);
    }

    private void breakDown(PoolOutcome.Broken reason, boolean now, boolean forcibly) {
        List<PoolTask> failed;
        var after = new Afterwards();
        lock.lock();
        try {
            if (broken != null || state == State.ENDED) {
                return;
            }
            LOG.log(Level.WARNING, "{0} is broken: {1}", name, reason.reason());
            broken = reason;
            failed = ledger.removeWaiting();
            for (WorkerChannel worker : roster.workers()) {
                if (now) {
                    failed.addAll(worker.sendBuffer().inFlight().removeFrom(0));
                    after.then(forcibly ? worker::killNow : worker::kill);
                } else {
                    if (roster.ready().contains(worker)) {
                        failed.addAll(worker.recall());
                    }
                    if (worker.sendBuffer().inFlight().count() == 0) {
                        after.retire(worker); // The others leave when they have answered.
                    }
                }
            }
            if (now) {
                roster.ready().clear();
            }
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        settler.settleAll(failed, reason);
    }

    void answered(WorkerChannel worker, List<Completion> completions) {
        var tasks = new ArrayList<PoolTask>(completions.size());
        var after = new Afterwards();
        lock.lock();
        try {
            if (state == State.ENDED
                    || (broken != null && worker.sendBuffer().inFlight().count() == 0)) {
                return; // All tasks were told so already.
            }
            SendBuffer buffer = worker.sendBuffer();
            roster.answered();
            for (Completion completion : completions) {
                tasks.add(buffer.inFlight().answered(completion.number()));
            }
            buffer.window().answered(completions.size(), System.nanoTime());
            if (broken != null && buffer.inFlight().count() == 0) {
                after.retire(worker);
            }
            if (roster.replaceIfWornOut(worker)) {
                after.retire(worker);
                startWorkers();
            }
            ledger.dispatch(after);
            if (ledger.nothingWaits()) {
                ledger.rebalance(worker, after);
                finishIfDone(after);
            }
        } finally {
            lock.unlock();
        }
        after.run();
        settler.settleAfterOutput(tasks, completions);
    }

    void progressed(WorkerChannel worker, long number) {
        PoolTask task;
        lock.lock();
        try {
            task = worker.sendBuffer().inFlight().running(number);
        } finally {
            lock.unlock();
        }
        if (task != null) {
            task.progressed();
        }
    }

    void gone(WorkerChannel worker, long nextClaim, int exitCode, Duration uptime, String logTail) {
        List<PoolTask> blamed;
        List<PoolTask> stranded = List.of();
        PoolOutcome.Broken reason;
        lock.lock();
        try {
            roster.ready().remove(worker);
            InFlight inFlight = worker.sendBuffer().inFlight();
            List<PoolTask> notBegun = inFlight.removeFrom(nextClaim);
            notBegun.removeIf(InitializerTask.class::isInstance); // Its replacement gets an initializer of its own.
            reason = broken;
            if (reason == null) {
                ledger.putBack(notBegun);
            } else {
                stranded = notBegun;
            }
            blamed = inFlight.removeFrom(0);
        } finally {
            lock.unlock();
        }
        // Before the worker is taken off the list, since whoever waits for the end of the pool counts on all being
        // told.
        if (reason != null) {
            settler.settleAll(stranded, reason);
        }
        for (PoolTask task : blamed) {
            var loss = new WorkerLoss(worker.pid(), exitCode, uptime, logTail, task.description());
            settler.settleAfterOutput(task, new PoolOutcome.Lost(loss));
        }
        boolean hopeless = false;
        var after = new Afterwards();
        lock.lock();
        try {
            roster.remove(worker);
            hopeless = blamed.isEmpty() && state == State.OPEN && roster.diedIdle(uptime);
            startWorkers();
            ledger.dispatch(after);
            finishIfDone(after);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        after.run();
        if (hopeless) {
            String how = exitCode < 0 ? "signal " + -exitCode : "exit code " + exitCode;
            breakDown(new PoolOutcome.Broken(
                    "its workers end before they begin a task, the last one with " + how + " after " + uptime.toMillis()
                            + " ms; it printed: " + logTail,
                    null,
                    null));
        }
    }

    void startFailed(WorkerChannel worker, String reason) {
        boolean hopeless = false;
        var after = new Afterwards();
        lock.lock();
        try {
            roster.remove(worker);
            if (state != State.ENDED && broken == null) {
                LOG.log(Level.WARNING, "a worker of {0} did not start: {1}", name, reason);
                hopeless = roster.startFailed();
            }
            finishIfDone(after);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        after.run();
        if (hopeless) {
            breakDown(new PoolOutcome.Broken("its workers do not start: " + reason, null, null));
        }
    }

    private void startAgain() {
        var after = new Afterwards();
        lock.lock();
        try {
            startWorkers();
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
    }

    // What follows runs under the lock.

    @GuardedBy("lock")
    private void startWorkers() {
        if (state != State.ENDED && broken == null) {
            boolean asNeeded = settings.onDemand() || state == State.CLOSED;
            roster.fill(asNeeded ? ledger.waiting() + roster.inFlight() : settings.size());
        }
    }

    @GuardedBy("lock")
    private void finishIfDone(Afterwards after) {
        if (state == State.CLOSED && ledger.nothingWaits() && (holds == 0 || broken != null) && roster.isIdle()) {
            roster.ready().clear();
            roster.workers().forEach(after::retire);
        }
        if (state != State.OPEN && roster.isEmpty()) {
            segments.close();
            changed.signalAll();
        }
    }
}
