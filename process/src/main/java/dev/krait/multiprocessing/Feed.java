package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads the input of {@code imap}, which is the program's own code and may wait as long as it likes, and
 * submits the items as far ahead of the results as those allow.
 */
final class Feed extends Thread {
    private static final int LARGEST_BATCH = 1024;
    private static final long LARGEST_BATCH_BYTES = 256 * 1024;

    private final PoolEngine engine;
    private final CallGroup group;
    private final PooledResults<?> results;
    private final Iterator<?> input;
    private final boolean lazy;
    private final int chunk;
    private final Consumer<Feed> whenEnded;

    /** Shows who made the call, which is in no stack trace of this thread. */
    private final RemoteTraceback calledHere;

    private final AtomicBoolean holding = new AtomicBoolean(true);

    /** Whether the input is being read; who takes this away has ended the feed, which does nothing with what it reads then. */
    private final AtomicBoolean reading = new AtomicBoolean();

    private final AtomicBoolean ended = new AtomicBoolean();

    /** Why the input is read no further; empty if nobody is there to be told. */
    private volatile @Nullable String stopped;

    private volatile boolean cancelled;

    /**
     * A feed of a pool that it holds; made in the call that it is for.
     *
     * @param call what that is called in the text of a failure
     * @param lazy whether items come to be as they are read, so that reading must stop when the pool is closed
     * @param chunk how many items are handed to a worker together
     * @param whenEnded told when the input is read no more
     */
    Feed(
            String call,
            PoolEngine engine,
            CallGroup group,
            PooledResults<?> results,
            Iterator<?> input,
            boolean lazy,
            int chunk,
            Consumer<Feed> whenEnded) {
        super(engine.name() + "-input");
        setDaemon(true);
        this.engine = engine;
        this.group = group;
        this.results = results;
        this.input = input;
        this.lazy = lazy;
        this.chunk = chunk;
        if (lazy && chunk > 1) {
            group.argumentsMayChange();
        }
        this.whenEnded = whenEnded;
        this.calledHere = RemoteTraceback.ofInput(getName(), call);
    }

    static String reason(PoolState state) {
        return "the pool was " + (state == PoolState.CLOSED ? "closed" : "terminated")
                + " before the input of this iteration was read to its end";
    }

    /** The pool takes no more tasks. */
    void poolCloses() {
        if (lazy) {
            stopReading(reason(PoolState.CLOSED));
        } else {
            results.readOn();
        }
    }

    /** The pool does no more tasks. */
    void poolEnds() {
        stopReading(reason(PoolState.ENDED));
    }

    /** Nobody wants the results any more. */
    void cancel() {
        cancelled = true;
        stopReading("the iterator was closed");
        group.cancel();
    }

    private void stopReading(String reason) {
        if (stopped == null) {
            stopped = reason;
        }
        if (reading.compareAndSet(true, false)) {
            end(new CancellationException(reason)); // Nobody knows when the input lets go of this thread.
        }
        results.stopFeed();
        interrupt();
        releaseHold();
    }

    private void releaseHold() {
        if (holding.compareAndSet(true, false)) {
            engine.releaseHold();
        }
    }

    /** Says that no more items come, once. */
    private void end(@Nullable Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            results.end(failure == null ? null : new CallOutcome.Failure(withCall(failure)));
            group.end();
            releaseHold();
        }
    }

    /** Starts it; what it holds is given up if the system has no thread left. */
    void begin() {
        boolean begun = false;
        try {
            FaultPoint.reach("thread-starting");
            start();
            begun = true;
        } finally {
            if (!begun) {
                end(null);
                whenEnded.accept(this);
            }
        }
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            boolean more = true;
            while (more && stopped == null && results.awaitRoom(chunk)) {
                more = feed();
            }
            if (more && stopped != null) {
                failure = new CancellationException(stopped);
            }
        } catch (Throwable e) {
            failure = stopped == null ? e : new CancellationException(stopped);
        } finally {
            end(failure);
            whenEnded.accept(this);
        }
    }

    /** The failure with a note of the call, once: an input may throw the same object again and again. */
    private Throwable withCall(Throwable failure) {
        try {
            for (Throwable note : failure.getSuppressed()) {
                if (note instanceof RemoteTraceback && calledHere.toString().equals(note.toString())) {
                    return failure;
                }
            }
            failure.addSuppressed(calledHere);
        } catch (OutOfMemoryError e) {
            // Without the note then: whoever waits for the failure has to get it.
        }
        return failure;
    }

    /**
     * Reads and submits some items. Those of a collection are there already; of any other input one chunk at a time is
     * read, since it may wait for the results of what it gave before.
     *
     * @return whether there may be more
     */
    private boolean feed() {
        int most = lazy ? chunk : Math.max(chunk, Math.min(LARGEST_BATCH, results.room()) / chunk * chunk);
        PooledResults<?>.Part part = results.part(most);
        CallGroup.Batch batch = group.batch(chunk, part);
        Throwable failure = null;
        boolean more = true;
        boolean sent = true;
        reading.set(true);
        while (sent && part.size() < most && batch.bytes() < LARGEST_BATCH_BYTES) {
            Object item;
            try {
                more = stopped == null && input.hasNext();
                if (!more) {
                    break;
                }
                item = input.next();
            } catch (Throwable e) {
                failure = e;
                break;
            }
            sent = add(batch, item, part);
        }
        if (!reading.compareAndSet(true, false)) {
            return false;
        }
        submit(batch, part);
        if (failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return more || stopped != null;
    }

    /** Adds an item to a part, and its call to the batch of that; returns whether it can be sent. */
    private boolean add(CallGroup.Batch batch, @Nullable Object item, PooledResults<?>.Part part) {
        part.add(item);
        try {
            batch.addOne(item);
        } catch (Throwable e) {
            part.refuse(withCall(e));
            return false;
        }
        part.sent(batch.bytes());
        return true;
    }

    private void submit(CallGroup.Batch batch, PooledResults<?>.Part part) {
        if (part.size() == 0) {
            return;
        }
        part.end();
        try {
            if (batch.size() > 0) {
                group.submit(batch);
            }
        } catch (Throwable refused) {
            String reason = stopped;
            Throwable failure = reason == null ? refused : new CancellationException(reason);
            part.fail(withCall(failure));
            throw Sneaky.rethrow(failure);
        }
        if (cancelled) {
            group.cancel();
        }
    }
}
