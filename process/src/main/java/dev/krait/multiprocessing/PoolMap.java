package dev.krait.multiprocessing;

import dev.krait.function.Function1;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The part of {@link Pool} that applies a function of one argument to many items. */
abstract class PoolMap extends PoolApply {
    PoolMap(PoolCalls calls) {
        super(calls);
    }

    /**
     * Applies a function to every item and waits for all results: Python's {@code Pool.map}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
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
        return calls.<A, R>map("map", function, 1, items, CallGroup.Batch::addOne, 0, true, null, null)
                .get();
    }

    /**
     * Applies a function to every item and waits for all results: Python's {@code Pool.map}.
     *
     * <p>If calls fail, the others still run, and then the first failure that arrived is thrown. Items are sent as they
     * are read; if one cannot be read or cannot travel, that is thrown at once, and those before it may have run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results in the order of the items
     * @throws InterruptedException if interrupted on entry or while waiting; the call goes on
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool is terminated before the call is done
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     * @throws Exception whatever the function throws
     */
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items, int chunkSize) throws Exception {
        PoolCalls.checkChunk(chunkSize);
        return calls.<A, R>map("map", function, 1, items, CallGroup.Batch::addOne, chunkSize, true, null, null)
                .get();
    }

    /**
     * Has a function applied to every item: Python's {@code Pool.map_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
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
        return calls.<A, R>map("map", function, 1, items, CallGroup.Batch::addOne, 0, false, null, null);
    }

    /**
     * Has a function applied to every item: Python's {@code Pool.map_async}. Does not wait for results.
     *
     * <p>If an item cannot be read or cannot travel, that is thrown here, and those before it may run.
     *
     * <p>A chunk is handed to one worker together. Its items are still tasks of their own: each has its own outcome, and
     * what a worker has not begun may go to one that is idle.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1; the overload without it adapts by itself
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items, int chunkSize) {
        PoolCalls.checkChunk(chunkSize);
        return calls.<A, R>map("map", function, 1, items, CallGroup.Batch::addOne, chunkSize, false, null, null);
    }

    /**
     * Has a function applied to every item and is told the results: Python's {@code Pool.map_async(...,
     * callback=..., error_callback=...)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to; read to its end before this returns
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            Function1<? super A, ? extends R> function,
            Iterable<? extends A> items,
            Consumer<? super List<R>> callback,
            Consumer<? super Throwable> errorCallback) {
        return calls.<A, R>map("map", function, 1, items, CallGroup.Batch::addOne, 0, false, callback, errorCallback);
    }

    /**
     * Has a function applied to every item and is told the results: Python's {@code Pool.map_async(func, iterable, chunksize,
     * callback, error_callback)}. Does not wait for results.
     *
     * <p>One of the callbacks runs once, in this process, on a thread of the pool, one after the other; the result becomes
     * ready after it. As in Python none runs if there are no items. A callback that throws is logged and harms nothing else.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to; read to its end before this returns
     * @param chunkSize how many items are handed to a worker together, at least 1
     * @param callback told all results, in the order of the items, if all calls return
     * @param errorCallback told the first failure that arrived, if calls fail
     * @return the results to come, in the order of the items
     * @throws IllegalArgumentException if the function or an argument cannot travel, or if the chunk size is less than 1
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            Function1<? super A, ? extends R> function,
            Iterable<? extends A> items,
            int chunkSize,
            Consumer<? super List<R>> callback,
            Consumer<? super Throwable> errorCallback) {
        PoolCalls.checkChunk(chunkSize);
        return calls.<A, R>map(
                "map", function, 1, items, CallGroup.Batch::addOne, chunkSize, false, callback, errorCallback);
    }
}
