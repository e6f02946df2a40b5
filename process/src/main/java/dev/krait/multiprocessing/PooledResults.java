package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The results of calls that a {@link Feed} submits, in the order of the items or in that of their ends.
 *
 * <p>Three parties meet here: the feed adds slots, the pool's threads settle them, a caller takes the outcomes. Whoever
 * takes moves all that is there into a buffer of its own at a time, so that the lock all share is seldom wanted by two.
 *
 * <p>The feed may be ahead of the caller by a number of items that is small at first and doubles while the caller takes
 * results quickly, and by a number of bytes.
 */
final class PooledResults<R extends @Nullable Object> extends AbstractResults<R> {
    private static final int MOST_AHEAD = 8192;
    private static final int LEAST_AHEAD = 16;
    private static final long MOST_BYTES_AHEAD = 16L << 20;
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** In the place of an outcome that its slot need not keep: a slot may be kept for as long as others of its chunk run. */
    private static final CallOutcome HANDED_OVER = new CallOutcome.Value(null);

    private final String call;
    private final boolean ordered;

    /** Held by whoever takes, also while waiting. */
    private final ReentrantLock taking = new ReentrantLock();

    @GuardedBy("taking")
    private final Deque<CallOutcome> buffer = new ArrayDeque<>();

    @GuardedBy("taking")
    private long takenAtMark;

    @GuardedBy("taking")
    private long markedAt = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition room = lock.newCondition();

    /** In order: all slots whose outcomes were not moved. */
    @GuardedBy("lock")
    private final Deque<Slot> slots = new ArrayDeque<>();

    /** In any order: the outcomes that were not moved. */
    @GuardedBy("lock")
    private final Deque<CallOutcome> arrived = new ArrayDeque<>();

    @GuardedBy("lock")
    private long moved;

    @GuardedBy("lock")
    private long unsettled;

    @GuardedBy("lock")
    private long bytesAhead;

    @GuardedBy("lock")
    private int callersWaiting;

    @GuardedBy("lock")
    private boolean ended;

    @GuardedBy("lock")
    private @Nullable CallOutcome lastFailure;

    @GuardedBy("lock")
    private boolean feedStopped;

    @GuardedBy("lock")
    private boolean boundless;

    /** Written under {@code lock}. */
    private volatile long added;

    /** Written under {@code taking}. */
    private volatile long taken;

    /** Written under {@code taking}. */
    private volatile int mostAhead;

    private volatile boolean feedWaits;
    private volatile boolean closed;
    private @Nullable Feed feed;

    /** Counted by the feed's thread. */
    private long made;

    PooledResults(String call, boolean ordered, int workers, int chunk) {
        this.call = call;
        this.ordered = ordered;
        this.mostAhead = (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_AHEAD, 2L * workers * Math.max(2, chunk)));
    }

    /** Names the feed, before it is started. */
    void fedBy(Feed newFeed) {
        feed = newFeed;
    }

    // What follows is called by the feed.

    Slot newSlot(@Nullable Object item) {
        return new Slot(this, made++, item);
    }

    /** Who is told of the calls of some slots, which forgets each slot when its call has ended. */
    BatchReceiver receiver(List<@Nullable Slot> ofSlots) {
        return new BatchReceiver() {
            @Override
            public String describe(int index) {
                Slot slot = ofSlots.get(index);
                return slot == null ? "an item of " + call : slot.describe();
            }

            @Override
            public void settled(int index, CallOutcome outcome) {
                Slot slot = ofSlots.set(index, null);
                if (slot != null) {
                    PooledResults.this.settled(slot, outcome);
                }
            }

            @Override
            public void settled(int index, CallOutcomes outcomes) {
                PooledResults.this.settled(ofSlots, index, outcomes);
            }

            @Override
            public CallReceiver of(int index) {
                Slot slot = requireNonNull(ofSlots.get(index));
                return new CallReceiver() {
                    @Override
                    public String describe() {
                        return slot.describe();
                    }

                    @Override
                    public void settled(CallOutcome outcome) {
                        ofSlots.set(index, null);
                        slot.settled(outcome);
                    }
                };
            }
        };
    }

    /** How many items may be read now. */
    int room() {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, mostAhead - (added - taken)));
    }

    /**
     * Waits until some items may be read.
     *
     * @return false if none may be any more
     */
    boolean awaitRoom(int items) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!feedStopped && !hasRoom(items)) {
                feedWaits = true;
                if (!hasRoom(items)) { // Looked at again: whoever takes looks at the flag only after taking.
                    room.await();
                }
                feedWaits = false;
            }
            return !feedStopped;
        } finally {
            feedWaits = false;
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean hasRoom(int items) {
        return (boundless || added == taken || room() >= items)
                && (unsettled == 0 || bytesAhead < MOST_BYTES_AHEAD || boundless);
    }

    void add(List<? extends Slot> newSlots) {
        lock.lock();
        try {
            for (Slot slot : newSlots) {
                bytesAhead += slot.bytes;
                unsettled++;
                if (ordered) {
                    slots.add(slot);
                }
                CallOutcome known = slot.unprepared;
                if (known != null) {
                    settle(slot, known);
                }
            }
            long before = added;
            added = before + newSlots.size();
            tellCallers();
        } finally {
            lock.unlock();
        }
    }

    /** No more slots come; a failure takes the place after them. */
    void end(@Nullable CallOutcome failure) {
        lock.lock();
        try {
            ended = true;
            lastFailure = failure;
            tellCallers();
        } finally {
            lock.unlock();
        }
    }

    // What follows is called by those who stop the feed.

    /** Lets the feed end instead of waiting for room. */
    void stopFeed() {
        lock.lock();
        try {
            feedStopped = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the feed read to the end of its input, however slowly results are taken. */
    void readOn() {
        lock.lock();
        try {
            boundless = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void tellCallers() {
        if (callersWaiting > 0) {
            news.signalAll();
        }
    }

    /** By a thread of the pool. */
    private void settled(Slot slot, CallOutcome outcome) {
        lock.lock();
        try {
            settle(slot, outcome);
        } finally {
            lock.unlock();
        }
    }

    private void settled(List<@Nullable Slot> ofSlots, int index, CallOutcomes outcomes) {
        lock.lock();
        try {
            for (int i = 0; i < outcomes.size(); i++) {
                Slot slot = ofSlots.get(index + i);
                if (slot != null) {
                    settle(slot, outcomeOf(outcomes, i));
                    ofSlots.set(index + i, null);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static CallOutcome outcomeOf(CallOutcomes outcomes, int call) {
        try {
            return outcomes.get(call);
        } catch (OutOfMemoryError e) { // The others are told all the same.
            return CallOutcome.NO_MEMORY;
        }
    }

    @GuardedBy("lock")
    private void settle(Slot slot, CallOutcome outcome) {
        if (slot.outcome != null) {
            return;
        }
        if (!ordered && !closed) {
            arrived.add(outcome); // First, since it may find no memory.
        }
        slot.outcome = !ordered || closed ? HANDED_OVER : outcome;
        unsettled--;
        bytesAhead -= slot.bytes;
        if (callersWaiting > 0 && (!ordered || slots.peek() == slot)) {
            news.signalAll();
        }
        if (feedWaits && slot.bytes > 0) {
            room.signalAll();
        }
    }

    // What follows is called by whoever takes results.

    @Override
    boolean awaitNext() throws InterruptedException {
        taking.lockInterruptibly();
        try {
            if (closed) {
                return false;
            }
            if (!buffer.isEmpty()) {
                return true;
            }
            lock.lockInterruptibly();
            try {
                while (!closed && added == moved && !ended) {
                    awaitNews(Long.MAX_VALUE);
                }
                return !closed && (added > moved || lastFailure != null);
            } finally {
                lock.unlock();
            }
        } finally {
            taking.unlock();
        }
    }

    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop") // Both callers loop.
    private long awaitNews(long nanos) throws InterruptedException {
        callersWaiting++;
        try {
            return news.awaitNanos(nanos);
        } finally {
            callersWaiting--;
        }
    }

    @Override
    @Nullable
    CallOutcome poll(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the next result");
        }
        if (nanos == Long.MAX_VALUE) {
            taking.lockInterruptibly();
        } else if (!taking.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return null;
        }
        try {
            if (buffer.isEmpty() && !closed) {
                refill(nanos == Long.MAX_VALUE ? nanos : deadline - System.nanoTime());
            }
            CallOutcome outcome = closed ? null : buffer.poll();
            if (outcome != null) {
                oneTaken();
            } else if (closed) {
                throw new NoSuchElementException("this iterator was closed");
            }
            return outcome;
        } finally {
            taking.unlock();
        }
    }

    @GuardedBy("taking")
    private void oneTaken() {
        long now = taken + 1;
        taken = now;
        if (now - takenAtMark >= mostAhead) {
            long time = System.nanoTime();
            if (time - markedAt < QUICK_NANOS) {
                mostAhead = Math.max(mostAhead, Math.min(MOST_AHEAD, 2 * mostAhead));
            }
            takenAtMark = now;
            markedAt = time;
        }
        if (feedWaits && (room() >= mostAhead / 4 || added == taken)) {
            lock.lock();
            try {
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Moves what is there into the buffer, waiting for it if there is none. */
    @GuardedBy("taking")
    private void refill(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!closed && !move()) {
                if (ended && added == moved) {
                    CallOutcome failure = lastFailure;
                    lastFailure = null;
                    if (failure == null) {
                        throw new NoSuchElementException("all results have been taken");
                    }
                    buffer.add(failure);
                    return;
                }
                if (left <= 0) {
                    return;
                }
                left = awaitNews(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    @SuppressWarnings("GuardedBy") // Only called with both locks held.
    private boolean move() {
        int before = buffer.size();
        if (ordered) {
            for (Slot first = slots.peek(); first != null && first.outcome != null; first = slots.peek()) {
                buffer.add(first.outcome);
                first.outcome = HANDED_OVER;
                slots.remove();
            }
        } else {
            buffer.addAll(arrived);
            arrived.clear();
        }
        moved += buffer.size() - before;
        return buffer.size() > before;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            slots.clear();
            arrived.clear();
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (feed != null) {
            feed.cancel();
        }
    }

    /** The place of one item. */
    static final class Slot {
        private final PooledResults<?> results;
        private final long index;
        private final @Nullable Object item;
        private long bytes;

        /** Guarded by the lock. */
        private @Nullable CallOutcome outcome;

        /** Why there is no call. */
        private @Nullable CallOutcome unprepared;

        Slot(PooledResults<?> results, long index, @Nullable Object item) {
            this.results = results;
            this.index = index;
            this.item = item;
        }

        /** Before the slot is added. */
        void bytes(long itsBytes) {
            bytes = itsBytes;
        }

        /** The item cannot be sent; before the slot is added. */
        void unprepared(Throwable reason) {
            unprepared = new CallOutcome.Failure(reason);
        }

        String describe() {
            return ItemText.of(index, item, results.call);
        }

        void settled(CallOutcome known) {
            results.settled(this, known);
        }
    }
}
