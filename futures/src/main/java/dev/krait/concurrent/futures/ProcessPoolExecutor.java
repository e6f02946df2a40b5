package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.WorkerStatus;
import dev.krait.multiprocessing.internal.launch.LaunchDecision;
import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.CallbackThread;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolSettings;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.WorkerLife;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import dev.krait.multiprocessing.internal.pool.WorkerViews;
import dev.krait.threading.internal.Timeouts;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in processes of their own, forked JVMs.
 *
 * <p>Mirrors Python's {@code concurrent.futures.ProcessPoolExecutor}. Workers are started when there is work for them. A
 * function, its arguments and its result travel as copies, so they must be serializable; what cannot travel is refused in
 * the call of {@code submit}. What a task prints appears on this process's streams before its future is done.
 *
 * <p>When a worker dies, the future of the task that it ran fails with a {@link BrokenProcessPoolException} whose cause is a
 * {@link WorkerLostException}; all other tasks are done by other workers. In Python all futures fail and the executor is
 * broken; {@link ProcessPoolOptions#withBreakOnWorkerLoss} has it so. Cancelling a running task with
 * {@link Future#cancel(boolean) cancel(true)} interrupts it and, if that does not help, kills exactly its worker.
 *
 * <p>Short tasks are sent ahead in bundles; as in Python a task counts as running from then on. Those with a deadline for
 * the queue, the run or the progress are never sent ahead, so that each of these times is what it says.
 */
public class ProcessPoolExecutor extends Executor {
    /** So many share the cost of a look at the queue; the first should not wait long for the last. */
    private static final int TASKS_AT_ONCE = 64;

    private final String name;
    private final int maxWorkers;
    private final ProcessPoolOptions options;
    private final WorkerPool pool;
    private final CallbackThread callbacks;

    /** Decides on retries; apart from the other, because a callback may wait for a task that is run again. */
    private final CallbackThread retries;

    private final Set<RetryPause> pauses = ConcurrentHashMap.newKeySet();
    private final MapFunctions functions;
    private final @Nullable Room room;
    private volatile boolean stopsEverything;
    private final ExitWork exitWork;

    /** Sends the workers home when nobody holds the executor any more; tasks that are not done hold it. */
    private final Cleaner.Cleanable abandoned;

    /** An executor with as many workers as this process may use processors. */
    public ProcessPoolExecutor() {
        this(ProcessPoolOptions.defaults());
    }

    /**
     * An executor with as many workers as this process may use processors.
     *
     * @param options initializer, lifetime of workers, queue
     * @throws IllegalArgumentException if the initializer cannot travel
     */
    public ProcessPoolExecutor(ProcessPoolOptions options) {
        this(Runtime.getRuntime().availableProcessors(), options);
    }

    /**
     * An executor with a number of workers.
     *
     * @param maxWorkers how many processes at most, at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutor(int maxWorkers) {
        this(maxWorkers, ProcessPoolOptions.defaults());
    }

    /**
     * An executor with a number of workers.
     *
     * @param maxWorkers how many processes at most, at least 1
     * @param options initializer, lifetime of workers, queue
     * @throws IllegalArgumentException if the number is less than 1, or the initializer cannot travel
     */
    @SuppressWarnings("this-escape") // To the cleaner, which asks for nothing but whether it is reachable.
    public ProcessPoolExecutor(int maxWorkers, ProcessPoolOptions options) {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("max workers must be at least 1: " + maxWorkers
                    + "; leave it out for a number that suits this machine");
        }
        this.maxWorkers = maxWorkers;
        this.options = Objects.requireNonNull(options, "options");
        try {
            this.pool = new WorkerPool(new PoolSettings(
                    maxWorkers,
                    true,
                    life(options),
                    options.initializer(),
                    PoolSettings.STOP_GRACE,
                    LaunchDecision.settings(options.launch(), maxWorkers)));
        } catch (IOException e) {
            throw new IllegalArgumentException("the initializer: " + e.getMessage(), e);
        }
        this.name = "ProcessPoolExecutor(" + pool.name() + ")";
        this.callbacks = new CallbackThread(pool.name() + "-callbacks");
        this.retries = new CallbackThread(pool.name() + "-retries");
        this.functions = new MapFunctions(pool);
        this.room = options.queueCapacity() == Integer.MAX_VALUE ? null : new Room(options.queueCapacity());
        this.exitWork = new PoolAtExit(pool);
        JvmExit.finishBefore(exitWork);
        WorkerPool workers = pool;
        this.abandoned = UnreadFailures.CLEANER.register(this, workers::close);
    }

    private static WorkerLife life(ProcessPoolOptions options) {
        Duration age = options.maxAgePerChild();
        return new WorkerLife(
                options.maxTasksPerChild(), age == null ? 0 : Timeouts.nanos(age), options.maxMemoryPerChild());
    }

    /** Finishes what was submitted before the JVM ends, as Python does. */
    private record PoolAtExit(WorkerPool pool) implements ExitWork {
        @Override
        public void finishForExit() {
            pool.close();
        }

        @Override
        public boolean awaitTermination(long nanos) throws InterruptedException {
            return pool.awaitEnd(nanos);
        }
    }

    // ---- submitting

    /**
     * {@inheritDoc}
     *
     * <p>A subclass may override this and {@link #scheduleChunk}, which many tasks of a map come through, to see every task.
     */
    @Override
    protected void schedule(Task<?> task) {
        try {
            scheduleNow(task);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void scheduleNow(Task<?> task) {
        // Before anything else, so that what cannot travel is refused whether or not there is room.
        ProcessTask encoded = encode(task);
        boolean taken = false;
        try {
            if (takeRoom(task.future())) {
                encoded.tookRoom();
                ask(() -> pool.submitAll(List.of(encoded)));
                taken = true;
            }
        } finally {
            if (!taken) {
                encoded.refused();
            }
        }
        if (!taken) {
            BorrowedThread.run(task);
        } else if (room != null) {
            encoded.leaveQueueWhenDone();
        }
    }

    @Override
    protected void scheduleChunk(List<? extends Task<?>> tasks) {
        if (room != null) {
            super.scheduleChunk(tasks);
            return;
        }
        var encoded = new ArrayList<ProcessTask>(tasks.size());
        try {
            for (Task<?> task : tasks) {
                ProcessTask next = encode(task);
                encoded.add(next);
                if (next.isLarge()) {
                    submit(encoded); // A worker reads it while the next one is written.
                }
            }
            submit(encoded);
        } catch (Throwable e) {
            encoded.forEach(ProcessTask::refused);
            throw e;
        }
    }

    /** Has the pool take tasks, all or none, and empties the list of what it took. */
    private void submit(List<ProcessTask> encoded) {
        if (!encoded.isEmpty()) {
            ask(() -> pool.submitAll(List.copyOf(encoded)));
            encoded.clear();
        }
    }

    /** Encodes a task; one that may be run again keeps the workers until it has ended, whoever closes the executor. */
    private ProcessTask encode(Task<?> task) {
        if (task.options().retries() == 0) {
            return ProcessTask.of(this, task, () -> {});
        }
        ask(pool::hold);
        var held = new AtomicBoolean(true);
        Runnable release = () -> {
            if (held.getAndSet(false)) {
                retries.execute(pool::releaseHold); // Not here and now: a task may end under the lock of the pool.
            }
        };
        try {
            ProcessTask encoded = ProcessTask.of(this, task, release);
            task.whenEnded(release);
            return encoded;
        } catch (Throwable e) {
            release.run();
            throw e;
        }
    }

    @Override
    int tasksAtOnce() {
        return room == null ? TASKS_AT_ONCE : 1;
    }

    @Override
    boolean mayKeepSubmitters() {
        return room != null && options.whenFull() != WhenFull.REJECT;
    }

    /** Waits or refuses as the options say; false if the task is the caller's now, who has nothing to do if it is done. */
    private boolean takeRoom(Future<?> future) {
        if (room == null || room.tryTake()) {
            return true;
        }
        ask(pool::checkRunning); // That the queue is full does not matter any more to somebody who comes too late.
        switch (options.whenFull()) {
            case RUN_IN_CALLER -> {
                return false;
            }
            case REJECT ->
                throw new RejectedExecutionException(
                        name + " has no room: " + options.queueCapacity() + " tasks wait for a worker already");
            case BLOCK -> {
                return waitForRoom(future, room);
            }
        }
        throw new AssertionError("no such way to be full: " + options.whenFull());
    }

    /** Whether there is a place now; if not, the task's time was up before. */
    private boolean waitForRoom(Future<?> future, Room places) {
        boolean taken;
        try {
            taken = places.take(future);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for room in " + name, e);
        }
        if (!taken) {
            ask(pool::checkRunning);
        }
        return taken;
    }

    /** A worker has come to a task, or never will: another may wait. */
    void giveRoom() {
        if (room != null) {
            room.give();
        }
    }

    /** Asks something of the pool, and says in the terms of executors why it refuses. */
    private void ask(Runnable request) {
        try {
            request.run();
        } catch (BrokenPoolException e) {
            throw ProcessOutcome.broken(name, e.reason());
        } catch (IllegalStateException e) {
            if (pool.isOpen()) {
                throw e; // A large task found no room outside the heap.
            }
            throw new IllegalStateException(
                    "cannot schedule new futures after shutdown: " + name + " takes no more tasks", e);
        }
    }

    /** Has a task run again after its pause. */
    void pauseBeforeRetry(Task<?> task, Throwable failure) {
        var pause = new RetryPause(this, task, failure);
        pauses.add(pause);
        if (stopsEverything) {
            pause.cancel(); // Who stops everything may have looked for pauses before.
        }
        pause.begin();
    }

    void pauseEnded(RetryPause pause) {
        pauses.remove(pause);
    }

    /** Submits another run of a task; if that is no longer possible, the failure before stands, or the executor's own. */
    void runAgain(Task<?> task, Throwable failure) {
        try {
            ProcessTask again = ProcessTask.of(this, task, () -> {});
            try {
                ask(() -> pool.submitMore(List.of(again)));
            } catch (Throwable e) {
                again.refused();
                throw e;
            }
            again.leaveQueueWhenDone(); // The future was begun once, and so does not end without a word to its group.
        } catch (BrokenProcessPoolException broken) {
            task.fail(broken, callbacks);
        } catch (Throwable e) {
            failure.addSuppressed(e);
            task.fail(failure, callbacks);
        }
    }

    String name() {
        return name;
    }

    ProcessPoolOptions settings() {
        return options;
    }

    WorkerPool pool() {
        return pool;
    }

    MapFunctions functions() {
        return functions;
    }

    CallbackThread callbacks() {
        return callbacks;
    }

    CallbackThread retries() {
        return retries;
    }

    // ---- the end

    @Override
    protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
        abandoned.clean();
        refuseWhoWaits();
        var cancelled = new ArrayList<Task<?>>();
        if (cancelQueued) {
            for (PoolTask task : pool.cancelWaiting()) {
                if (task instanceof ProcessTask process) {
                    // By force, because what was sent ahead counts as running although no worker has begun it.
                    process.task().future().cancel(true);
                    process.withdrawn();
                    cancelled.add(process.task());
                }
            }
        }
        if (stopRunning) {
            stopsEverything = true;
            for (PoolTask task : pool.sent()) {
                if (task instanceof ProcessTask process) {
                    process.task().future().cancel(true);
                }
            }
            pauses.forEach(RetryPause::cancel);
        }
        return cancelled;
    }

    /**
     * Ends all workers at once. Tasks that are not done fail with a {@link BrokenProcessPoolException}, and so does every
     * submission from now on. Workers that do not leave by themselves are killed after a second.
     *
     * <p>Mirrors Python's {@code ProcessPoolExecutor.terminate_workers()}. Returns at once.
     */
    public void terminateWorkers() {
        breakDown(new PoolOutcome.Broken("its workers were terminated on request", null, null), false);
    }

    /**
     * Kills all workers. Tasks that are not done fail with a {@link BrokenProcessPoolException}, and so does every submission
     * from now on.
     *
     * <p>Mirrors Python's {@code ProcessPoolExecutor.kill_workers()}. Returns at once.
     */
    public void killWorkers() {
        breakDown(new PoolOutcome.Broken("its workers were killed on request", null, null), true);
    }

    private void breakDown(PoolOutcome.Broken reason, boolean forcibly) {
        pool.breakDownNow(reason, forcibly);
        pool.close();
        refuseWhoWaits();
        pauses.forEach(pause -> pause.fail(ProcessOutcome.broken(name, reason)));
    }

    /** Wakes the submitters that wait for room, once the pool is closed. */
    private void refuseWhoWaits() {
        if (room != null) {
            room.close();
        }
    }

    @Override
    protected boolean isOwnWorker() {
        return callbacks.isCurrent() || retries.isCurrent();
    }

    @Override
    public boolean isShutdown() {
        return !pool.isOpen();
    }

    /**
     * Whether the executor can run no tasks, because its workers do not start, its initializer failed, its workers were ended
     * on request, or one was lost and the options say that this is the end.
     *
     * @return true if submissions throw {@link BrokenProcessPoolException}
     */
    @Override
    public boolean isBroken() {
        return pool.isBroken();
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && pool.hasEnded();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return pool.awaitEnd(Timeouts.nanos(timeout));
    }

    // ---- insight

    /**
     * The most workers that there will be.
     *
     * @return as given, or the number of processors
     */
    public int maxWorkers() {
        return maxWorkers;
    }

    /**
     * The process ids of the workers that take tasks now.
     *
     * @return a new list
     */
    public List<Long> pids() {
        return pool.pids();
    }

    /**
     * What every worker is doing now, for a log or a look from a debugger; each can be asked for a thread dump. Python has no
     * such view. Never waits for a worker.
     *
     * @return a new list
     */
    public List<WorkerStatus> workers() {
        return pool.snapshots().stream()
                .map(snapshot -> (WorkerStatus) WorkerViews.of(snapshot))
                .toList();
    }

    /**
     * How many tasks no worker has been sent yet; Python programs read {@code _pending_work_items} for this.
     *
     * @return the length of the queue at this moment
     */
    public int queuedTasks() {
        return pool.waiting();
    }

    /**
     * The name and state, for logs.
     *
     * @return such as {@code ProcessPoolExecutor(krait-pool-1)[running, 4 workers at most, 0 tasks queued]}
     */
    @Override
    public String toString() {
        String state = isBroken() ? "broken" : isTerminated() ? "terminated" : isShutdown() ? "shut down" : "running";
        return name + "[" + state + ", " + maxWorkers + " workers at most, " + queuedTasks() + " tasks queued]";
    }
}
