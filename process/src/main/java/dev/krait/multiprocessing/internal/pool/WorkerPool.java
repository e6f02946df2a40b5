package dev.krait.multiprocessing.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.log.ForwardedLogs;
import dev.krait.multiprocessing.internal.log.LogLevels;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.LogEntry;
import java.io.File;
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
    private static final int MOST_FAILED_STARTS = 3;
    private static final int MOST_EARLY_DEATHS = 10;
    private static final Duration EARLY = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

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
    private final SegmentPool segments = new SegmentPool();
    private final FunctionRegistry functions = new FunctionRegistry(segments);
    private final TaskEncoder initializerBytes = new TaskEncoder();
    private final @Nullable TaskFunction initializer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private final WaitingTasks waiting = new WaitingTasks();

    /** All workers that have a process or are getting one. */
    @GuardedBy("lock")
    private final List<WorkerChannel> workers = new ArrayList<>();

    /** Workers that were replaced and have not ended yet. */
    @GuardedBy("lock")
    private final List<WorkerChannel> leaving = new ArrayList<>();

    /** Those of them that take tasks. */
    @GuardedBy("lock")
    private final List<WorkerChannel> ready = new ArrayList<>();

    /** How many still have tasks to bring although the pool may be closed. */
    @GuardedBy("lock")
    private int holds;

    /** The worker that got a task last. */
    @GuardedBy("lock")
    private @Nullable WorkerChannel lastGiven;

    @GuardedBy("lock")
    private int workersMade;

    /** Starts that failed since one worker became ready. */
    @GuardedBy("lock")
    private int failedStarts;

    /** Workers that died young, none having answered since. */
    @GuardedBy("lock")
    private int earlyDeaths;

    /** No worker is started before this time. */
    @GuardedBy("lock")
    private long notBefore = System.nanoTime();

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
            for (WorkerChannel worker : ready) {
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
        LogLevels.publishIfDue();
        var after = new Afterwards();
        boolean taken = false;
        try {
            for (PoolTask task : tasks) {
                spill(task);
            }
            lock.lock();
            try {
                checkTakes(more);
                waiting.addAll(tasks);
                taken = true;
                startWorkers();
                dispatch(after);
            } finally {
                lock.unlock();
            }
        } finally {
            if (!taken) {
                tasks.forEach(this::release);
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
            taken = waiting.removeAll(which);
            for (WorkerChannel worker : List.copyOf(ready)) {
                if (worker.sendBuffer().inFlight().containsAny(which)) {
                    List<PoolTask> recalled = worker.recall();
                    for (PoolTask task : recalled) {
                        if (which.test(task)) {
                            taken.add(task);
                        }
                    }
                    recalled.removeIf(which);
                    waiting.putBack(recalled);
                }
            }
            dispatch(after);
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        taken.forEach(this::release);
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
            cancelled = waiting.remove(task);
            WorkerChannel worker = cancelled ? null : workerOf(task);
            if (worker != null) {
                List<PoolTask> recalled = worker.recall();
                cancelled = recalled.remove(task);
                waiting.putBack(recalled);
                dispatch(after);
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
            release(task);
        }
        return cancelled;
    }

    @GuardedBy("lock")
    private @Nullable WorkerChannel workerOf(PoolTask task) {
        for (WorkerChannel worker : workers) {
            if (worker.sendBuffer().inFlight().contains(task)) {
                return worker;
            }
        }
        return null;
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
        var cancelled = new ArrayList<PoolTask>();
        lock.lock();
        try {
            for (WorkerChannel worker : ready) {
                cancelled.addAll(worker.recall());
            }
            cancelled.addAll(waiting.removeAll());
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        cancelled.forEach(this::release);
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
            abandoned = waiting.removeAll();
            for (WorkerChannel worker : workers) {
                abandoned.addAll(worker.sendBuffer().inFlight().removeFrom(0));
                after.then(worker::kill);
            }
            for (WorkerChannel worker : leaving) {
                after.then(worker::kill);
            }
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        for (PoolTask task : abandoned) {
            settle(
                    task,
                    new PoolOutcome.Abandoned("the pool was terminated before " + task.description() + " was done"));
        }
    }

    /** The tasks that workers have begun or are about to begin. */
    public List<PoolTask> sent() {
        lock.lock();
        try {
            var tasks = new ArrayList<PoolTask>();
            for (WorkerChannel worker : ready) {
                tasks.addAll(worker.sendBuffer().inFlight().all());
            }
            return tasks;
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks no worker has. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
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
            return ready.stream().map(WorkerChannel::pid).toList();
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
            for (WorkerChannel worker : workers) {
                PoolTask task = worker.running();
                WorkerSnapshot.Phase phase = !ready.contains(worker)
                        ? WorkerSnapshot.Phase.STARTING
                        : task == null ? WorkerSnapshot.Phase.IDLE : WorkerSnapshot.Phase.RUNNING;
                looks.add(new Look(
                        worker, phase, task, worker.sendBuffer().window().busySince()));
            }
            for (WorkerChannel worker : leaving) {
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
                && workers.isEmpty()
                && leaving.isEmpty()
                && waiting.isEmpty();
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
            failedStarts = 0;
            notBefore = System.nanoTime();
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
        ready.add(worker);
        dispatch(after);
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
            failed = waiting.removeAll();
            for (WorkerChannel worker : workers) {
                if (now) {
                    failed.addAll(worker.sendBuffer().inFlight().removeFrom(0));
                    after.then(forcibly ? worker::killNow : worker::kill);
                } else {
                    if (ready.contains(worker)) {
                        failed.addAll(worker.recall());
                    }
                    if (worker.sendBuffer().inFlight().count() == 0) {
                        after.retire(worker); // The others leave when they have answered.
                    }
                }
            }
            if (now) {
                ready.clear();
            }
            finishIfDone(after);
        } finally {
            lock.unlock();
        }
        after.run();
        settleAll(failed, reason);
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
            earlyDeaths = 0;
            for (Completion completion : completions) {
                tasks.add(buffer.inFlight().answered(completion.number()));
            }
            buffer.window().answered(completions.size(), System.nanoTime());
            if (broken != null && buffer.inFlight().count() == 0) {
                after.retire(worker);
            }
            retireIfWornOut(worker, after);
            dispatch(after);
            if (waiting.isEmpty()) {
                rebalance(worker, after);
                finishIfDone(after);
            }
        } finally {
            lock.unlock();
        }
        after.run();
        printer.afterOutput(() -> deliver(tasks, completions));
    }

    /** A worker has logged something; it is logged here before the outcome of the task that it was running is told. */
    void logged(WorkerChannel worker, LogEntry entry) {
        PoolTask task;
        lock.lock();
        try {
            task = worker.sendBuffer().inFlight().numbered(entry.process().task());
        } finally {
            lock.unlock();
        }
        printer.show(entry.text().length(), () -> ForwardedLogs.log(entry, task == null ? null : task.description()));
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

    private void deliver(List<PoolTask> tasks, List<Completion> answers) {
        for (int i = 0; i < answers.size(); i++) {
            settle(tasks.get(i), answers.get(i).outcome());
        }
    }

    private void settleAll(List<PoolTask> tasks, PoolOutcome outcome) {
        for (PoolTask task : tasks) {
            settle(task, outcome);
        }
    }

    /** Settles a task; whatever goes wrong in that concerns this task alone. */
    private void settle(PoolTask task, PoolOutcome outcome) {
        try {
            release(task);
            task.settle(outcome);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "could not settle " + task.description(), e);
        }
    }

    private void release(PoolTask task) {
        File segment = task.segment();
        if (segment != null) {
            segments.release(segment);
        }
    }

    void gone(WorkerChannel worker, long nextClaim, int exitCode, Duration uptime, String logTail) {
        List<PoolTask> blamed;
        List<PoolTask> stranded = List.of();
        PoolOutcome.Broken reason;
        lock.lock();
        try {
            ready.remove(worker);
            InFlight inFlight = worker.sendBuffer().inFlight();
            List<PoolTask> notBegun = inFlight.removeFrom(nextClaim);
            notBegun.removeIf(InitializerTask.class::isInstance); // Its replacement gets an initializer of its own.
            reason = broken;
            if (reason == null) {
                waiting.putBack(notBegun);
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
            settleAll(stranded, reason);
        }
        for (PoolTask task : blamed) {
            var loss = new WorkerLoss(worker.pid(), exitCode, uptime, logTail, task.description());
            printer.afterOutput(() -> settle(task, new PoolOutcome.Lost(loss)));
        }
        boolean hopeless = false;
        var after = new Afterwards();
        lock.lock();
        try {
            workers.remove(worker);
            leaving.remove(worker);
            boolean early = blamed.isEmpty() && state == State.OPEN && uptime.compareTo(EARLY) < 0;
            if (early && ++earlyDeaths > MOST_EARLY_DEATHS) {
                hopeless = ready.isEmpty();
                startLater(earlyDeaths - MOST_EARLY_DEATHS);
            }
            startWorkers();
            dispatch(after);
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
            workers.remove(worker);
            failedStarts++;
            if (state != State.ENDED && broken == null) {
                LOG.log(Level.WARNING, "a worker of {0} did not start: {1}", name, reason);
                hopeless = failedStarts >= MOST_FAILED_STARTS && ready.isEmpty();
                if (!hopeless) {
                    startLater(failedStarts);
                }
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

    /** Starts the workers that are missing after a pause, which grows with the number of failures. */
    @GuardedBy("lock")
    private void startLater(int failures) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        CompletableFuture.delayedExecutor(pause + 1, TimeUnit.MILLISECONDS).execute(this::startAgain);
    }

    @GuardedBy("lock")
    private void startWorkers() {
        if (state == State.ENDED || broken != null || System.nanoTime() - notBefore < 0) {
            return;
        }
        int wanted = settings.size();
        if (settings.onDemand() || state == State.CLOSED) {
            int owed = waiting.size();
            for (WorkerChannel worker : ready) {
                owed += worker.sendBuffer().inFlight().count();
            }
            wanted = Math.min(settings.size(), owed);
        }
        while (workers.size() < wanted) {
            workersMade++;
            var worker = new WorkerChannel(this, settings.launch(), name + "-worker-" + workersMade);
            workers.add(worker);
            worker.start();
        }
    }

    /** Gives waiting tasks to workers that have room, each to the one with the least to do. */
    @GuardedBy("lock")
    private void dispatch(Afterwards after) {
        for (PoolTask task = waiting.peek(); task != null; task = waiting.peek()) {
            WorkerChannel best = task.follows() ? followed(task) : null;
            if (best == null) {
                best = leastBusy(task);
            }
            if (best == null) {
                return;
            }
            waiting.removeFirst(task);
            if (!task.needed()) {
                release(task);
                continue;
            }
            if (best.sendBuffer().inFlight().count() == 0) {
                best.sendBuffer().window().begins(System.nanoTime());
            }
            best.sendBuffer().add(task);
            lastGiven = best;
            after.flush(best);
        }
    }

    @GuardedBy("lock")
    private @Nullable WorkerChannel leastBusy(PoolTask task) {
        WorkerChannel best = null;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ready.size(); i++) {
            SendBuffer buffer = ready.get(i).sendBuffer();
            int count = buffer.inFlight().count();
            if (count < least && buffer.hasRoomFor(task) && !isWornOut(buffer)) {
                best = ready.get(i);
                least = count;
            }
        }
        return best;
    }

    /** The worker that got the task before, if it can take one more. */
    @GuardedBy("lock")
    private @Nullable WorkerChannel followed(PoolTask task) {
        WorkerChannel last = lastGiven;
        return last != null
                        && ready.contains(last)
                        && last.sendBuffer().hasRoomToFollow(task)
                        && !isWornOut(last.sendBuffer())
                ? last
                : null;
    }

    /** Whether a worker has been given all tasks that it is to do in its life. */
    private boolean isWornOut(SendBuffer buffer) {
        return settings.maxTasksPerWorker() > 0 && buffer.tasksGiven() >= settings.maxTasksPerWorker();
    }

    /** A worker that has done all its tasks leaves, and another takes its place. */
    @GuardedBy("lock")
    private void retireIfWornOut(WorkerChannel worker, Afterwards after) {
        SendBuffer buffer = worker.sendBuffer();
        if (isWornOut(buffer) && buffer.inFlight().count() == 0 && ready.remove(worker)) {
            workers.remove(worker);
            leaving.add(worker);
            after.retire(worker);
            startWorkers();
        }
    }

    /** Nothing waits and a worker has run dry: takes back what another was sent ahead, and shares it out anew. */
    @GuardedBy("lock")
    private void rebalance(WorkerChannel idle, Afterwards after) {
        if (idle.sendBuffer().inFlight().count() > 0) {
            return;
        }
        WorkerChannel busiest = null;
        int most = 1;
        for (WorkerChannel worker : ready) {
            int count = worker.sendBuffer().inFlight().count();
            if (count > most) {
                busiest = worker;
                most = count;
            }
        }
        if (busiest != null) {
            waiting.putBack(busiest.recall());
            dispatch(after);
        }
    }

    @GuardedBy("lock")
    private void finishIfDone(Afterwards after) {
        if (state == State.CLOSED && waiting.isEmpty() && (holds == 0 || broken != null)) {
            boolean done = true;
            for (WorkerChannel worker : workers) {
                done &= worker.sendBuffer().inFlight().count() == 0;
            }
            if (done) {
                ready.clear();
                workers.forEach(after::retire);
            }
        }
        if (state != State.OPEN && workers.isEmpty() && leaving.isEmpty()) {
            segments.close();
            changed.signalAll();
        }
    }

    /** What has to be done with workers once the lock is released, because it writes to them. */
    private static final class Afterwards {
        private final List<WorkerChannel> flushed = new ArrayList<>(2);
        private final List<WorkerChannel> retired = new ArrayList<>(0);
        private final List<Runnable> then = new ArrayList<>(0);

        void flush(WorkerChannel worker) {
            if (!flushed.contains(worker)) {
                flushed.add(worker);
            }
        }

        void retire(WorkerChannel worker) {
            retired.add(worker);
        }

        void then(Runnable action) {
            then.add(action);
        }

        void run() {
            for (int i = 0; i < flushed.size(); i++) {
                flushed.get(i).flush();
            }
            for (int i = 0; i < retired.size(); i++) {
                retired.get(i).retire();
            }
            then.forEach(Runnable::run);
        }
    }
}
