package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The results of calls that a {@link Feed} submits, in the order of the items or in that of their ends.
 *
 * <p>Three parties meet here: the feed adds parts of the input, the pool's threads settle their items, a caller takes the
 * outcomes. Whoever takes moves all that is there into a {@link Handful} at a time, so that the lock all share is seldom
 * wanted by two.
 *
 * <p>The feed may be ahead of the caller by a number of items that is small at first and doubles while the caller takes
 * results quickly, and by a number of bytes.
 */
final class PooledResults<R extends @Nullable Object> extends AbstractResults<R> {
    private static final int MOST_AHEAD = 8192;
    private static final int LEAST_AHEAD = 16;
    private static final int FIRST_PLACES = 16;
    private static final long MOST_BYTES_AHEAD = 16L << 20;
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** In the place of an item whose call has ended: a part may be kept for as long as others of its calls run. */
    private static final Object SETTLED = new Object();

    /** In the place of a null that a call returned. */
    private static final CallOutcome NULL = new CallOutcome.Value(null);

    private final String call;
    private final String pool;
    private final boolean ordered;

    /** Held by whoever finds nothing to take, also while waiting. */
    private final ReentrantLock taking = new ReentrantLock();

    /** What is to be taken next; written under {@code taking}, when all before it was taken. */
    private volatile Handful here = new Handful(new Object[0], 0);

    @GuardedBy("taking")
    private long markedAt = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition room = lock.newCondition();

    /** In order: the first part with outcomes that were not moved, from which one leads to the next. */
    @GuardedBy("lock")
    private @Nullable Part firstPart;

    @GuardedBy("lock")
    private @Nullable Part lastPart;

    /**
     * What calls returned and was not moved, and a {@link CallOutcome} where that is null or not here. In any order: with room
     * for all that are still to come. In order: what follows those that were moved, while it is being moved.
     */
    @GuardedBy("lock")
    private final ArrayList<Object> arrived = new ArrayList<>();

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

    /** Written under {@code lock}. */
    private volatile boolean boundless;

    /** Written under {@code lock}. */
    private volatile long added;

    /** Written under {@code taking}. */
    private volatile int mostAhead;

    /** When so many were taken, the caller's speed is looked at. Written under {@code taking}. */
    private volatile long nextMark;

    private volatile boolean feedWaits;
    private volatile boolean closed;
    private @Nullable Feed feed;

    /** Counted by the feed's thread. */
    private long made;

    PooledResults(String call, String pool, boolean ordered, int workers, int chunk) {
        this.call = call;
        this.pool = pool;
        this.ordered = ordered;
        this.mostAhead = (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_AHEAD, 2L * workers * Math.max(2, chunk)));
        this.nextMark = mostAhead;
    }

    /** Names the feed, before it is started. */
    void fedBy(Feed newFeed) {
        feed = newFeed;
    }

    // What follows is called by the feed.

    /** Begins a part of the input, which follows those before it and has so many items at most. */
    Part part(int most) {
        return new Part(Math.min(most, FIRST_PLACES));
    }

    /** How many items may be read now. */
    int room() {
        if (boundless) {
            return MOST_AHEAD;
        }
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, mostAhead - (added - here.taken())));
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
        return (boundless || added == here.taken() || room() >= items)
                && (unsettled == 0 || bytesAhead < MOST_BYTES_AHEAD || boundless);
    }

    private void add(Part part) {
        lock.lock();
        try {
            if (ordered) {
                append(part);
            } else {
                arrived.ensureCapacity(Math.toIntExact(arrived.size() + unsettled + part.size));
            }
            bytesAhead += part.bytes();
            unsettled += part.size;
            CallOutcome refused = part.refused;
            if (refused != null) {
                settle(part, part.size - 1, refused);
            }
            long before = added;
            added = before + part.size;
            tellCallers();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void append(Part part) {
        if (lastPart == null) {
            firstPart = part;
        } else {
            lastPart.next = part;
        }
        lastPart = part;
    }

    /** No more items come; a failure takes the place after them. */
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

    /** An item has its outcome; does nothing if it had one before. */
    @GuardedBy("lock")
    private void settle(Part part, int place, Object outcome) {
        if (part.items[place] == SETTLED) {
            return;
        }
        if (!closed && ordered) {
            part.outcomes[place] = outcome;
        } else if (!closed) {
            arrived.add(outcome);
        }
        part.items[place] = SETTLED;
        unsettled--;
        long itsBytes = part.bytes(place);
        bytesAhead -= itsBytes;
        if (callersWaiting > 0 && (!ordered || (firstPart == part && part.movedHere == place))) {
            news.signalAll();
        }
        if (feedWaits && itsBytes > 0) {
            room.signalAll();
        }
    }

    // What follows is called by whoever takes results.

    @Override
    boolean awaitNext() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before it was known whether there is a next result");
        }
        if (!closed && !here.isEmpty()) {
            return true;
        }
        taking.lockInterruptibly();
        try {
            if (!closed && !here.isEmpty()) {
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
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the next result");
        }
        CallOutcome outcome = closed ? null : here.take();
        if (outcome == null) {
            outcome = awaitOutcome(nanos);
        }
        if (outcome != null) {
            oneTaken();
        }
        return outcome;
    }

    private @Nullable CallOutcome awaitOutcome(long nanos) throws InterruptedException {
        boolean forever = nanos == Long.MAX_VALUE;
        long deadline = forever ? 0 : System.nanoTime() + nanos;
        if (forever) {
            taking.lockInterruptibly();
        } else if (!taking.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return null;
        }
        try {
            while (!closed) {
                CallOutcome outcome = here.take();
                if (outcome != null) {
                    return outcome;
                }
                if (!refill(forever ? nanos : deadline - System.nanoTime())) {
                    return null;
                }
            }
            throw new NoSuchElementException("this iterator was closed");
        } finally {
            taking.unlock();
        }
    }

    private void oneTaken() {
        long taken = here.taken();
        if (taken >= nextMark) {
            mark(taken);
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

    /** Lets the feed go further ahead if results are taken quickly; whoever takes the next one does it if another is at it. */
    private void mark(long taken) {
        if (!taking.tryLock()) {
            return;
        }
        try {
            if (taken >= nextMark) {
                long time = System.nanoTime();
                if (time - markedAt < QUICK_NANOS) {
                    mostAhead = Math.max(mostAhead, Math.min(MOST_AHEAD, 2 * mostAhead));
                }
                nextMark = taken + mostAhead;
                markedAt = time;
            }
        } finally {
            taking.unlock();
        }
    }

    /**
     * Moves what is there to whoever takes, who has taken all that was there before; waits for it if there is none.
     *
     * @return false if there is nothing in time
     */
    @GuardedBy("taking")
    private boolean refill(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!closed && !move()) {
                if (ended && added == moved) {
                    if (lastFailure == null) {
                        throw new NoSuchElementException("all results have been taken");
                    }
                    here = new Handful(new Object[] {lastFailure}, here.taken());
                    lastFailure = null;
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                left = awaitNews(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean move() {
        for (Part first = firstPart; first != null && gather(first); first = firstPart) {
            firstPart = first.next;
            first.next = null; // Who still knows the part must not keep all that follow.
        }
        if (firstPart == null) {
            lastPart = null;
        }
        if (arrived.isEmpty()) {
            return false;
        }
        here = new Handful(arrived.toArray(), here.taken());
        moved += arrived.size();
        arrived.clear();
        return true;
    }

    /** Gathers what is there of a part in order; returns whether that was the last of it. */
    @GuardedBy("lock")
    private boolean gather(Part part) {
        while (part.movedHere < part.size) {
            Object outcome = part.outcomes[part.movedHere];
            if (outcome == null) {
                return false;
            }
            arrived.add(outcome);
            part.outcomes[part.movedHere++] = null;
        }
        return true;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            firstPart = null;
            lastPart = null;
            arrived.clear();
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (feed != null) {
            feed.cancel();
        }
    }

    /** Takes the lock that is held for a moment only, not the one of who waits. */
    @Override
    public String toString() {
        String progress;
        lock.lock();
        try {
            long takenNow = Math.min(here.taken(), added); // A failure of the input is taken too, and no item.
            progress = takenNow + " taken"
                    + (closed
                            ? ", closed"
                            : ", " + Math.max(0, added - unsettled - takenNow) + " there, of " + added + " items"
                                    + (ended ? "" : " read so far"));
        } finally {
            lock.unlock();
        }
        return text(call, pool, progress);
    }

    /** Items that are submitted together; of those that cannot be sent, it has at most one, as its last. */
    final class Part implements BatchReceiver {
        private static final Object[] NONE = {};

        private final long first = made;
        private int size;

        /** {@link #SETTLED} where a call has ended; guarded by the lock once the part was added. */
        private @Nullable Object[] items;

        /** How many bytes the items take up to each, and with it. */
        private long[] bytesWith;

        /** In order: the outcomes that were not moved. Guarded by the lock. */
        private @Nullable Object[] outcomes = NONE;

        /** How many of them were moved. Guarded by the lock. */
        private int movedHere;

        /** Why there is no call for the last item. */
        private @Nullable CallOutcome refused;

        /** The one behind it. Guarded by the lock. */
        private @Nullable Part next;

        private Part(int places) {
            items = new @Nullable Object[places];
            bytesWith = new long[places];
        }

        /** Takes an item, before its call is added to the batch of this part. */
        void add(@Nullable Object item) {
            if (size == items.length) {
                items = Arrays.copyOf(items, 2 * size);
                bytesWith = Arrays.copyOf(bytesWith, 2 * size);
            }
            items[size] = item;
            bytesWith[size] = bytes();
            size++;
            made++;
        }

        /** The last item is in the batch, which takes so many bytes with it. */
        void sent(long bytes) {
            bytesWith[size - 1] = bytes;
        }

        /** The last item cannot be sent. */
        void refuse(Throwable reason) {
            refused = new CallOutcome.Failure(reason);
        }

        int size() {
            return size;
        }

        /** All items are there; before they are submitted. */
        void end() {
            if (ordered) {
                outcomes = new @Nullable Object[size];
            }
            PooledResults.this.add(this);
        }

        private long bytes() {
            return size == 0 ? 0 : bytesWith[size - 1];
        }

        private long bytes(int place) {
            return place == 0 ? bytesWith[0] : bytesWith[place] - bytesWith[place - 1];
        }

        /** None of the items has been submitted. */
        void fail(Throwable reason) {
            var failure = new CallOutcome.Failure(reason);
            for (int i = 0; i < size; i++) {
                settled(i, failure);
            }
        }

        @Override
        public String describe(int index) {
            return describe(index, items[index]);
        }

        private String describe(int index, @Nullable Object item) {
            return item == SETTLED ? "an item of " + call : ItemText.of(first + index, item, call);
        }

        @Override
        public void settled(int index, CallOutcome outcome) {
            lock.lock();
            try {
                settle(this, index, outcome);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void settled(int index, CallOutcomes known) {
            lock.lock();
            try {
                for (int i = 0; i < known.size(); i++) {
                    Object value = known.isValue(i) ? known.value(i) : outcomeOf(known, i);
                    settle(this, index + i, value == null ? NULL : value);
                }
            } finally {
                lock.unlock();
            }
        }

        private CallOutcome outcomeOf(CallOutcomes known, int index) {
            try {
                return known.get(index);
            } catch (OutOfMemoryError e) { // The others are told all the same.
                return CallOutcome.NO_MEMORY;
            }
        }

        /** Describes the item also when its call has ended. */
        @Override
        public CallReceiver of(int index) {
            Object item = items[index];
            return new CallReceiver() {
                @Override
                public String describe() {
                    return Part.this.describe(index, item);
                }

                @Override
                public void settled(CallOutcome outcome) {
                    Part.this.settled(index, outcome);
                }
            };
        }
    }
}
