package dev.krait.concurrent.futures;

import com.google.common.util.concurrent.ListenableFuture;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task that may not have run yet.
 *
 * <p>Mirrors Python's {@code concurrent.futures.Future}, with its states PENDING, RUNNING, CANCELLED,
 * CANCELLED_AND_NOTIFIED and FINISHED, and is a {@link java.util.concurrent.Future} as well. {@link #result()} throws
 * exactly what the task threw, {@link #get()} wraps it as {@code java.util.concurrent} demands.
 *
 * <p>Executors make futures; {@link #Future()} is there for those who write executors and tests. All methods may be
 * called by any thread. What a task did <i>happens-before</i> whatever sees its future done.
 *
 * <p>Differences from Python: every way to be done, cancellation included, wakes every waiter at once; what a callback
 * throws is logged whatever its type and never reaches the thread that completes the future; {@link #cancel(boolean)}
 * can end a task that already runs; a failure that nobody reads reaches {@link Futures#setUnreadFailureHook a hook}.
 *
 * @param <T> what the task returns
 */
public final class Future<T extends @Nullable Object> extends OutcomeCell<T> implements java.util.concurrent.Future<T> {
    /** What it is the outcome of a call of; the function itself, and what it captured, is not kept for so long. */
    private final @Nullable Class<?> function;

    /** A pending future that no executor knows of: for tests, and for those who write executors. */
    public Future() {
        this.function = null;
    }

    /** A pending future of a call of a function of this class. */
    Future(Class<?> function) {
        this.function = function;
    }

    /**
     * Cancels the task if it does not run yet.
     *
     * <p>Mirrors Python's {@code Future.cancel()}. Never blocks, except for the callbacks, which run in this thread when
     * this call is the one that cancels.
     *
     * @return true if the future is cancelled now, whoever did it; false if it runs or is finished
     */
    public boolean cancel() {
        return cancel(false);
    }

    /**
     * Cancels the task, also when it runs and its executor can stop it: a thread is interrupted, a worker process is
     * interrupted and then ended. The future is cancelled at once; the work may take a moment to end.
     *
     * <p>Python cannot stop a running task.
     *
     * @param mayInterruptIfRunning whether to stop a task that already runs; without it this is {@link #cancel()}
     * @return true if the future is cancelled now, whoever did it; false if it is finished, or runs and is not stopped
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return tryCancel(mayInterruptIfRunning);
    }

    /**
     * Whether the future was cancelled. Mirrors Python's {@code Future.cancelled()}.
     *
     * @return true in either cancelled state
     */
    public boolean cancelled() {
        return state() instanceof Status.Cancelled;
    }

    /**
     * Whether the future was cancelled; the same as {@link #cancelled()}.
     *
     * @return true in either cancelled state
     */
    @Override
    public boolean isCancelled() {
        return cancelled();
    }

    /**
     * Whether the task runs at this moment. Mirrors Python's {@code Future.running()}.
     *
     * @return true while it runs
     */
    public boolean running() {
        return state() instanceof Running;
    }

    /**
     * Whether the future was cancelled or is finished. Mirrors Python's {@code Future.done()}.
     *
     * @return true if {@link #result()} will not wait
     */
    public boolean done() {
        return isDone(state());
    }

    /**
     * Whether the future was cancelled or is finished; the same as {@link #done()}.
     *
     * @return true if {@link #get()} will not wait
     */
    @Override
    public boolean isDone() {
        return isDone(state());
    }

    /**
     * The task's result, waiting for it without limit.
     *
     * <p>Mirrors Python's {@code Future.result()}. Blocks until the future is done; an interrupt ends the wait and leaves
     * the future as it is.
     *
     * @return what the task returned
     * @throws CancellationException if the future was cancelled
     * @throws InterruptedException if interrupted while waiting, or if the task threw it
     * @throws Exception exactly what the task threw, the same object; an {@link Error} likewise
     */
    public T result() throws Exception {
        Object done = awaitDone(false, 0);
        return report(done, false, 0);
    }

    /**
     * The task's result, waiting for it for at most a time.
     *
     * <p>Mirrors Python's {@code Future.result(timeout)}, which counts in seconds. Blocks until the future is done; an
     * interrupt or the end of the time ends the wait and leaves the future as it is.
     *
     * @param timeout how long to wait; zero only looks
     * @return what the task returned
     * @throws TimeoutException if the future was not done in time, or if the task threw it
     * @throws CancellationException if the future was cancelled
     * @throws InterruptedException if interrupted while waiting, or if the task threw it
     * @throws IllegalArgumentException if the timeout is negative
     * @throws Exception exactly what the task threw, the same object; an {@link Error} likewise
     */
    public T result(Duration timeout) throws Exception {
        long deadline = System.nanoTime() + Timeouts.nanos(timeout);
        Object done = awaitDone(true, deadline);
        return report(done, true, deadline);
    }

    /**
     * What the task threw, waiting for its end without limit.
     *
     * <p>Mirrors Python's {@code Future.exception()}. Blocks until the future is done; an interrupt ends the wait and
     * leaves the future as it is.
     *
     * @return the exception, or null if the task returned normally
     * @throws CancellationException if the future was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    public @Nullable Throwable exception() throws InterruptedException {
        try {
            return failureOf(awaitDone(false, 0), false, 0);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without limit timed out", e);
        }
    }

    /**
     * What the task threw, waiting for its end for at most a time.
     *
     * <p>Mirrors Python's {@code Future.exception(timeout)}, which counts in seconds. Blocks until the future is done; an
     * interrupt or the end of the time ends the wait and leaves the future as it is.
     *
     * @param timeout how long to wait; zero only looks
     * @return the exception, or null if the task returned normally
     * @throws TimeoutException if the future was not done in time
     * @throws CancellationException if the future was cancelled
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is negative
     */
    public @Nullable Throwable exception(Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + Timeouts.nanos(timeout);
        return failureOf(awaitDone(true, deadline), true, deadline);
    }

    /**
     * The task's result, waiting for it without limit: {@link #result()} in the terms of {@code java.util.concurrent}.
     *
     * @return what the task returned
     * @throws ExecutionException if the task threw; the cause is what it threw
     * @throws CancellationException if the future was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return wrapped(awaitDone(false, 0), false, 0);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without limit timed out", e);
        }
    }

    /**
     * The task's result, waiting for it for at most a time: {@link #result(Duration)} in the terms of
     * {@code java.util.concurrent}.
     *
     * @param timeout how long to wait; zero or less only looks
     * @param unit the unit of the timeout
     * @return what the task returned
     * @throws TimeoutException if the future was not done in time
     * @throws ExecutionException if the task threw; the cause is what it threw
     * @throws CancellationException if the future was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + Math.max(0, unit.toNanos(timeout));
        return wrapped(awaitDone(true, deadline), true, deadline);
    }

    /**
     * Calls back once when the future is done, however that comes about.
     *
     * <p>Mirrors Python's {@code Future.add_done_callback}. Callbacks run in the order added, in the thread that completes
     * or cancels the future, after all who wait for the result have been woken; the same callback added twice runs
     * twice. On a future that is already done the callback runs now, in this thread. What a callback throws is logged.
     *
     * @param callback what to call with this future
     */
    public void addDoneCallback(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        if (isDone(state())) {
            Waiter.Callback.call(this, callback);
        } else {
            push(new Waiter.Callback<>(this, callback));
        }
    }

    /**
     * Says that the task is about to run, unless it was cancelled.
     *
     * <p>Mirrors Python's {@code Future.set_running_or_notify_cancel()}, for those who write executors and tests.
     *
     * @return true if the future was pending and now runs; false if it was cancelled, and then the task must not run
     * @throws IllegalStateException if the future runs, is finished, or this was called before
     */
    public boolean setRunningOrNotifyCancel() {
        while (true) {
            Object now = state();
            if (now == null) {
                if (change(null, Running.UNSTOPPABLE)) {
                    return true;
                }
            } else if (now == Status.Cancelled.NOT_NOTIFIED) {
                if (change(now, Status.Cancelled.NOTIFIED)) {
                    return false;
                }
            } else {
                var misuse = new IllegalStateException("future in unexpected state " + nameOf(now)
                        + ": a task is started once, and only while PENDING or CANCELLED");
                Log.error("setRunningOrNotifyCancel was called on " + this, misuse);
                throw misuse;
            }
        }
    }

    /**
     * Finishes the future with a result, from PENDING or RUNNING.
     *
     * <p>Mirrors Python's {@code Future.set_result}, for those who write executors and tests. The callbacks run in this
     * thread.
     *
     * @param result the result
     * @throws InvalidStateException if the future is finished or was cancelled
     */
    public void setResult(T result) {
        if (!trySetResult(result)) {
            throw new InvalidStateException(nameOf(state()), toString());
        }
    }

    /**
     * Finishes the future with an exception, from PENDING or RUNNING.
     *
     * <p>Mirrors Python's {@code Future.set_exception}, for those who write executors and tests. The callbacks run in this
     * thread. Python takes None and then has a future whose result is None; here that is a
     * {@link NullPointerException}.
     *
     * @param exception the exception
     * @throws InvalidStateException if the future is finished or was cancelled
     */
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        if (!trySetException(exception)) {
            throw new InvalidStateException(nameOf(state()), toString());
        }
    }

    /**
     * A {@link CompletableFuture} with the same outcome. Cancelling it cancels this future, also when the task runs;
     * completing it otherwise has no effect here.
     *
     * @return a new future, completed as soon as this one is done and in the same thread
     */
    public CompletableFuture<T> toCompletableFuture() {
        return Bridges.toCompletableFuture(this);
    }

    /**
     * This future as a Guava {@link ListenableFuture}. What it does, {@code cancel} included, it does to this future.
     *
     * @return a view of this future
     */
    public ListenableFuture<T> toListenableFuture() {
        return Bridges.toListenableFuture(this);
    }

    /**
     * The state, and what type of result or exception there is. Never waits and decodes nothing.
     *
     * @return such as {@code Future[FINISHED, returned Integer]}
     */
    @Override
    public String toString() {
        Object now = state();
        String outcome = "";
        if (now instanceof Failure failure) {
            outcome = ", raised " + failure.exception.getClass().getSimpleName();
        } else if (now instanceof LateOutcome late) {
            outcome = late.isFailure() ? ", raised" : ", returned";
        } else if (now == Status.NullResult.INSTANCE) {
            outcome = ", returned null";
        } else if (now != null && !(now instanceof Status)) {
            outcome = ", returned " + now.getClass().getSimpleName();
        }
        return "Future@" + Integer.toHexString(System.identityHashCode(this)) + "[" + nameOf(now) + outcome + "]";
    }

    @Override
    Future<T> self() {
        return this;
    }

    private T report(Object done, boolean timed, long deadline) throws Exception {
        if (done instanceof Status) {
            Object settled = settled(done, timed, deadline);
            if (settled instanceof Failure failure) {
                throw Sneaky.rethrow(failure.readFailure());
            }
            return value(settled);
        }
        return value(done);
    }

    private T wrapped(Object done, boolean timed, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Object settled = settled(done, timed, deadline);
        if (settled instanceof Failure failure) {
            throw new ExecutionException(failure.readFailure());
        }
        return value(settled);
    }

    private @Nullable Throwable failureOf(Object done, boolean timed, long deadline)
            throws InterruptedException, TimeoutException {
        Object settled = settled(done, timed, deadline);
        if (settled instanceof Failure failure) {
            return failure.readFailure();
        }
        value(settled);
        return null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a null result is a result where T allows it
    private T value(Object settled) {
        if (settled instanceof Status) {
            if (settled instanceof Status.Cancelled) {
                throw new CancellationException(
                        (function == null ? "the task" : Task.nameOf(function)) + " was cancelled");
            }
            return null;
        }
        return (T) settled;
    }
}
