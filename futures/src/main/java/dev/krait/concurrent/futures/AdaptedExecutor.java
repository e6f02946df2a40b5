package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose workers belong to an {@link ExecutorService}. It keeps its own queue, so that priorities count and tasks
 * can be cancelled; what it gives to the service are tickets for whatever is next.
 */
final class AdaptedExecutor extends Executor {
    private static final ThreadLocal<@Nullable AdaptedExecutor> OWN = new ThreadLocal<>();

    private final ExecutorService service;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final WorkQueue queue = new WorkQueue();

    @GuardedBy("lock")
    private final Set<Task<?>> running = new LinkedHashSet<>();

    @GuardedBy("lock")
    private boolean shutdown;

    AdaptedExecutor(ExecutorService service) {
        this.service = service;
    }

    /** One run of a task in a thread of the service, which may be interrupted on its account while it lasts. */
    private static final class Run implements Stopper {
        private final ReentrantLock lock = new ReentrantLock();

        @GuardedBy("lock")
        private @Nullable Thread thread = Thread.currentThread();

        @Override
        public void stop(Future<?> future) {
            lock.lock();
            try {
                if (thread != null) {
                    thread.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        void over() {
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    protected void schedule(Task<?> task) {
        lock.lock();
        try {
            if (shutdown) {
                throw refusal(null);
            }
            queue.add(task);
        } finally {
            lock.unlock();
        }
        try {
            service.execute(this::performNext);
        } catch (RejectedExecutionException e) {
            drop(task);
            throw service.isShutdown() ? refusal(e) : e;
        } catch (Throwable e) {
            drop(task);
            throw e;
        }
    }

    private IllegalStateException refusal(@Nullable Throwable cause) {
        return new IllegalStateException(
                "cannot schedule new futures after shutdown: " + this + " takes no more tasks", cause);
    }

    private void performNext() {
        Task<?> task = claim();
        if (task != null) {
            perform(task);
        }
    }

    private void perform(Task<?> task) {
        AdaptedExecutor outer = OWN.get();
        OWN.set(this);
        var run = new Run();
        try {
            if (!task.run(run)) {
                run.over();
                // The flag may be a late stop of this task; it is not for what the service runs next.
                Thread.interrupted();
            }
        } finally {
            if (outer == null) {
                OWN.remove();
            } else {
                OWN.set(outer);
            }
            drop(task);
        }
    }

    /** Takes a task out of the queue to run it; null if its ticket's task was cancelled there. */
    private @Nullable Task<?> claim() {
        lock.lock();
        try {
            Task<?> task = queue.poll();
            if (task != null) {
                running.add(task);
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** This task is over, or the service did not take its ticket. */
    private void drop(Task<?> task) {
        lock.lock();
        try {
            if (!running.remove(task)) {
                queue.remove(task);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
        List<Task<?>> toCancel = new ArrayList<>();
        List<Task<?>> toStop = List.of();
        lock.lock();
        try {
            shutdown = true;
            if (cancelQueued) {
                for (Task<?> task = queue.poll(); task != null; task = queue.poll()) {
                    toCancel.add(task);
                }
            }
            if (stopRunning) {
                toStop = new ArrayList<>(running);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        toCancel.forEach(task -> task.future().cancel());
        toStop.forEach(task -> task.future().cancel(true));
        service.shutdown();
        return toCancel;
    }

    @Override
    protected boolean isOwnWorker() {
        return OWN.get() == this;
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return shutdown || service.isShutdown();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return isShutdown() && queue.isEmpty() && running.isEmpty() && isServiceTerminated();
        } finally {
            lock.unlock();
        }
    }

    /** A service that ignores its shutdown, such as the common pool, is left alone. */
    private boolean isServiceTerminated() {
        return service.isTerminated() || !service.isShutdown();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + Timeouts.nanos(timeout);
        lock.lockInterruptibly();
        try {
            while (!shutdown || !queue.isEmpty() || !running.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                long unused = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return !service.isShutdown() || service.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return "Executor over " + service;
    }
}
