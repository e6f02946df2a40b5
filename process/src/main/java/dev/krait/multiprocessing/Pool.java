package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;
import java.util.List;

/**
 * Processes that do the work given to them: Python's {@code multiprocessing.Pool}.
 *
 * <p>The workers are JVMs of their own, started at once and in the background. A task is a function with its arguments;
 * both must be serializable, which lambdas written for the parameters here are by themselves if what they capture is.
 * Values are copied: what a task changes, only its worker sees.
 *
 * <p>Every item of every call is a task of its own. If a worker dies, the task that it was running fails with
 * {@link WorkerLostException}, all others go on, and another worker takes its place. What a task prints on
 * {@code System.out} and {@code System.err} appears on those of this process, in whole lines, before its result is known.
 *
 * <p>Thread-safe. {@link #close()}, which also ends a try-with-resources block, lets the tasks finish that were given until
 * then; Python's {@code with} terminates them. If this process ends, so do its workers.
 *
 * <pre>{@code
 * try (var pool = new Pool(4)) {
 *     List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
 * }
 * }</pre>
 *
 * <p>A program changes to threads by {@code new ThreadPool(4)}, and to calls in its own thread, for a debugger to follow, by
 * {@link #inline() Pool.inline()}; both are pools too and keep the same contract, but values are not copied there.
 */
public class Pool extends PoolImap {
    private final PoolEngine engine;

    /** A pool of as many workers as this process may use processors; Python's {@code Pool()}. */
    public Pool() {
        this(Multiprocessing.cpuCount());
    }

    /**
     * A pool of workers; Python's {@code Pool(processes)}. Does not wait for them to start.
     *
     * @param processes how many, at least 1
     * @throws IllegalArgumentException if it is less
     * @throws IllegalStateException in a worker, while a class is being initialised there: every worker of that pool would
     *     initialise the class again and start workers without end
     */
    public Pool(int processes) {
        this(processes, PoolOptions.defaults());
    }

    /**
     * A pool of workers with an initializer or a limit of tasks; Python's {@code Pool(processes, initializer, initargs,
     * maxtasksperchild)}. Does not wait for them to start.
     *
     * @param processes how many, at least 1
     * @param options what workers do first, and how long they stay
     * @throws IllegalArgumentException if there are less, or if the initializer cannot travel
     * @throws IllegalStateException in a worker, while a class is being initialised there: every worker of that pool would
     *     initialise the class again and start workers without end
     */
    public Pool(int processes, PoolOptions options) {
        this(new ProcessEngine(atLeastOne(processes), options));
    }

    Pool(PoolEngine engine) {
        this(new PoolCalls(engine));
    }

    private Pool(PoolCalls calls) {
        super(calls);
        this.engine = calls.engine();
    }

    /**
     * This pool with options for the tasks that are given to what is returned: deadlines, retries, priority. The workers
     * are the same; closing either closes both. Python has no such thing.
     *
     * @param options how the tasks are treated
     * @return a view of this pool, as lasting as the pool
     */
    public Pool with(TaskOptions options) {
        return new Pool(calls.with(options));
    }

    static int atLeastOne(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 process, not " + workers);
        }
        return workers;
    }

    /**
     * A pool without workers, for debugging: each task runs in the thread that asks for it, before the asking call returns;
     * those of {@code imap} when their result is asked for. Arguments and results are not copied.
     *
     * <p>Python has no such thing.
     *
     * @return the pool
     */
    public static Pool inline() {
        return new Pool(new InlineEngine(null));
    }

    /**
     * A pool without workers that runs an initializer at once, in the calling thread.
     *
     * @param initializer what to run; if it fails, the pool is broken and its calls say so
     * @return the pool
     * @see #inline()
     */
    public static Pool inline(Action initializer) {
        return new Pool(new InlineEngine(requireNonNull(initializer, "initializer")));
    }

    /**
     * Takes no more tasks; the workers leave when those it has are done. Returns at once.
     *
     * <p>Mirrors Python's {@code Pool.close()}. May be called again. {@link #join()} waits for the end. Inputs of
     * {@code imap} that are no collections are read no further.
     */
    @Override
    public void close() {
        calls.close();
    }

    /**
     * Ends the workers at once. What is not done fails with {@link java.util.concurrent.CancellationException}; in Python it
     * never becomes ready. Returns at once; workers that do not leave by themselves are killed after a second.
     *
     * <p>Mirrors Python's {@code Pool.terminate()}. May be called again, at any time and from any thread.
     */
    public void terminate() {
        calls.terminate();
    }

    /**
     * Waits until all workers have ended and all callbacks have run; called by a callback it does not wait for those.
     *
     * <p>Mirrors Python's {@code Pool.join()}. Blocks; an interrupt ends the wait and changes nothing.
     *
     * @throws IllegalStateException if the pool was neither closed nor terminated
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        if (engine.isOpen()) {
            throw new IllegalStateException(
                    "join() waits for the end of a pool that still takes tasks: call close() or "
                            + "terminate() first");
        }
        engine.awaitEnd();
    }

    /**
     * The process ids of the workers that take tasks now.
     *
     * @return a new list; a worker that is starting is not in it. Where tasks run in this process, its own id
     */
    public List<Long> pids() {
        return engine.pids();
    }

    /**
     * What every worker is doing now, for a log or a look from a debugger. Python has no such view. Never waits for a worker.
     *
     * @return a new list; empty for {@link #inline()}
     */
    public List<WorkerStatus> workers() {
        return engine.workers();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + engine.name() + ", " + (engine.isOpen() ? "open" : "closed") + ")";
    }
}
