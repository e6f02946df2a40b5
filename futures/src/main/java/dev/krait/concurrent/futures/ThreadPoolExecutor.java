package dev.krait.concurrent.futures;

import dev.krait.threading.internal.Timeouts;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks in threads of this process.
 *
 * <p>Mirrors Python's {@code concurrent.futures.ThreadPoolExecutor}. Threads are made when there is work and nobody idle, up
 * to the maximum, are used again, and are named {@code PREFIX_N}. Tasks start in the order submitted, unless they have a
 * {@linkplain TaskOptions#withPriority priority}. The threads inherit no thread locals, and have the context class loader of
 * the thread that made the executor. Whatever a task throws becomes the exception of its future, an
 * {@link Error} too, and the worker goes on.
 *
 * <p>Threads are daemons for the JVM, so that an executor left open keeps no program alive; yet when the last non-daemon
 * thread ends, everything submitted is still run, as in Python. {@code System.exit} and signals wait for nobody. An
 * executor that is garbage finishes what it has and ends its threads.
 */
public class ThreadPoolExecutor extends Executor {
    private static final int MOST_WORKERS_BY_DEFAULT = 32;
    private static final int WORKERS_BEYOND_PROCESSORS = 4;

    private static final AtomicInteger EXECUTORS = new AtomicInteger();

    private final WorkerPool pool;
    private final Cleaner.Cleanable abandoned;

    /** An executor with min(32, processors + 4) workers. */
    public ThreadPoolExecutor() {
        this(ThreadPoolOptions.defaults());
    }

    /**
     * An executor with a number of workers.
     *
     * @param maxWorkers how many threads at most, at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public ThreadPoolExecutor(int maxWorkers) {
        this(maxWorkers, ThreadPoolOptions.defaults());
    }

    /**
     * An executor with min(32, processors + 4) workers.
     *
     * @param options names, initializer, kind of threads, queue
     */
    public ThreadPoolExecutor(ThreadPoolOptions options) {
        this(
                Math.min(
                        MOST_WORKERS_BY_DEFAULT,
                        Runtime.getRuntime().availableProcessors() + WORKERS_BEYOND_PROCESSORS),
                options);
    }

    /**
     * An executor with a number of workers.
     *
     * @param maxWorkers how many threads at most, at least 1
     * @param options names, initializer, kind of threads, queue
     * @throws IllegalArgumentException if the number is less than 1
     */
    @SuppressWarnings("this-escape")
    public ThreadPoolExecutor(int maxWorkers, ThreadPoolOptions options) {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("max workers must be at least 1: " + maxWorkers
                    + "; leave it out for a number that suits this machine");
        }
        Objects.requireNonNull(options, "options");
        String prefix = options.threadNamePrefix();
        String name = prefix.isEmpty() ? "ThreadPoolExecutor-" + EXECUTORS.getAndIncrement() : prefix;
        WorkerPool workers = new WorkerPool(name, maxWorkers, options);
        this.pool = workers;
        JvmExit.finishBefore(workers);
        this.abandoned = UnreadFailures.CLEANER.register(this, () -> workers.shutdown(false, false, false));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A subclass may override this to see every task, and call it to have the task run.
     */
    @Override
    protected void schedule(Task<?> task) {
        try {
            pool.accept(task);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    boolean mayKeepSubmitters() {
        return pool.mayKeepSubmitters();
    }

    @Override
    protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
        List<Task<?>> cancelled = pool.shutdown(cancelQueued, stopRunning, false);
        abandoned.clean();
        return cancelled;
    }

    @Override
    protected boolean isOwnWorker() {
        return pool.isOwnWorker();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    /**
     * Whether the initializer of a worker failed.
     *
     * @return true if submissions throw {@link BrokenThreadPoolException}
     */
    @Override
    public boolean isBroken() {
        return pool.isBroken();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return pool.awaitTermination(Timeouts.nanos(timeout));
    }

    /**
     * The most workers that there will be.
     *
     * @return as given, or min(32, processors + 4)
     */
    public int maxWorkers() {
        return pool.maxWorkers();
    }

    /**
     * How many tasks wait for a worker; Python programs read {@code _work_queue.qsize()} for this.
     *
     * @return the length of the queue at this moment, counted in steps
     */
    public int queuedTasks() {
        return pool.queued();
    }

    /**
     * The name and state, for logs.
     *
     * @return such as {@code ThreadPoolExecutor-0[running, 4 workers at most, 0 tasks queued]}
     */
    @Override
    public String toString() {
        String state = isBroken() ? "broken" : isTerminated() ? "terminated" : isShutdown() ? "shut down" : "running";
        return pool.name() + "[" + state + ", " + pool.maxWorkers() + " workers at most, " + pool.queued()
                + " tasks queued]";
    }
}
