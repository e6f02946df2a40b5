package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that stand or fall together: the first failure, or the end of the group's time, cancels all others, those that run
 * too. It uses the workers of another executor, which it leaves open.
 *
 * <pre>{@code
 * try (var group = new TaskGroup(executor, Duration.ofSeconds(5))) {
 *     Future<String> user = group.submit(() -> fetchUser(id));
 *     Future<String> order = group.submit(() -> fetchOrder(id));
 *     group.join();                      // throws what the first failed task threw
 *     return user.result() + order.result();
 * }                                      // whatever is still running is stopped here
 * }</pre>
 *
 * <p>Python's {@code concurrent.futures} has no such thing; {@code asyncio.TaskGroup} is its model. After the group has
 * stopped, a task submitted to it has a cancelled future and is not run. Callbacks of the tasks that a failure or the end of the
 * time cancels run in a thread of their own. No work of the group goes on after
 * {@link #close()} has returned.
 */
public final class TaskGroup extends Executor {
    private final Executor executor;
    private final @Nullable Duration timeout;
    private final @Nullable ScheduledFuture<?> timer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The tasks that somebody may still work for, also after their future is done. */
    @GuardedBy("lock")
    private final Map<Future<?>, Task<?>> alive = new LinkedHashMap<>();

    @GuardedBy("lock")
    private @Nullable Future<?> firstFailed;

    @GuardedBy("lock")
    private boolean timedOut;

    /** Whether a task was not done when the time was up, or came after that. */
    @GuardedBy("lock")
    private boolean missedTheTime;

    @GuardedBy("lock")
    private boolean stopped;

    @GuardedBy("lock")
    private boolean shutdown;

    /**
     * A group without a time limit.
     *
     * @param executor whose workers run the tasks; its options hold for them, if it is a {@linkplain Executor#with view} with
     *     some. It may be a group itself: its end is then the end of this one's tasks, too
     */
    public TaskGroup(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.timeout = null;
        this.timer = null;
    }

    /**
     * A group with a time limit.
     *
     * @param executor whose workers run the tasks; a view with options or another group, if you like
     * @param timeout the time for all its tasks, from now on, also for those that come when it is up already: they have a
     *     cancelled future
     * @throws IllegalArgumentException if the time is negative or too long to count
     */
    public TaskGroup(Executor executor, Duration timeout) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.timeout = Timeouts.notNegative(timeout, "a group");
        // Cancelling runs callbacks of users, for which the thread of the deadlines has no time.
        this.timer = Deadlines.after(timeout.toNanos(), () -> Deadlines.callBack(this::timeIsUp));
    }

    /**
     * Waits until all tasks of the group have ended, and no worker is busy with any. A task of the group cannot wait for its
     * own end, nor can a callback that the thread of such a task runs.
     *
     * @throws IllegalStateException if called by a task of the group
     * @throws TimeoutException if the group's time was up first, or was up when a task was submitted; what was not done is
     *     cancelled then. A group whose tasks had all ended before is joined like any other
     * @throws InterruptedException if interrupted while waiting, or if the first task to fail threw it
     * @throws Exception exactly what the first task to fail threw, the same object; an {@link Error} likewise. The other
     *     tasks are cancelled then
     */
    public void join() throws Exception {
        if (isOwnWorker()) {
            throw new IllegalStateException(
                    "a task cannot join its own group: it would wait for its own end, for ever; "
                            + "let the one who made the group join it, or wait for the futures of the other tasks");
        }
        Future<?> failed;
        lock.lockInterruptibly();
        try {
            while (!alive.isEmpty()) {
                changed.await();
            }
            failed = firstFailed;
            if (failed == null && missedTheTime) {
                throw new TimeoutException("the tasks of the group were not done within its timeout of " + timeout
                        + "; they are cancelled");
            }
        } finally {
            lock.unlock();
        }
        if (failed != null) {
            Object unused = failed.result();
        }
    }

    /**
     * Cancels what is left, what runs too, and waits until no worker is busy with any task of the group. An interrupt does
     * not end the wait; the thread's interrupt flag is kept. A task of the group cannot wait for its own end: called there,
     * this returns at once.
     */
    @Override
    public void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (isOwnWorker()) {
            beginShutdown(true, true);
            return;
        }
        boolean interrupted = Thread.interrupted();
        stopEverything();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tasks are treated as those of the executor below, which may be a view with options. */
    @Override
    TaskOptions options() {
        return executor.options();
    }

    @Override
    boolean mayKeepSubmitters() {
        return executor.mayKeepSubmitters();
    }

    /** The executor below makes them, since it may be a group that wants to know of their end, too. */
    @Override
    <R extends @Nullable Object> Task<R> newTask(
            CallShape shape,
            Object function,
            @Nullable Object @Nullable [] arguments,
            TaskOptions options,
            @Nullable Consumer<? super Future<?>> onEnd) {
        Consumer<Future<?>> both = onEnd == null
                ? this::ended
                : future -> {
                    ended(future);
                    onEnd.accept(future);
                };
        return executor.newTask(shape, function, arguments, options, both);
    }

    @Override
    protected void schedule(Task<?> task) {
        if (enter(List.of(task))) {
            try {
                executor.schedule(task);
            } catch (Throwable e) {
                ended(task.future());
                throw e;
            }
        }
    }

    @Override
    protected void scheduleChunk(List<? extends Task<?>> tasks) {
        if (enter(tasks)) {
            try {
                executor.scheduleChunk(tasks);
            } catch (Throwable e) {
                for (Task<?> task : tasks) {
                    // Those that a worker has end there; the others end by this.
                    task.future().cancel();
                }
                throw e;
            }
        }
    }

    /** Takes tasks into the group; false if the group has stopped and the tasks are not to run. */
    private boolean enter(List<? extends Task<?>> tasks) {
        boolean toRun;
        lock.lock();
        try {
            if (shutdown) {
                throw new IllegalStateException(
                        "cannot schedule new futures after shutdown: the group takes no more tasks");
            }
            toRun = !stopped;
            missedTheTime |= timedOut;
            tasks.forEach(task -> note(task));
        } finally {
            lock.unlock();
        }
        for (Task<?> task : tasks) {
            Future<?> future = task.future();
            if (task.hasEnded()) {
                ended(future); // Its time was up before it came here.
            }
            Waiter unused = future.listen(() -> stopIfFailed(future));
            if (!toRun) {
                future.cancel();
            }
        }
        return toRun;
    }

    @GuardedBy("lock")
    private void note(Task<?> task) {
        alive.put(task.future(), task);
    }

    private void stopIfFailed(Future<?> future) {
        if (!future.hasFailed()) {
            return;
        }
        lock.lock();
        try {
            if (firstFailed == null && !timedOut) {
                firstFailed = future;
            } else {
                future.markRead(); // Whoever has the group hears of its first failure, and so of this one.
            }
        } finally {
            lock.unlock();
        }
        stop();
    }

    private void timeIsUp() {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            // Also a group that is idle now has no time for what comes later.
            timedOut = true;
            stopped = true;
            missedTheTime = !alive.isEmpty();
        } finally {
            lock.unlock();
        }
        stop();
    }

    private void stop() {
        List<Future<?>> left;
        lock.lock();
        try {
            stopped = true;
            left = new ArrayList<>(alive.keySet());
        } finally {
            lock.unlock();
        }
        // Whoever ends a task may be a thread that has no time for the callbacks of others.
        var callbacks = new ArrayList<Runnable>();
        left.forEach(future -> future.tryCancel(true, callbacks::add));
        if (!callbacks.isEmpty()) {
            Deadlines.callBack(() -> callbacks.forEach(Runnable::run));
        }
    }

    private void ended(Future<?> future) {
        lock.lock();
        try {
            alive.remove(future);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the group has stopped: a task has failed, the time was up, or it was closed.
     *
     * @return true if tasks submitted from now on are not run
     */
    public boolean isStopped() {
        lock.lock();
        try {
            return stopped || shutdown;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
        List<Task<?>> left;
        lock.lock();
        try {
            shutdown = true;
            left = new ArrayList<>(alive.values());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        var cancelled = new ArrayList<Task<?>>();
        for (Task<?> task : left) {
            if (cancelQueued && !task.future().done() && task.future().cancel()) {
                cancelled.add(task);
            } else if (stopRunning) {
                task.future().cancel(true);
            }
        }
        return cancelled;
    }

    @Override
    protected boolean isOwnWorker() {
        Progress.Listener current = Progress.current();
        lock.lock();
        try {
            return current instanceof Task<?> task && alive.containsKey(task.future());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return shutdown;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isBroken() {
        return executor.isBroken();
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return shutdown && alive.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitTermination(Duration limit) throws InterruptedException {
        long left = Timeouts.nanos(limit);
        lock.lockInterruptibly();
        try {
            while (!shutdown || !alive.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        int tasks;
        lock.lock();
        try {
            tasks = alive.size();
        } finally {
            lock.unlock();
        }
        // Without the lock, for the executor may need one that its workers hold while they tell the group of an end.
        return "TaskGroup[" + tasks + " tasks at work, over " + executor + "]";
    }
}
