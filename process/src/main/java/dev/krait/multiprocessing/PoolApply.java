package dev.krait.multiprocessing;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The part of {@link Pool} that calls a function once. */
abstract class PoolApply implements AutoCloseable {
    final PoolCalls calls;

    PoolApply(PoolCalls calls) {
        this.calls = calls;
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
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
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
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
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
     * Has a function called with arguments in a worker and is told the result: Python's {@code Pool.apply_async(func, args,
     * callback=..., error_callback=...)}. Does not wait.
     *
     * <p>The callbacks run in this process, on a thread of the pool, one after the other; the result becomes ready after
     * its callback. A callback that throws is logged and harms nothing else; in Python it ends all further results.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a the first argument
     * @param b the second argument
     * @param callback told the value if the call returns
     * @param errorCallback told the failure if it does not
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<R> applyAsync(
                    Function2<? super A, ? super B, ? extends R> function,
                    A a,
                    B b,
                    Consumer<? super R> callback,
                    Consumer<? super Throwable> errorCallback) {
        return calls.call(function, 2, callback, errorCallback, a, b);
    }

    /**
     * Has a function called with arguments in a worker and is told the result: Python's {@code Pool.apply_async(func, args,
     * callback=..., error_callback=...)}. Does not wait.
     *
     * <p>The callbacks run in this process, on a thread of the pool, one after the other; the result becomes ready after
     * its callback. A callback that throws is logged and harms nothing else; in Python it ends all further results.
     * A callback can wait for other results of the pool, unless they have callbacks of their own, which come after it.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param callback told the value if the call returns
     * @param errorCallback told the failure if it does not
     * @return the result to come
     * @throws IllegalArgumentException if the function or an argument cannot travel
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<R> applyAsync(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    A a,
                    B b,
                    C c,
                    Consumer<? super R> callback,
                    Consumer<? super Throwable> errorCallback) {
        return calls.call(function, 3, callback, errorCallback, a, b, c);
    }
}
