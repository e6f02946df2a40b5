package dev.krait.concurrent.futures;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The results of many tasks, one after the other, as they are asked for. Close it when you leave early: what has not
 * started is then cancelled. For one thread at a time.
 *
 * <p>Mirrors the generators that Python's {@code Executor.map} and {@code as_completed} return. {@link #take()} throws what
 * a task threw; {@link #next()} is the same for loops, where Java allows no checked exceptions.
 *
 * @param <R> what the tasks return
 */
@SuppressWarnings("IterableAndIterator") // As a generator is: for loops over asCompleted read as in Python.
public interface ResultIterator<R extends @Nullable Object> extends Iterator<R>, Iterable<R>, AutoCloseable {
    /**
     * This iterator itself, so that a for loop takes it as Python's takes a generator: what is left, once.
     *
     * @return this
     */
    @Override
    default Iterator<R> iterator() {
        return this;
    }

    /**
     * Whether there is one more; does not wait for it.
     *
     * @return false at the end, after {@link #close()} and after a timeout
     */
    @Override
    boolean hasNext();

    /**
     * The next result, waiting for it. An interrupt leaves the iterator as if the call had not been made.
     *
     * @return the result
     * @throws NoSuchElementException if there is none
     * @throws java.util.concurrent.TimeoutException if the time given for all results is up; this ends the iteration
     * @throws CancellationException if the task was cancelled
     * @throws InterruptedException if interrupted while waiting
     * @throws Exception exactly what the task threw, the same object; an {@link Error} likewise. The results after it can
     *     still be taken
     */
    R take() throws Exception;

    /**
     * The next result, waiting for it. An interrupt closes this iterator and keeps the thread's interrupt flag.
     *
     * @return the result
     * @throws NoSuchElementException if there is none
     * @throws CancellationException if the task was cancelled, or this thread was interrupted
     * @throws TaskFailedException if the task threw a checked exception, or the time given for all results is up; it is
     *     the cause. Unchecked exceptions and errors are thrown as they are
     */
    @Override
    default R next() {
        try {
            return take();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting for the next result");
            cancelled.initCause(e);
            throw cancelled;
        } catch (Exception e) {
            throw new TaskFailedException(e);
        }
    }

    /** Ends the iteration and cancels the tasks that have not started; returns at once. Closing twice does no harm. */
    @Override
    void close();
}
