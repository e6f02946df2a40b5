package dev.krait.multiprocessing;

import dev.krait.function.Args2;
import dev.krait.function.Args3;
import dev.krait.function.Args4;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import dev.krait.function.Function4;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The part of {@link Pool} that applies a function of several arguments to many items. */
abstract class PoolStarmap extends PoolMap {
    PoolStarmap(PoolCalls calls) {
        super(calls);
    }

    /**
     * Applies a function of two arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
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
        return this.<A, B, R>call(function, items, 0, true, null, null).get();
    }

    /**
     * Applies a function of two arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends Args2<? extends A, ? extends B>> items,
            int chunkSize)
            throws Exception {
        PoolCalls.checkChunk(chunkSize);
        return this.<A, B, R>call(function, items, chunkSize, true, null, null).get();
    }

    /**
     * Has a function of two arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}; read to its end before this returns
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function2<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Args2<? extends A, ? extends B>> items) {
        return call(function, items, 0, false, null, null);
    }

    /**
     * Has a function of two arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function2<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Args2<? extends A, ? extends B>> items,
                    int chunkSize) {
        PoolCalls.checkChunk(chunkSize);
        return call(function, items, chunkSize, false, null, null);
    }

    /**
     * Has a function of two arguments applied to every item and is told the results: Python's {@code Pool.starmap_async(...,
     * callback=..., error_callback=...)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}; read to its end before this returns
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function2<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Args2<? extends A, ? extends B>> items,
                    Consumer<? super List<R>> callback,
                    Consumer<? super Throwable> errorCallback) {
        return call(function, items, 0, false, callback, errorCallback);
    }

    /**
     * Has a function of two arguments applied to every item and is told the results: Python's {@code Pool.starmap_async(func,
     * iterable, chunksize, callback, error_callback)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b)}; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function2<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Args2<? extends A, ? extends B>> items,
                    int chunkSize,
                    Consumer<? super List<R>> callback,
                    Consumer<? super Throwable> errorCallback) {
        PoolCalls.checkChunk(chunkSize);
        return call(function, items, chunkSize, false, callback, errorCallback);
    }

    /**
     * Applies a function of three arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
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
        return this.<A, B, C, R>call(function, items, 0, true, null, null).get();
    }

    /**
     * Applies a function of three arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c)}
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
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
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items,
                    int chunkSize)
                    throws Exception {
        PoolCalls.checkChunk(chunkSize);
        return this.<A, B, C, R>call(function, items, chunkSize, true, null, null)
                .get();
    }

    /**
     * Has a function of three arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c)}; read to its end before this returns
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
        return call(function, items, 0, false, null, null);
    }

    /**
     * Has a function of three arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c)}; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items,
                    int chunkSize) {
        PoolCalls.checkChunk(chunkSize);
        return call(function, items, chunkSize, false, null, null);
    }

    /**
     * Has a function of three arguments applied to every item and is told the results: Python's {@code Pool.starmap_async(...,
     * callback=..., error_callback=...)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c)}; read to its end before this returns
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
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
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items,
                    Consumer<? super List<R>> callback,
                    Consumer<? super Throwable> errorCallback) {
        return call(function, items, 0, false, callback, errorCallback);
    }

    /**
     * Has a function of three arguments applied to every item and is told the results: Python's {@code Pool.starmap_async(func,
     * iterable, chunksize, callback, error_callback)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c)}; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items,
                    int chunkSize,
                    Consumer<? super List<R>> callback,
                    Consumer<? super Throwable> errorCallback) {
        PoolCalls.checkChunk(chunkSize);
        return call(function, items, chunkSize, false, callback, errorCallback);
    }

    /**
     * Applies a function of four arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
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
        return this.<A, B, C, D, R>call(function, items, 0, true, null, null).get();
    }

    /**
     * Applies a function of four arguments to every item and waits for all results: Python's {@code Pool.starmap}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c, d)}
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
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
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items,
                    int chunkSize)
                    throws Exception {
        PoolCalls.checkChunk(chunkSize);
        return this.<A, B, C, D, R>call(function, items, chunkSize, true, null, null)
                .get();
    }

    /**
     * Has a function of four arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c, d)}; read to its end before this returns
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
        return call(function, items, 0, false, null, null);
    }

    /**
     * Has a function of four arguments applied to every item: Python's {@code Pool.starmap_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c, d)}; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
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
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items,
                    int chunkSize) {
        PoolCalls.checkChunk(chunkSize);
        return call(function, items, chunkSize, false, null, null);
    }

    /**
     * Has a function of four arguments applied to every item and is told the results: Python's {@code Pool.starmap_async(...,
     * callback=..., error_callback=...)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c, d)}; read to its end before this returns
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
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
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items,
                    Consumer<? super List<R>> callback,
                    Consumer<? super Throwable> errorCallback) {
        return call(function, items, 0, false, callback, errorCallback);
    }

    /**
     * Has a function of four arguments applied to every item and is told the results: Python's {@code Pool.starmap_async(func,
     * iterable, chunksize, callback, error_callback)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items the arguments of each call, such as {@code Args.of(a, b, c, d)}; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
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
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items,
                    int chunkSize,
                    Consumer<? super List<R>> callback,
                    Consumer<? super Throwable> errorCallback) {
        PoolCalls.checkChunk(chunkSize);
        return call(function, items, chunkSize, false, callback, errorCallback);
    }

    private <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> call(
                    Function2<? super A, ? super B, ? extends R> function,
                    Iterable<? extends Args2<? extends A, ? extends B>> items,
                    int chunk,
                    boolean patient,
                    @Nullable Consumer<? super List<R>> callback,
                    @Nullable Consumer<? super Throwable> errorCallback) {
        return calls.<Args2<? extends A, ? extends B>, R>map(
                "starmap",
                function,
                2,
                items,
                (batch, item) -> batch.add(item.a(), item.b()),
                chunk,
                patient,
                callback,
                errorCallback);
    }

    private <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> call(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends Args3<? extends A, ? extends B, ? extends C>> items,
                    int chunk,
                    boolean patient,
                    @Nullable Consumer<? super List<R>> callback,
                    @Nullable Consumer<? super Throwable> errorCallback) {
        return calls.<Args3<? extends A, ? extends B, ? extends C>, R>map(
                "starmap",
                function,
                3,
                items,
                (batch, item) -> batch.add(item.a(), item.b(), item.c()),
                chunk,
                patient,
                callback,
                errorCallback);
    }

    private <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> call(
                    Function4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
                    Iterable<? extends Args4<? extends A, ? extends B, ? extends C, ? extends D>> items,
                    int chunk,
                    boolean patient,
                    @Nullable Consumer<? super List<R>> callback,
                    @Nullable Consumer<? super Throwable> errorCallback) {
        return calls.<Args4<? extends A, ? extends B, ? extends C, ? extends D>, R>map(
                "starmap",
                function,
                4,
                items,
                (batch, item) -> batch.add(item.a(), item.b(), item.c(), item.d()),
                chunk,
                patient,
                callback,
                errorCallback);
    }
}
