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
 * can be cancelled; what it gives to the service are tickets for whatever is next in the queue.
 */
final class AdaptedExecutor extends Executor {
    /** The service tells nobody of its end, nor of a ticket that it drops. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final ThreadLocal<@Nullable AdaptedExecutor> OWN = new ThreadLocal<>();

    private final ExecutorService service;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final WorkQueue queue = new WorkQueue();

    @GuardedBy("lock")
    private final Set<Task<?>> running = new LinkedHashSet<>();

    /** How many tasks were given to the service, which has neither taken nor refused them. */
    @GuardedBy("lock")
    private int offered;

    @GuardedBy("lock")
    private boolean shutdown;

    @GuardedBy("lock")
    private boolean queuedAreCancelled;

    AdaptedExecutor(ExecutorService service) {
        this.service = service;
    }

    /**
     * What the service gets for one task. The task joins the queue when the service has taken its ticket, not before: then
     * there is a ticket for every task in the queue, and a task that the service refuses was never in anybody's reach.
     */
    private final class Ticket implements Runnable {
        private enum State {
            OFFERED,
            TAKEN,
            REFUSED
        }

        /** Null once it is in the queue, so that a ticket which waits for its turn keeps nothing. */
        @GuardedBy("lock")
        private @Nullable Task<?> task;

        @GuardedBy("lock")
        private State state = State.OFFERED;

        Ticket(Task<?> task) {
            this.task = task;
        }

        /** The service has taken the ticket, or runs it already. */
        void taken() {
            Task<?> late = null;
            lock.lock();
            try {
                Task<?> mine = task;
                if (mine == null || state != State.OFFERED) {
                    return;
                }
                state = State.TAKEN;
                offered--;
                queue.add(mine);
                task = null;
                late = queuedAreCancelled ? mine : null;
            } finally {
                lock.unlock();
            }
            if (late != null) {
                late.future().cancel();
            }
        }

        /** The service does not want the ticket; false if it has begun it nevertheless. */
        boolean refused() {
            lock.lock();
            try {
                if (state == State.TAKEN) {
                    return false;
                }
                state = State.REFUSED;
                task = null;
                offered--;
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void run() {
            taken();
            Task<?> next = claim();
            if (next != null) {
                perform(next);
            }
        }

        private @Nullable Task<?> claim() {
            lock.lock();
            try {
                Task<?> next = state == State.REFUSED ? null : queue.poll();
                if (next != null) {
                    running.add(next);
                }
                return next;
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
            offered++;
        } finally {
            lock.unlock();
        }
        var ticket = new Ticket(task);
        try {
            service.execute(ticket);
        } catch (Throwable e) {
            if (ticket.refused()) {
                if (e instanceof RejectedExecutionException && service.isShutdown()) {
                    throw refusal(e);
                }
                throw e;
            }
            return; // It ran the ticket, whatever went wrong after that.
        }
        ticket.taken();
    }

    /** The service may do both when it is full, and does not say so. */
    @Override
    boolean mayKeepSubmitters() {
        return true;
    }

    private IllegalStateException refusal(@Nullable Throwable cause) {
        return new IllegalStateException(
                "cannot schedule new futures after shutdown: " + this + " takes no more tasks", cause);
    }

    private void perform(Task<?> task) {
        AdaptedExecutor outer = OWN.get();
        OWN.set(this);
        try {
            BorrowedThread.run(task);
        } finally {
            if (outer == null) {
                OWN.remove();
            } else {
                OWN.set(outer);
            }
            over(task);
        }
    }

    private void over(Task<?> task) {
        lock.lock();
        try {
            running.remove(task);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
        List<Task<?>> toCancel = List.of();
        List<Task<?>> toStop = List.of();
        lock.lock();
        try {
            shutdown = true;
            queuedAreCancelled |= cancelQueued;
            if (cancelQueued) {
                toCancel = takeQueue();
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

    @GuardedBy("lock")
    private List<Task<?>> takeQueue() {
        var taken = new ArrayList<Task<?>>();
        for (Task<?> task = queue.poll(); task != null; task = queue.poll()) {
            taken.add(task);
        }
        return taken;
    }

    /** Cancels what a service that has ended has dropped: nobody is left to run it. */
    private void cancelDropped() {
        if (!service.isTerminated()) {
            return;
        }
        List<Task<?>> dropped;
        lock.lock();
        try {
            dropped = takeQueue();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        dropped.forEach(task -> task.future().cancel());
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
        cancelDropped();
        lock.lock();
        try {
            return isShutdown() && hasNothing() && isServiceTerminated();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean hasNothing() {
        return offered == 0 && queue.isEmpty() && running.isEmpty();
    }

    /** A service that ignores its shutdown, such as the common pool, is left alone. */
    private boolean isServiceTerminated() {
        return service.isTerminated() || !service.isShutdown();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + Timeouts.nanos(timeout);
        cancelDropped();
        while (!awaitNothing(Math.min(deadline - System.nanoTime(), LOOK_AGAIN_NANOS))) {
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
            cancelDropped();
        }
        return !service.isShutdown() || service.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Waits a while until it is shut down, by whomever, and has nothing to do; false if that was not in time. */
    private boolean awaitNothing(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!isShutdown() || !hasNothing()) {
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
        return "Executor over " + service;
    }
}
