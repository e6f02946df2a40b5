package dev.krait.multiprocessing;

import dev.krait.function.Action;
import dev.krait.function.Args2;
import dev.krait.function.Args3;
import dev.krait.function.Args4;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import dev.krait.function.Function4;
import dev.krait.multiprocessing.internal.pool.PoolSettings;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
 */
public final class Pool implements AutoCloseable {
    private final WorkerPool workers;
    private final PoolCalls calls;

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
        if (processes < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 process, not " + processes);
        }
        try {
            workers = new WorkerPool(new PoolSettings(
                    processes,
                    false,
                    options.maxTasksPerChild(),
                    options.initializer(),
                    StartMethods.settings(options.launch(), processes)));
        } catch (IOException e) {
            throw new IllegalArgumentException("the initializer of the pool: " + e.getMessage(), e.getCause());
        }
        calls = new PoolCalls(workers);
    }

    /**
     * Runs an action in a worker and waits for its end: Python's {@code Pool.apply(func)}.
     *
     * @param action what to run
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the action cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the action throws
     */
    public void apply(Action action) throws Exception {
        applyAsync(action).get();
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code Pool.apply(func)}.
     *
     * @param <R> what the function returns
     * @param function what to call
     * @return what it returned
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <R extends @Nullable Object> R apply(Function0<? extends R> function) throws Exception {
        return this.<R>applyAsync(function).get();
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code Pool.apply(func, args)}.
     *
     * @param <A> the argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a its argument
     * @return what it returned
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            Function1<? super A, ? extends R> function, A a) throws Exception {
        return this.<A, R>applyAsync(function, a).get();
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code Pool.apply(func, args)}.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a the first argument
     * @param b the second argument
     * @return what it returned
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R apply(
            Function2<? super A, ? super B, ? extends R> function, A a, B b) throws Exception {
        return this.<A, B, R>applyAsync(function, a, b).get();
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code Pool.apply(func, args)}.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return what it returned
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            R apply(Function3<? super A, ? super B, ? super C, ? extends R> function, A a, B b, C c) throws Exception {
        return this.<A, B, C, R>applyAsync(function, a, b, c).get();
    }

    /**
     * Has an action run in a worker: Python's {@code Pool.apply_async(func)}. Does not wait.
     *
     * @param action what to run
     * @return what tells when it is done
     * @throws IllegalArgumentException if the action cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public AsyncResult<@Nullable Void> applyAsync(Action action) {
        return calls.call(action, 0, null, null);
    }

    /**
     * Has a function called in a worker: Python's {@code Pool.apply_async(func)}. Does not wait.
     *
     * @param <R> what the function returns
     * @param function what to call
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <R extends @Nullable Object> AsyncResult<R> applyAsync(Function0<? extends R> function) {
        return calls.call(function, 0, null, null);
    }

    /**
     * Has a function called in a worker: Python's {@code Pool.apply_async(func, args)}. Does not wait.
     *
     * @param <A> the argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a its argument
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
            Function1<? super A, ? extends R> function, A a) {
        return calls.call(function, 1, null, null, a);
    }

    /**
     * Has a function called in a worker: Python's {@code Pool.apply_async(func, args)}. Does not wait.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a the first argument
     * @param b the second argument
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<R> applyAsync(Function2<? super A, ? super B, ? extends R> function, A a, B b) {
        return calls.call(function, 2, null, null, a, b);
    }

    /**
     * Has a function called in a worker: Python's {@code Pool.apply_async(func, args)}. Does not wait.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<R> applyAsync(Function3<? super A, ? super B, ? super C, ? extends R> function, A a, B b, C c) {
        return calls.call(function, 3, null, null, a, b, c);
    }

    /**
     * Has a function called in a worker and is told the result: Python's {@code Pool.apply_async(func, callback=...,
     * error_callback=...)}. Does not wait.
     *
     * <p>The callbacks run in this process, on a thread of the pool, one after the other; the result becomes ready after
     * its callback. A callback that throws is logged and harms nothing else; in Python it ends all further results.
     *
     * @param <R> what the function returns
     * @param function what to call, with its arguments captured
     * @param callback told the value if the call returns
     * @param errorCallback told the failure if it does not
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <R extends @Nullable Object> AsyncResult<R> applyAsync(
            Function0<? extends R> function, Consumer<? super R> callback, Consumer<? super Throwable> errorCallback) {
        return calls.call(function, 0, callback, errorCallback);
    }

    /**
     * Has a function called with an argument in a worker and is told the result: Python's {@code Pool.apply_async(func, args,
     * callback=..., error_callback=...)}. Does not wait.
     *
     * <p>The callbacks run in this process, on a thread of the pool, one after the other; the result becomes ready after
     * its callback. A callback that throws is logged and harms nothing else; in Python it ends all further results.
     *
     * @param <A> the argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a its argument
     * @param callback told the value if the call returns
     * @param errorCallback told the failure if it does not
     * @return the result to come
     * @throws IllegalArgumentException if the function or the argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
            Function1<? super A, ? extends R> function,
            A a,
            Consumer<? super R> callback,
            Consumer<? super Throwable> errorCallback) {
        return calls.call(function, 1, callback, errorCallback, a);
    }

    /**
     * Applies a function to every item and waits for all results: Python's {@code Pool.map}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are taken from the
     * iterable and encoded before the first is sent.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) throws Exception {
        return this.<A, R>mapAsync(function, items).get();
    }

    /**
     * Has a function applied to every item: Python's {@code Pool.map_async}. Does not wait for results.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to; read to its end before this returns
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return calls.map("map", function, 1, items, TaskEncoder::add);
    }

    /**
     * Applies a function of two arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends Args2<? extends A, ? extends B>> items)
            throws Exception {
        return this.<A, B, R>starmapAsync(function, items).get();
    }

    /**
     * Has a function of two arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait
     * for results.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call; read to its end before this returns
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function2<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Args2<? extends A, ? extends B>> items) {
        return calls.map("starmap", function, 2, items, (to, item) -> {
            to.add(item.a());
            to.add(item.b());
        });
    }

    /**
     * Applies a function of three arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c)}
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items)
                    throws Exception {
        return this.<A, B, C, R>starmapAsync(function, items).get();
    }

    /**
     * Has a function of three arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait
     * for results.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call; read to its end before this returns
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items) {
        return calls.map("starmap", function, 3, items, (to, item) -> {
            to.add(item.a());
            to.add(item.b());
            to.add(item.c());
        });
    }

    /**
     * Applies a function of four arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c, d)}
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(
                    Function4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items)
                    throws Exception {
        return this.<A, B, C, D, R>starmapAsync(function, items).get();
    }

    /**
     * Has a function of four arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait
     * for results.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call; read to its end before this returns
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items) {
        return calls.map("starmap", function, 4, items, (to, item) -> {
            to.add(item.a());
            to.add(item.b());
            to.add(item.c());
            to.add(item.d());
        });
    }

    /**
     * Takes no more tasks; the workers leave when those it has are done. Returns at once.
     *
     * <p>Mirrors Python's {@code Pool.close()}. May be called again. {@link #join()} waits for the end.
     */
    @Override
    public void close() {
        workers.close();
    }

    /**
     * Ends the workers at once. What is not done fails with {@link java.util.concurrent.CancellationException}; in Python it
     * never becomes ready. Returns at once; workers that do not leave by themselves are killed after a second.
     *
     * <p>Mirrors Python's {@code Pool.terminate()}. May be called again, at any time and from any thread.
     */
    public void terminate() {
        workers.terminate();
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
        if (workers.isOpen()) {
            throw new IllegalStateException(
                    "join() waits for the end of a pool that still takes tasks: call close() or "
                            + "terminate() first");
        }
        workers.awaitEnd(Long.MAX_VALUE);
        calls.awaitCallbacks();
    }

    /**
     * The process ids of the workers that take tasks now.
     *
     * @return a new list; a worker that is starting is not in it
     */
    public List<Long> pids() {
        return workers.pids();
    }

    @Override
    public String toString() {
        return "Pool(" + workers.name() + ", " + (workers.isOpen() ? "open" : "closed") + ")";
    }
}
