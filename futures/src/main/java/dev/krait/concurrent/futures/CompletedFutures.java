package dev.krait.concurrent.futures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they are done: what {@link Futures#asCompleted} returns. Close it when you leave early, so
 * that the futures forget it; that cancels nothing. For one thread at a time. What was taken is not kept.
 *
 * @param <F> the futures' type
 */
public final class CompletedFutures<F extends Future<?>> implements ResultIterator<F> {
    private final LinkedBlockingQueue<F> completed = new LinkedBlockingQueue<>();
    private final IdentityHashMap<F, Waiter> pending = new IdentityHashMap<>();
    private final int total;
    private final boolean timed;
    private final long deadline;

    CompletedFutures(Collection<F> distinct, boolean timed, long nanos) {
        this.total = distinct.size();
        this.timed = timed;
        this.deadline = System.nanoTime() + nanos;
        List<F> open = new ArrayList<>();
        for (F future : distinct) {
            if (future.done()) {
                completed.add(future);
            } else {
                open.add(future);
            }
        }
        for (F future : distinct) {
            pending.put(future, NOBODY);
        }
        for (F future : open) {
            pending.put(future, future.listen(() -> completed.add(future)));
        }
    }

    private static final Waiter NOBODY = new Waiter.Listener(() -> {});

    @Override
    public boolean hasNext() {
        return !pending.isEmpty();
    }

    /**
     * The next future that is done, waiting for it. An interrupt leaves the iterator as if the call had not been made.
     *
     * @return a future that is finished or cancelled
     * @throws NoSuchElementException if all have been given out
     * @throws TimeoutException if none was done in time, after all that were; the iteration is over then
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public F take() throws InterruptedException, TimeoutException {
        if (!hasNext()) {
            throw new NoSuchElementException("all futures have been given out, or the iterator was closed");
        }
        F next = timed ? poll(deadline - System.nanoTime()) : completed.take();
        if (next == null) {
            int unfinished = pending.size();
            close();
            throw new TimeoutException(unfinished + " (of " + total + ") futures unfinished");
        }
        pending.remove(next);
        return next;
    }

    private @Nullable F poll(long nanos) throws InterruptedException {
        F ready = completed.poll();
        return ready != null ? ready : completed.poll(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the iteration; the futures are left as they are. Closing twice does no harm. */
    @Override
    public void close() {
        pending.forEach((future, waiter) -> {
            if (waiter != NOBODY) {
                future.forget(waiter);
            }
        });
        pending.clear();
        completed.clear();
    }
}
