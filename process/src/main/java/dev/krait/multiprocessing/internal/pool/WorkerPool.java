package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.log.LogLevels;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of worker processes and the tasks they owe: the engine below {@code Pool} and {@code ProcessPoolExecutor}.
 *
 * <p>The parent decides everything. Tasks wait here until a worker has room, go to the worker with the least to do, and
 * are taken back from one that has more than it can begin while another is idle. When a worker dies, the task that it had
 * claimed and not answered is lost, what it had answered is kept, and the rest goes to others.
 *
 * <p>One lock guards all {@linkplain PoolBooks bookkeeping}. Nothing blocks under it: bytes are written and tasks are told
 * their outcome after it is released.
 */
public final class WorkerPool {
    private static final AtomicInteger LAST_POOL = new AtomicInteger();

    private final String name;
    private final PoolSettings settings;
    private final SegmentPool segments = new SegmentPool();
    private final FunctionRegistry functions = new FunctionRegistry(segments);
    private final OutputPrinter printer;
    private final PoolBooks books;
    private final PoolEnd end;
    private final TaskStopper stopper;
    private final DeadlineWatch deadlines;
    private final WorkerEvents events;

    /**
     * A pool of workers.
     *
     * @throws IOException if the initializer cannot travel
     */
    public WorkerPool(PoolSettings settings) throws IOException {
        StaticInitialisers.refuseInWorker();
        this.name = "krait-pool-" + LAST_POOL.incrementAndGet();
        this.settings = settings;
        this.printer = new OutputPrinter(name + "-output");
        this.books = new PoolBooks(settings, segments, new WorkerRoster(settings, this::newWorker, this::startWorkers));
        var settler = new TaskSettler(segments, printer);
        this.end = new PoolEnd(name, books, settler);
        this.stopper = new TaskStopper(books, settings.stopGrace());
        this.deadlines = new DeadlineWatch(name, books, settler, stopper);
        var bytes = new TaskEncoder();
        TaskFunction initializer = settings.initializer() == null ? null : encode(settings.initializer(), 0, bytes);
        this.events = new WorkerEvents(name, books, end, settler, printer, segments, initializer, bytes);
        startWorkers();
        if (settings.life().isWatched()) {
            new WearWatch(name, books, stopper, settings.life()).start();
        }
    }

    private WorkerChannel newWorker(int number) {
        return new WorkerChannel(events, settings.launch(), name + "-worker-" + number);
    }

    private void startWorkers() {
        books.change(after -> {
            books.startWorkers();
            books.finishIfDone(after);
        });
    }

    /** The name of the pool, with which its threads' names begin. */
    public String name() {
        return name;
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
        books.change(after -> {
            for (WorkerChannel worker : books.roster().ready()) {
                worker.sendBuffer().forget(function.number());
                if (worker.sendBuffer().inFlight().count() == 0) {
                    after.flush(worker); // The others are told with their next task.
                }
            }
        });
        if (function.segment() != null) {
            segments.release(function.segment());
        }
        function.lose();
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
        submit(tasks, books::checkOpen);
    }

    /**
     * Takes tasks that belong to something that {@link #hold holds} the pool, even if it has been closed since.
     *
     * @throws IllegalStateException if the pool takes no more tasks; a {@link BrokenPoolException} if it cannot run any
     */
    public void submitMore(List<? extends PoolTask> tasks) {
        submit(tasks, books::checkHeld);
    }

    private void submit(List<? extends PoolTask> tasks, Runnable check) {
        LogLevels.publishIfDue();
        var taken = new boolean[1];
        try {
            spill(tasks, check);
            books.change(after -> {
                check.run();
                watchDeadlines(tasks);
                books.ledger().add(tasks);
                taken[0] = true;
                books.startWorkers();
                books.dispatch(after);
            });
        } finally {
            if (!taken[0]) {
                tasks.forEach(segments::release);
            }
        }
    }

    private void spill(List<? extends PoolTask> tasks, Runnable check) {
        for (PoolTask task : tasks) {
            if (task.isLarge()) {
                books.change(after -> check.run()); // Nothing is written for a pool that will not take it.
                segments.spill(task);
            }
        }
    }

    private void watchDeadlines(List<? extends PoolTask> tasks) {
        long now = 0;
        for (PoolTask task : tasks) {
            TaskLimits limits = task.limits();
            if (limits != null) {
                now = now == 0 ? System.nanoTime() : now;
                deadlines.watch(task, limits, now);
            }
        }
    }

    /** Refuses when the pool takes no more tasks. */
    public void checkRunning() {
        books.change(after -> books.checkOpen());
    }

    /** Keeps the workers of a pool that is closed, since {@link #submitMore more tasks} come. */
    public void hold() {
        books.change(after -> books.hold());
    }

    /** Gives up what {@link #hold} got. */
    public void releaseHold() {
        books.change(after -> {
            books.releaseHold();
            books.finishIfDone(after);
        });
    }

    /** Waits until what large tasks take outside the heap leaves room for more. */
    public void awaitRoom() throws InterruptedException {
        segments.awaitRoom();
    }

    /** Takes back those of some tasks that no worker has begun; they are told nothing. */
    public List<PoolTask> takeBack(Predicate<? super PoolTask> which) {
        var taken = new ArrayList<PoolTask>();
        books.change(after -> {
            taken.addAll(books.ledger().takeBack(which));
            books.dispatch(after);
            books.finishIfDone(after);
        });
        taken.forEach(this::discard);
        return taken;
    }

    /** Takes back every task that no worker has begun. */
    public List<PoolTask> cancelWaiting() {
        var cancelled = new ArrayList<PoolTask>();
        books.change(after -> {
            cancelled.addAll(books.ledger().takeBackAll());
            books.finishIfDone(after);
        });
        cancelled.forEach(this::discard);
        return cancelled;
    }

    /**
     * Takes a task back, or, if a worker has begun it, ends it: by an interrupt, and if it goes on for longer than a
     * grace, by killing the worker. A task that is ended so is still settled.
     *
     * @return whether it was taken back before it began
     */
    public boolean stop(PoolTask task, Duration grace) {
        return stop(task, grace, null, "");
    }

    /**
     * The same for a task whose time is up.
     *
     * @param listener is told of a task that runs, with the thread dump of its worker; null if nobody is
     * @param reason which time is up, in words that follow the description of the task
     */
    public boolean stop(PoolTask task, Duration grace, @Nullable OverdueListener listener, String reason) {
        boolean cancelled = stopper.stop(task, grace, listener, reason);
        if (cancelled) {
            discard(task);
        }
        return cancelled;
    }

    /** The same with the grace of this pool. */
    public boolean stop(PoolTask task) {
        return stop(task, settings.stopGrace());
    }

    /**
     * Stops some tasks in the same way.
     *
     * @return those that were taken back before they began, which are told nothing; the others are still settled
     */
    public List<PoolTask> stopAll(Predicate<? super PoolTask> which) {
        List<PoolTask> taken = stopper.stopAll(which);
        taken.forEach(this::discard);
        return taken;
    }

    /** Gives back what a task has that was taken back. */
    private void discard(PoolTask task) {
        segments.release(task);
        task.lose();
    }

    /** Takes no more tasks; the workers leave when all tasks are done. */
    public void close() {
        end.close();
    }

    /** Ends the workers at once; every task that is not done is abandoned. */
    public void terminate() {
        end.terminate();
    }

    /**
     * Ends the workers at once; whatever is not done fails with the reason, and so does every task from now on.
     *
     * @param forcibly whether to kill the workers, instead of asking them first and killing them after a grace
     */
    public void breakDownNow(PoolOutcome.Broken reason, boolean forcibly) {
        end.breakDownNow(reason, forcibly);
    }

    /** The tasks that workers have begun or are about to begin. */
    public List<PoolTask> sent() {
        return books.read(() -> books.ledger().sent());
    }

    /** How many tasks no worker has. */
    public int waiting() {
        return books.read(() -> books.ledger().waiting());
    }

    /** Whether the pool can run no tasks any more. */
    public boolean isBroken() {
        return books.read(() -> books.broken() != null);
    }

    /** Whether the pool still takes tasks. */
    public boolean isOpen() {
        return books.read(books::isOpen);
    }

    /** The process ids of the workers that take tasks now, or will as soon as another has done its last. */
    public List<Long> pids() {
        return books.read(() -> Stream.of(books.roster().ready(), books.roster().standby())
                .flatMap(List::stream)
                .map(WorkerChannel::pid)
                .toList());
    }

    /** What every worker is doing now. */
    public List<WorkerSnapshot> snapshots() {
        List<WorkerRoster.Look> looks = books.read(() -> books.roster().look());
        // The texts are the program's own code, so they are made without the lock.
        return looks.stream().map(WorkerRoster.Look::snapshot).toList();
    }

    /**
     * Waits until the pool is closed or terminated and all its workers have ended.
     *
     * @param nanos how long at most
     * @return whether they have
     */
    public boolean awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        return books.awaitEnd(nanos) && printer.awaitIdle(deadline - System.nanoTime());
    }

    /** Whether {@link #awaitEnd} has nothing to wait for. */
    public boolean hasEnded() {
        return books.read(books::hasEnded) && printer.isIdle();
    }
}
