package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;

/**
 * A pool whose workers are threads of this process: Python's {@code multiprocessing.pool.ThreadPool}.
 *
 * <p>Functions, arguments and results are shared, not copied, and need not be serializable beyond what their types say. The
 * exceptions of tasks are thrown as the objects they are. The threads are daemons, started at once.
 *
 * <p>{@link #terminate()} interrupts the running tasks, which fail with
 * {@link java.util.concurrent.CancellationException} at once; {@link #join()} waits until their threads have ended, however
 * long a task takes to heed its interrupt. What a task did <i>happens-before</i> its result is known.
 */
public class ThreadPool extends Pool {
    /** A pool of as many threads as this process may use processors; Python's {@code ThreadPool()}. */
    public ThreadPool() {
        this(Multiprocessing.cpuCount());
    }

    /**
     * A pool of threads; Python's {@code ThreadPool(processes)}.
     *
     * @param threads how many, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public ThreadPool(int threads) {
        super(new ThreadEngine(atLeastOne(threads), null));
    }

    /**
     * A pool of threads that each run an initializer first; Python's {@code ThreadPool(processes, initializer, initargs)}.
     *
     * @param threads how many, at least 1
     * @param initializer what to run, with its arguments captured; if it fails, the pool is broken and says so, once
     * @throws IllegalArgumentException if there are less
     */
    public ThreadPool(int threads, Action initializer) {
        super(new ThreadEngine(atLeastOne(threads), requireNonNull(initializer, "initializer")));
    }
}
