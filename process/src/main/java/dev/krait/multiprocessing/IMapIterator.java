package dev.krait.multiprocessing;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@code imap} and {@code imapUnordered}, one after the other, as they are asked for: Python's
 * {@code IMapIterator}. Close it when you leave early: what has not begun is then taken back.
 *
 * <p>{@link #take()} throws what a task threw; {@link #next()} is the same for loops, where Java allows no checked
 * exceptions. A task that failed costs its own result alone: the iteration goes on after it, whatever the chunk size, which
 * in Python ends an iteration of larger chunks. If reading the input fails, the failure comes after the results of the
 * items before it and ends the iteration. Where a thread of the pool reads the input, a {@link RemoteTraceback} suppressed in
 * that failure shows where {@code imap} was called, and so it does in the failure of an item that cannot travel.
 *
 * <p>When the pool is closed, an input that is a {@link java.util.Collection} is still read to its end; any other is read no
 * further, and the iteration ends with a {@link CancellationException} after the results of what was read. When the pool is
 * terminated, that exception comes in the place of each result that is missing.
 *
 * <p>Thread-safe; each result goes to one caller. What the worker did before it returned a value <i>happens-before</i> that
 * value is taken, as far as it is part of the value.
 *
 * @param <R> what the tasks return
 */
@SuppressWarnings("IterableAndIterator") // As in Python: a for loop takes it, and reads what is left.
public interface IMapIterator<R extends @Nullable Object> extends Iterator<R>, Iterable<R>, AutoCloseable {
    /**
     * This iterator itself, so that a for loop takes it as Python's does: what is left, once.
     *
     * @return this
     */
    @Override
    default Iterator<R> iterator() {
        return this;
    }

    /**
     * Whether there is one more result, or a failure; waits until that is known, which is when the next item was read from
     * the input or the input has ended. An interrupt closes this iterator and keeps the thread's interrupt flag.
     *
     * @return false at the end and after {@link #close()}
     * @throws CancellationException if this thread was interrupted
     */
    @Override
    boolean hasNext();

    /**
     * The next result, waiting for it. An interrupt leaves the iterator as if the call had not been made.
     *
     * @return the result
     * @throws NoSuchElementException if there is none
     * @throws CancellationException if the pool was closed or terminated before
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws WorkerLostException if the worker ended during the task
     * @throws Exception exactly what the task threw, or what reading the input threw
     */
    R take() throws Exception;

    /**
     * The next result, waiting for it no longer than a timeout. An interrupt leaves the iterator as if the call had not been
     * made.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return the result
     * @throws TimeoutException if it was not there in time; it can be taken later
     * @throws NoSuchElementException if there is none
     * @throws CancellationException if the pool was closed or terminated before
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws IllegalArgumentException if the timeout is longer than can be waited for
     * @throws WorkerLostException if the worker ended during the task
     * @throws Exception exactly what the task threw, or what reading the input threw
     */
    R take(Duration timeout) throws Exception;

    /**
     * The next result, waiting for it: Python's {@code next()}. An interrupt closes this iterator and keeps the thread's
     * interrupt flag.
     *
     * @return the result
     * @throws NoSuchElementException if there is none
     * @throws CancellationException if the pool was closed or terminated before, or this thread was interrupted
     * @throws TaskFailedException if the task threw a checked exception, which is the cause; unchecked ones and errors are
     *     thrown as they are
     */
    @Override
    R next();

    /**
     * The next result, waiting for it no longer than a timeout: Python's {@code next(timeout)}, which counts in seconds. An
     * interrupt closes this iterator and keeps the thread's interrupt flag.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return the result
     * @throws TimeoutException if it was not there in time; it can be taken later
     * @throws NoSuchElementException if there is none
     * @throws CancellationException if the pool was closed or terminated before, or this thread was interrupted
     * @throws IllegalArgumentException if the timeout is longer than can be waited for
     * @throws TaskFailedException if the task threw a checked exception, which is the cause; unchecked ones and errors are
     *     thrown as they are
     */
    R next(Duration timeout) throws TimeoutException;

    /**
     * Ends the iteration: no more of the input is read, tasks that have not begun are taken back, and the results of others
     * are dropped. Returns at once. Closing twice does no harm.
     */
    @Override
    void close();
}
