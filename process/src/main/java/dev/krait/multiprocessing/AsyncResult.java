package dev.krait.multiprocessing;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call that a pool was given and that may still run: Python's {@code multiprocessing.pool.AsyncResult}.
 *
 * <p>Thread-safe. What the worker did before it returned the value <i>happens-before</i> any method here says that the
 * result is ready, as far as it is part of the value: nothing else is shared between processes.
 *
 * @param <T> what the call returns
 */
public final class AsyncResult<T extends @Nullable Object> {
    /** How a result comes to be known. */
    interface Source {
        /** Called by whoever asks first, on that thread: gives the value or throws what the task threw. */
        @Nullable
        Object produce() throws Throwable;
    }

    private final CountDownLatch settled = new CountDownLatch(1);
    private final BooleanSupplier inItsWay;
    private volatile @Nullable Source source;
    private @Nullable Runnable canceller;
    private boolean claimed;
    private volatile boolean cancelled;
    private boolean produced;
    private @Nullable Object value;
    private @Nullable Throwable failure;

    /**
     * A result to come.
     *
     * @param inItsWay whether it cannot become ready as long as the calling thread waits
     */
    AsyncResult(BooleanSupplier inItsWay) {
        this.inItsWay = inItsWay;
    }

    /** Whether the caller, and nobody before him, is to make the result known. */
    synchronized boolean claim() {
        boolean first = !claimed;
        claimed = true;
        return first;
    }

    /** Says how the call is cancelled. */
    void cancelledBy(Runnable cancelling) {
        canceller = cancelling;
    }

    /** Makes the result known, once. */
    void settle(Source known) {
        source = known;
        settled.countDown();
    }

    private synchronized @Nullable Throwable produce() {
        if (!produced && source != null) {
            try {
                value = source.produce();
            } catch (Throwable e) {
                failure = e;
            }
            produced = true;
            source = () -> null; // What the result was made from need not be kept.
        }
        return failure;
    }

    /**
     * Waits for the result.
     *
     * <p>Mirrors Python's {@code AsyncResult.get()}. Blocks; an interrupt ends the wait and leaves the call running. May
     * be called again and gives the same.
     *
     * @return what the call returned
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool was terminated before the call was done
     * @throws IllegalStateException in a callback of the pool, if the result has callbacks too, which have still to run:
     *     they wait for that one
     * @throws Exception whatever the call threw
     */
    public T get() throws Exception {
        await();
        return result();
    }

    /**
     * Waits for the result, but not longer than a timeout.
     *
     * <p>Mirrors Python's {@code AsyncResult.get(timeout)}, which counts in seconds.
     *
     * @param timeout how long to wait at most; zero or less looks once
     * @return what the call returned
     * @throws TimeoutException if the call is not done in time; it goes on
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws WorkerLostException if the worker ended during the call
     * @throws java.util.concurrent.CancellationException if the pool was terminated before the call was done
     * @throws IllegalArgumentException if the timeout is longer than can be waited for
     * @throws Exception whatever the call threw
     */
    public T get(Duration timeout) throws Exception {
        if (!await(timeout)) {
            throw new TimeoutException("the result was not ready within " + timeout + "; the call goes on");
        }
        return result();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // T itself says whether it may be null
    private T result() throws Exception {
        Throwable thrown = produce();
        return (T) Thrown.in(() -> {
            if (thrown != null) {
                throw thrown;
            }
            return value;
        });
    }

    /**
     * Waits until the call is done, however it ended.
     *
     * <p>Mirrors Python's {@code AsyncResult.wait()}. Blocks; an interrupt ends the wait and leaves the call running.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws IllegalStateException in a callback of the pool, if the result has callbacks too, which have still to run:
     *     they wait for that one
     */
    public void await() throws InterruptedException {
        if (!ready() && inItsWay.getAsBoolean()) {
            throw new IllegalStateException("this callback would wait for ever: the result becomes ready after its own"
                    + " callback, which runs in this thread after this one; start that call without callbacks, or wait in"
                    + " another thread");
        }
        settled.await();
    }

    /**
     * Waits until the call is done, however it ended, but not longer than a timeout.
     *
     * <p>Mirrors Python's {@code AsyncResult.wait(timeout)}, which counts in seconds and returns nothing.
     *
     * @param timeout how long to wait at most; zero or less looks once
     * @return whether the call is done
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws IllegalArgumentException if the timeout is longer than can be waited for
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return settled.await(Timeouts.pollingNanos(timeout), TimeUnit.NANOSECONDS);
    }

    /**
     * Whether the call is done, however it ended.
     *
     * <p>Mirrors Python's {@code AsyncResult.ready()}. Never blocks.
     *
     * @return whether {@link #get()} would return or throw at once
     */
    public boolean ready() {
        return settled.getCount() == 0;
    }

    /**
     * Whether the call is done and threw nothing.
     *
     * <p>Mirrors Python's {@code AsyncResult.successful()}.
     *
     * @return whether {@link #get()} would return at once
     * @throws IllegalStateException if the call is not done
     */
    public boolean successful() {
        if (!ready()) {
            throw new IllegalStateException("the call is not done: ask ready() first, or wait with await()");
        }
        return produce() == null;
    }

    /**
     * Cancels the call, or all calls of a {@code map}, even if they run; Python's cannot be. The result is then a
     * {@link java.util.concurrent.CancellationException}, at once. What has not begun never does; what runs is interrupted,
     * and if that does not end it within the pool's {@linkplain PoolOptions#withStopGrace grace}, its worker is killed, no
     * other task being touched. A call is done or cancelled and never both. Does not wait.
     *
     * @return true if the call is cancelled now, false if it was done, or cancelled, before
     */
    public boolean cancel() {
        if (!claim()) {
            return false;
        }
        cancelled = true;
        Runnable cancelling = canceller;
        if (cancelling != null) {
            cancelling.run();
        }
        return true;
    }

    /**
     * Whether {@link #cancel()} was in time.
     *
     * @return whether the call was cancelled
     */
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "AsyncResult(" + (cancelled ? "cancelled" : ready() ? "ready" : "not ready") + ")";
    }
}
