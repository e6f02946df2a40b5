package dev.krait.multiprocessing;

import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The results of tasks that each run when their result is asked for, in the thread that asks. */
final class InlineResults<R extends @Nullable Object> extends AbstractResults<R> {
    private final String call;
    private final InlineEngine engine;
    private final CallGroup group;
    private final boolean lazy;
    private @Nullable Iterator<?> input;
    private boolean ended;
    private volatile boolean closed;

    /** Written by whoever takes. */
    private volatile long taken;

    /** What reading ahead met; an input need not fail a second time. */
    private @Nullable Throwable inputFailure;

    InlineResults(String call, InlineEngine engine, CallGroup group, Iterable<?> items) {
        this.call = call;
        this.engine = engine;
        this.group = group;
        this.lazy = !(items instanceof Collection<?>);
        this.input = items.iterator();
    }

    @Override
    synchronized boolean awaitNext() {
        Iterator<?> open = input;
        try {
            return open != null && (inputFailure != null || stopped() || open.hasNext());
        } catch (Throwable e) {
            inputFailure = e;
            return true;
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
        if (inputFailure != null) {
            return last(inputFailure);
        }
        if (stopped()) {
            return last(new CancellationException(Feed.reason(engine.state())));
        }
        Object item = null;
        boolean more;
        try {
            more = open.hasNext();
            if (more) {
                item = open.next();
            }
        } catch (Throwable e) {
            return last(e);
        }
        if (!more) {
            input = null;
            end();
            throw new NoSuchElementException("all results have been taken");
        }
        CallOutcome outcome = outcomeOf(item);
        long before = taken;
        taken = before + 1;
        return outcome;
    }

    private synchronized CallOutcome last(Throwable failure) {
        input = null;
        end();
        return new CallOutcome.Failure(failure);
    }

    /** Runs an item, and again if it is to be, which may take until after a pause. */
    private CallOutcome outcomeOf(@Nullable Object item) throws InterruptedException {
        var outcome = new CompletableFuture<CallOutcome>();
        CallGroup.Batch one = group.batch(0, new BatchReceiver() {
            @Override
            public String describe(int index) {
                return "an item of imap";
            }

            @Override
            public void settled(int index, CallOutcome known) {
                outcome.complete(known);
            }
        });
        one.addOne(item);
        group.submit(one);
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new AssertionError("an outcome is never given as a failure", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        input = null;
        end();
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            group.end();
        }
    }

    /** Waits for nobody: a task may run under the lock for as long as it likes. */
    @Override
    public String toString() {
        return text(call, engine.name(), taken + " taken" + (closed ? ", closed" : ""));
    }
}
