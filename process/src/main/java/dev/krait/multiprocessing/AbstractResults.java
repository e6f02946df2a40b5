package dev.krait.multiprocessing;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What an iterator of results does whatever it takes them from: exceptions, interrupts, timeouts. */
abstract class AbstractResults<R extends @Nullable Object> implements IMapIterator<R> {
    /** Waits until it is known whether there is a next result. */
    abstract boolean awaitNext() throws InterruptedException;

    /**
     * Takes out the next outcome.
     *
     * @return null if it is not there in time
     * @throws java.util.NoSuchElementException if there is none
     */
    abstract @Nullable CallOutcome poll(long nanos) throws InterruptedException;

    @Override
    public final boolean hasNext() {
        try {
            return awaitNext();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public final R take() throws Exception {
        CallOutcome outcome = poll(Long.MAX_VALUE);
        while (outcome == null) {
            outcome = poll(Long.MAX_VALUE);
        }
        return value(outcome);
    }

    @Override
    public final R take(Duration timeout) throws Exception {
        return value(inTime(timeout));
    }

    @Override
    public final R next() {
        try {
            return take();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (Exception e) {
            throw new TaskFailedException(e);
        }
    }

    @Override
    public final R next(Duration timeout) throws TimeoutException {
        CallOutcome outcome;
        try {
            outcome = inTime(timeout);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            return value(outcome);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TaskFailedException(e);
        }
    }

    /** What an iterator is and how far it is. */
    static String text(String call, String pool, String progress) {
        return "IMapIterator(" + call + ", " + pool + ": " + progress + ")";
    }

    private CallOutcome inTime(Duration timeout) throws InterruptedException, TimeoutException {
        CallOutcome outcome = poll(Timeouts.pollingNanos(timeout));
        if (outcome == null) {
            throw new TimeoutException("the next result was not there within " + timeout + "; it can be taken later");
        }
        return outcome;
    }

    private CancellationException interrupted(InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException("interrupted while waiting for the next result");
        cancelled.initCause(e);
        return cancelled;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // R itself says whether it may be null
    private R value(CallOutcome outcome) throws Exception {
        return (R) Thrown.in(outcome);
    }
}
