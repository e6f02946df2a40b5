package dev.krait.concurrent.futures;

import dev.krait.function.Action;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A thread of a pool. It is the running state of the future it works for, and so can be told to stop. */
final class Worker extends Running implements Runnable {
    /*
     * An interrupt must hit the task it is meant for and no other. Only a future that somebody else has completed gets
     * one, so the worker, when it finds its future completed, claims the end of the task in `current` before the
     * stopper does, or waits the moment until the stopper has delivered, and clears the flag in either case.
     */
    private static final VarHandle CURRENT;
    private static final Object STOPPING = new Object();
    private static final Object STOPPED = new Object();

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(Worker.class, "current", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerPool pool;
    private final Thread thread;
    private @Nullable Task<?> first;
    private volatile @Nullable Object current;

    Worker(WorkerPool pool, int number, @Nullable Task<?> first) {
        this.pool = pool;
        this.first = first;
        this.thread = pool.newThread(number, this);
    }

    Thread thread() {
        return thread;
    }

    @Override
    public void run() {
        try {
            pool.entered();
            if (initialize()) {
                performFirst();
                while (performNext()) {
                    // Nothing of a finished task stays in this frame while the worker waits for the next.
                }
            }
        } finally {
            pool.left();
        }
    }

    private boolean initialize() {
        Action initializer = pool.initializer();
        if (initializer == null) {
            return true;
        }
        try {
            initializer.run();
            return true;
        } catch (Throwable e) {
            pool.breakDown(this, e);
            Task<?> unlucky = takeFirst();
            if (unlucky != null) {
                unlucky.fail(new BrokenThreadPoolException(pool.name(), thread.getName(), e));
            }
            return false;
        }
    }

    private @Nullable Task<?> takeFirst() {
        Task<?> task = first;
        first = null;
        return task;
    }

    private void performFirst() {
        Task<?> task = takeFirst();
        if (task != null) {
            perform(task);
        }
    }

    private boolean performNext() {
        Task<?> task = pool.next();
        if (task == null) {
            return false;
        }
        perform(task);
        return true;
    }

    private void perform(Task<?> task) {
        Future<?> future = task.future();
        // Plain: the future's compare-and-set that makes this worker its state publishes it.
        CURRENT.set(this, future);
        if (task.run(this)) {
            CURRENT.set(this, null);
        } else {
            passStop(future);
        }
        // What a task does to its own flag is not for the next one.
        Thread.interrupted();
    }

    private void passStop(Future<?> future) {
        if (!CURRENT.compareAndSet(this, future, null)) {
            while (current != STOPPED) {
                Thread.onSpinWait();
            }
            current = null;
        }
    }

    /** Who stops everything tells those first who begin, and looks for those that run after: one of the two sees the other. */
    @Override
    void begun(Future<?> future) {
        if (pool.stopsEverything()) {
            future.cancel(true);
        }
    }

    @Override
    boolean canStop() {
        return true;
    }

    @Override
    void stop(Future<?> future) {
        if (CURRENT.compareAndSet(this, future, STOPPING)) {
            thread.interrupt();
            current = STOPPED;
        }
    }

    /** Stops whatever runs here at this moment, and cancels its future. */
    void cancelCurrent() {
        if (current instanceof Future<?> running) {
            running.cancel(true);
        }
    }
}
