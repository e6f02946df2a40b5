package dev.krait.multiprocessing;

import java.io.Serializable;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The results of tasks that each run when their result is asked for, in the thread that asks. */
final class InlineResults<R extends @Nullable Object> extends AbstractResults<R> {
    private final InlineEngine engine;
    private final Serializable function;
    private final boolean lazy;
    private @Nullable Iterator<?> input;

    InlineResults(InlineEngine engine, Serializable function, Iterable<?> items) {
        this.engine = engine;
        this.function = function;
        this.lazy = !(items instanceof Collection<?>);
        this.input = items.iterator();
    }

    @Override
    synchronized boolean awaitNext() {
        Iterator<?> open = input;
        try {
            return open != null && (stopped() || open.hasNext());
        } catch (Throwable e) {
            return true; // It fails again, or differently, when the item is taken.
        }
    }

    private boolean stopped() {
        PoolState state = engine.state();
        return state == PoolState.ENDED || (lazy && state == PoolState.CLOSED);
    }

    @Override
    synchronized CallOutcome poll(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the next result");
        }
        Iterator<?> open = input;
        if (open == null) {
            throw new NoSuchElementException("all results have been taken, or the iterator was closed");
        }
        if (stopped()) {
            input = null;
            return new CallOutcome.Failure(new CancellationException(Feed.reason(engine.state())));
        }
        Object item = null;
        boolean more;
        try {
            more = open.hasNext();
            if (more) {
                item = open.next();
            }
        } catch (Throwable e) {
            input = null;
            return new CallOutcome.Failure(e);
        }
        if (!more) {
            input = null;
            throw new NoSuchElementException("all results have been taken");
        }
        var outcome = new CallOutcome[1];
        new LocalCall(function, 1, new Object[] {item}, new CallReceiver() {
                    @Override
                    public String describe() {
                        return "an item of imap";
                    }

                    @Override
                    public void settled(CallOutcome known) {
                        outcome[0] = known;
                    }
                })
                .run();
        return outcome[0];
    }

    @Override
    public synchronized void close() {
        input = null;
    }
}
