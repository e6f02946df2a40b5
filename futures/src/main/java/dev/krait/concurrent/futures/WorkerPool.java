package dev.krait.concurrent.futures;

import dev.krait.function.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a {@link ThreadPoolExecutor} and their queue. It does not know the executor, so that an executor nobody
 * holds any more can be collected and its workers sent home.
 */
final class WorkerPool implements ExitWork {
    /*
     * A submitter hands its task to an idle worker, or to a new one, or puts it in the queue, in that order. A worker
     * that finds the queue empty offers itself on the stack of idle ones and then looks at the queue once more; a
     * submitter that used the queue looks at the stack once more: one of the two sees the other.
     *
     * The end works likewise. Whoever ends the pool sets the refusal first and wakes the workers after; a submitter that
     * used the queue looks at the refusal after, and takes its task back if it still can. So a task in the queue is
     * either taken back, or seen by a worker before it leaves, or found by whoever waits for the end.
     */
    /** Half a microsecond or so; on one processor nobody can submit anything meanwhile. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 30 : 0;

    private static final ThreadLocal<@Nullable WorkerPool> OWN = new ThreadLocal<>();

    private final String name;
    private final int maxWorkers;
    private final ThreadPoolOptions options;
    private final @Nullable Room room;

    /** That of whoever made the pool: newer JDKs tie it to the thread locals, which are not inherited. */
    private final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

    /** What is in a bounded queue, so that a task that is done need not be looked for there. */
    private final Set<Task<?>> waiting = ConcurrentHashMap.newKeySet();

    private final WorkQueue queue = new WorkQueue();
    private final AtomicReference<@Nullable IdleWorker> idle = new AtomicReference<>();
    private final AtomicBoolean waking = new AtomicBoolean();
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean shutdown;
    private volatile boolean stopsEverything;

    WorkerPool(String name, int maxWorkers, ThreadPoolOptions options) {
        this.name = name;
        this.maxWorkers = maxWorkers;
        this.options = options;
        this.room = options.queueCapacity() == Integer.MAX_VALUE ? null : new Room(options.queueCapacity());
    }

    String name() {
        return name;
    }

    int maxWorkers() {
        return maxWorkers;
    }

    @Nullable
    Action initializer() {
        return options.initializer();
    }

    // ---- submitting

    void accept(Task<?> task) {
        refuse();
        if (giveToIdleInTurn(task) || giveToNewWorker(task)) {
            return;
        }
        if (room != null && !takeRoom(task, room)) {
            return;
        }
        if (room != null) {
            waiting.add(task);
        }
        queue.add(task);
        Refusal now = refusal.get();
        if (now != null && queue.remove(task)) {
            leavePlace(task);
            throw now.exception();
        }
        if (room != null) {
            Waiter unused = task.future().listen(() -> withdraw(task));
        }
        if (idle.get() != null) {
            wakeInTurn();
        } else if (present.get() < maxWorkers) {
            startWorker();
        }
    }

    private void refuse() {
        Refusal now = refusal.get();
        if (now != null) {
            throw now.exception();
        }
    }

    /** Gives the task to an idle worker, unless one is waking up already, who will look at the queue. */
    private boolean giveToIdleInTurn(Task<?> task) {
        if (room != null || present.get() < maxWorkers) {
            // Nobody idle is passed over for a place in a bounded queue, or for one more worker.
            return giveToIdle(task);
        }
        if (idle.get() == null || waking.get() || !waking.compareAndSet(false, true)) {
            return false;
        }
        boolean given = giveToIdle(task);
        if (!given) {
            waking.set(false);
        }
        return given;
    }

    private void wakeInTurn() {
        if (!waking.get() && waking.compareAndSet(false, true) && !wakeOneIdle()) {
            waking.set(false);
        }
    }

    private boolean giveToIdle(Task<?> task) {
        IdleWorker worker = idle.get();
        while (worker != null) {
            if (idle.compareAndSet(worker, worker.next) && worker.give(task)) {
                return true;
            }
            worker = idle.get();
        }
        return false;
    }

    private boolean wakeOneIdle() {
        IdleWorker worker = idle.get();
        while (worker != null) {
            if (idle.compareAndSet(worker, worker.next) && worker.wake()) {
                return true;
            }
            worker = idle.get();
        }
        return false;
    }

    private boolean giveToNewWorker(Task<?> task) {
        if (!countIn()) {
            return false;
        }
        Refusal now = refusal.get();
        if (now != null) {
            left();
            throw now.exception();
        }
        return start(task);
    }

    /** A worker that looks at the queue, if one more is allowed. */
    private void startWorker() {
        if (countIn()) {
            start(null);
        }
    }

    private boolean countIn() {
        int now = present.get();
        while (now < maxWorkers) {
            if (present.compareAndSet(now, now + 1)) {
                return true;
            }
            now = present.get();
        }
        return false;
    }

    private boolean start(@Nullable Task<?> task) {
        Worker worker = null;
        try {
            worker = new Worker(this, numbers.getAndIncrement(), task);
            workers.add(worker);
            worker.thread().start();
            return true;
        } catch (Throwable e) {
            if (worker != null) {
                workers.remove(worker);
            }
            if (present.decrementAndGet() == 0) {
                // Nobody is left who could run anything.
                throw e;
            }
            return false;
        }
    }

    Thread newThread(int number, Runnable work) {
        String threadName = name + "_" + number;
        Thread thread;
        if (options.virtualThreads()) {
            thread = VirtualThreads.unstarted(threadName, work);
        } else {
            // A worker outlives whoever happened to submit first, so it inherits none of his thread locals. It is a
            // daemon, and JvmExit lets it finish its work.
            thread = new Thread(null, work, threadName, 0, false);
            thread.setDaemon(true);
        }
        thread.setContextClassLoader(contextClassLoader);
        return thread;
    }

    // ---- back-pressure

    boolean mayKeepSubmitters() {
        return room != null && options.whenFull() != WhenFull.REJECT;
    }

    /** Whether the task may enter the queue; if not, its future is done. */
    private boolean takeRoom(Task<?> task, Room places) {
        if (places.tryTake()) {
            return true;
        }
        switch (options.whenFull()) {
            case REJECT ->
                throw new RejectedExecutionException("the queue of " + name + " is full with " + options.queueCapacity()
                        + " tasks; submit fewer, or choose another WhenFull");
            case RUN_IN_CALLER -> {
                BorrowedThread.run(task);
                return false;
            }
            case BLOCK -> {
                if (!isOwnWorker()) {
                    return waitForRoom(task, places);
                }
                places.goBeyond();
            }
        }
        return true;
    }

    /** Whether there is a place now; if not, the task's time was up before. */
    private boolean waitForRoom(Task<?> task, Room places) {
        boolean taken;
        try {
            taken = places.take(task.future());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for room in the queue of " + name, e);
        }
        if (!taken) {
            refuse();
        }
        return taken;
    }

    /** Who took a task out of the queue gives its place to another. */
    private void leavePlace(Task<?> task) {
        if (room != null) {
            waiting.remove(task);
            room.give();
        }
    }

    /** A task is done: if it still waits, cancelled or out of time, it must not keep others out. */
    private void withdraw(Task<?> task) {
        if (waiting.contains(task) && queue.remove(task)) {
            leavePlace(task);
        }
    }

    // ---- the workers' side

    void entered() {
        OWN.set(this);
    }

    boolean isOwnWorker() {
        return OWN.get() == this;
    }

    /** The next task for the calling worker, waiting for one; null if it is to leave. */
    @Nullable
    Task<?> next() {
        while (true) {
            Task<?> task = poll();
            if (task != null) {
                return task;
            }
            if (refusal.get() != null) {
                return poll();
            }
            if (looksEmptyForAWhile()) {
                task = waitForTask();
                if (task != null) {
                    return task;
                }
            }
        }
    }

    /** Looks at the queue a little longer: sleeping and being woken costs more than many tasks take. */
    private boolean looksEmptyForAWhile() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if (!queue.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Task<?> waitForTask() {
        var offer = new IdleWorker();
        IdleWorker top;
        do {
            top = idle.get();
            offer.next = top;
        } while (!idle.compareAndSet(top, offer));
        if ((!queue.isEmpty() || refusal.get() != null) && offer.withdraw()) {
            idle.compareAndSet(offer, offer.next);
            return null;
        }
        Task<?> task = offer.await();
        waking.set(false);
        if (!queue.isEmpty() && idle.get() != null) {
            wakeInTurn();
        }
        return task;
    }

    private @Nullable Task<?> poll() {
        Task<?> task = queue.poll();
        if (task != null) {
            leavePlace(task);
        }
        return task;
    }

    /** A worker leaves, or did not come after all. */
    void left() {
        if (present.decrementAndGet() == 0) {
            if (queue.isEmpty()) {
                noteEnd();
            } else {
                startWorker();
            }
        }
    }

    private void noteEnd() {
        if (shutdown && present.get() == 0 && queue.isEmpty()) {
            ended.countDown();
        }
    }

    // ---- the end

    /** The initializer of a worker failed. */
    void breakDown(Worker worker, Throwable cause) {
        String workerName = worker.thread().getName();
        Refusal broken = Refusal.broken(name, workerName, cause);
        Refusal before = refusal.getAndUpdate(now -> now != null && now.isBroken() ? now : broken);
        if (before == null || !before.isBroken()) {
            Log.error("the initializer of " + workerName + " failed; " + name + " is broken", cause);
        }
        for (Task<?> task : drain()) {
            task.fail(new BrokenThreadPoolException(name, workerName, cause));
        }
        wakeAll();
    }

    @Override
    public void finishForExit() {
        var unused = shutdown(false, false, true);
    }

    List<Task<?>> shutdown(boolean cancelQueued, boolean stopRunning, boolean jvmExit) {
        // In this order: who sees the pool shut down must not have a task accepted after that.
        refusal.compareAndSet(null, jvmExit ? Refusal.jvmExit(name) : Refusal.shutdown(name));
        shutdown = true;
        List<Task<?>> cancelled = cancelQueued ? drain() : List.of();
        cancelled.forEach(task -> task.future().cancel());
        if (stopRunning) {
            stopsEverything = true;
            workers.forEach(Worker::cancelCurrent);
        }
        wakeAll();
        noteEnd();
        return cancelled;
    }

    private List<Task<?>> drain() {
        var drained = new ArrayList<Task<?>>();
        for (Task<?> task = poll(); task != null; task = poll()) {
            drained.add(task);
        }
        return drained;
    }

    private void wakeAll() {
        while (wakeOneIdle()) {
            // One after the other.
        }
        if (room != null) {
            room.close();
        }
    }

    boolean isShutdown() {
        return shutdown;
    }

    /** Whether also what has been handed to a worker is not to run any more. */
    boolean stopsEverything() {
        return stopsEverything;
    }

    boolean isBroken() {
        Refusal now = refusal.get();
        return now != null && now.isBroken();
    }

    int queued() {
        return queue.size();
    }

    boolean isTerminated() {
        if (ended.getCount() > 0) {
            return false;
        }
        for (Worker worker : workers) {
            if (worker.thread().isAlive()) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the shutdown, until nothing is queued and no worker lives. */
    @Override
    public boolean awaitTermination(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (!ended.await(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        for (Worker worker : workers) {
            TimeUnit.NANOSECONDS.timedJoin(worker.thread(), deadline - System.nanoTime());
        }
        return isTerminated();
    }
}
