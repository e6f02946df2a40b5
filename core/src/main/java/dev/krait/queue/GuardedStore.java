package dev.krait.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.threading.internal.ReentrantSync;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The items of one queue behind their lock: who may touch them, who waits, what is unfinished, and whether it is over.
 *
 * <p>Where and in which order the items lie is the business of the storage hooks, which are called here, with the lock
 * held, and nowhere else. Each call states its own result; turning it into Python's exceptions is left to
 * {@link Queue}, the only direct subclass. It is a subclass rather than the owner of such an object because each
 * reference to follow costs time while the lock is held.
 */
@SuppressWarnings("this-escape") // the lock only keeps the queue for reports, which name it
abstract class GuardedStore<E extends @Nullable Object> {
    /** What getting returns in place of an item when there is none; null would be an item. */
    static final Object NOTHING = new Object();

    /** More nanoseconds than a wait can last. */
    static final long FOR_EVER = Long.MAX_VALUE;

    // One lock, as in Python. Both sides hold it for some ten nanoseconds, and whoever finds it taken sleeps while the
    // other works through a long run of items; two locks, as LinkedBlockingQueue has them, meet at a counter each time.
    private final ReentrantSync lock = new ReentrantSync(this);
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Condition allTasksDone = lock.newCondition();

    private final int maxsize;

    @GuardedBy("lock")
    private boolean initialized;

    @GuardedBy("lock")
    private boolean shutDown;

    @GuardedBy("lock")
    private long unfinishedTasks;

    /** Items that were taken out of the store and refused by whom they were meant for, the next one last. */
    @GuardedBy("lock")
    private final List<E> returned = new ArrayList<>(0);

    GuardedStore(int maxsize) {
        this.maxsize = maxsize;
    }

    abstract void initItems(int maxsize);

    abstract int countItems();

    abstract void putItem(E item);

    abstract E getItem();

    abstract Iterator<E> iterateItems();

    final int limit() {
        return maxsize;
    }

    final int size() {
        lock.lock();
        try {
            return count();
        } finally {
            lock.unlock();
        }
    }

    final boolean atLimit() {
        lock.lock();
        try {
            return noPlace();
        } finally {
            lock.unlock();
        }
    }

    final long unfinished() {
        lock.lock();
        try {
            return unfinishedTasks;
        } finally {
            lock.unlock();
        }
    }

    final boolean over() {
        lock.lock();
        try {
            return shutDown;
        } finally {
            lock.unlock();
        }
    }

    /** Puts if a place becomes free in time; says whether it did. */
    final boolean putWithin(E item, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            refuseIfShutDown();
            long left = nanos;
            while (noPlace()) {
                if (left <= 0) {
                    return false;
                }
                left = await(notFull, left);
                refuseIfShutDown();
            }
            admit(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts if there is a free place; says whether it did. */
    final boolean putNow(E item) {
        lock.lock();
        try {
            refuseIfShutDown();
            if (noPlace()) {
                return false;
            }
            admit(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next item if one arrives in time, else {@link #NOTHING}. */
    final @Nullable Object getWithin(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (count() == 0) {
                refuseIfOver();
                if (left <= 0) {
                    return NOTHING;
                }
                left = await(notEmpty, left);
            }
            return release();
        } finally {
            lock.unlock();
        }
    }

    /** The next item if there is one, else {@link #NOTHING}. */
    final @Nullable Object getNow() {
        lock.lock();
        try {
            if (count() == 0) {
                refuseIfOver();
                return NOTHING;
            }
            return release();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves items to a collection, next one first, until none is left or the most are moved; says how many. An item that
     * the collection refuses stays and is the next one. It is kept beside the store, which has no hook for putting
     * something back to where it was.
     */
    final int drain(Collection<? super E> target, int most) {
        lock.lock();
        try {
            int moved = 0;
            while (moved < most && count() > 0) {
                E item = release();
                boolean added = false;
                try {
                    target.add(item);
                    added = true;
                } finally {
                    if (!added) {
                        returned.add(item);
                        notEmpty.signal();
                    }
                }
                moved++;
            }
            return moved;
        } finally {
            lock.unlock();
        }
    }

    /** Makes an item the next one that was got before. */
    final void giveBack(E item) {
        lock.lock();
        try {
            returned.add(item);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    final void finish() {
        lock.lock();
        try {
            if (unfinishedTasks == 0) {
                throw new IllegalStateException("taskDone() called too many times on " + this
                        + "; call it once for each item that was got, and not for items that shutdown(true)"
                        + " threw away");
            }
            finishOne();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the last task to be done; says whether it was in time. */
    final boolean joinWithin(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (unfinishedTasks > 0) {
                if (left <= 0) {
                    return false;
                }
                left = await(allTasksDone, left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    final void end(boolean immediate) {
        lock.lock();
        try {
            shutDown = true;
            if (immediate) {
                dropAll();
            }
        } finally {
            // Also after a hook that threw: the queue is shut down all the same, and all who wait have to know.
            notEmpty.signalAll();
            notFull.signalAll();
            lock.unlock();
        }
    }

    /** Throws all items away as done. */
    final void clear() {
        lock.lock();
        try {
            dropAll();
        } finally {
            lock.unlock();
        }
    }

    /** The item that would be got next, or {@link #NOTHING}; it stays. */
    final @Nullable Object peek() {
        lock.lock();
        try {
            if (!returned.isEmpty()) {
                return returned.get(returned.size() - 1);
            }
            return count() == 0 ? NOTHING : iterateItems().next();
        } finally {
            lock.unlock();
        }
    }

    final List<E> snapshot() {
        lock.lock();
        try {
            var items = new ArrayList<E>(count());
            for (int i = returned.size() - 1; i >= 0; i--) {
                items.add(returned.get(i));
            }
            if (countItems() > 0) {
                iterateItems().forEachRemaining(items::add);
            }
            return items;
        } finally {
            lock.unlock();
        }
    }

    /** Throws away, as done, up to {@code most} of the items that a test picks; says how many. */
    final int dropIf(Predicate<? super E> unwanted, int most) {
        lock.lock();
        try {
            int dropped = 0;
            prepare();
            for (int i = returned.size() - 1; dropped < most && i >= 0; i--) {
                if (unwanted.test(returned.get(i))) {
                    returned.remove(i);
                    dropped++;
                    placeIsFree();
                    finishOne();
                }
            }
            if (dropped < most && countItems() > 0) {
                Iterator<E> items = iterateItems();
                if (most == Integer.MAX_VALUE && items instanceof Sweep<E> sweep) {
                    int swept = sweep.removeRemaining(unwanted);
                    for (int i = 0; i < swept; i++) {
                        placeIsFree();
                        finishOne();
                    }
                    return dropped + swept;
                }
                while (dropped < most && items.hasNext()) {
                    if (unwanted.test(items.next())) {
                        items.remove();
                        dropped++;
                        placeIsFree();
                        finishOne();
                    }
                }
            }
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws away, as done, one of several occurrences of an item: the one that had so many before and behind it. Are
     * there fewer by now, those at the front are taken to have left, and this one perhaps with them; are there more,
     * those at the back are taken to have come.
     */
    final void dropOne(E item, int before, int behind) {
        lock.lock();
        try {
            int there = occurrences(item, snapshot());
            int[] toPass = {there > before + 1 + behind ? before : there - 1 - behind};
            if (toPass[0] >= 0) {
                dropIf(stored -> isSame(stored, item) && toPass[0]-- == 0, 1);
            }
        } finally {
            lock.unlock();
        }
    }

    static int occurrences(@Nullable Object item, List<?> items) {
        int found = 0;
        for (Object other : items) {
            if (isSame(item, other)) {
                found++;
            }
        }
        return found;
    }

    @SuppressWarnings("ReferenceEquality") // the very item is meant, not one like it
    private static boolean isSame(@Nullable Object item, @Nullable Object other) {
        return item == other;
    }

    /** What a reader wants to know; one who looks at a deadlock must not be caught in it. */
    final String describe() {
        if (!lock.lockForALook()) {
            return "[in use by a call that does not end]";
        }
        try {
            return "[size=" + count() + (maxsize > 0 ? ", maxsize=" + maxsize : "") + ", unfinished=" + unfinishedTasks
                    + (shutDown ? ", shut down]" : "]");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the store up at the first use. Were it done by the constructor, as in Python, a subclass would find its own
     * fields not yet set, and what the hook put into them overwritten afterwards.
     */
    @GuardedBy("lock")
    private void prepare() {
        if (!initialized) {
            initItems(maxsize);
            initialized = true;
        }
    }

    @GuardedBy("lock")
    private int count() {
        boolean counted = false;
        try {
            prepare();
            int items = countItems() + returned.size();
            counted = true;
            return items;
        } finally {
            if (!counted) {
                // The thread that fails may have been woken for an item or a place: let others look for it.
                notEmpty.signal();
                notFull.signal();
            }
        }
    }

    @GuardedBy("lock")
    private boolean noPlace() {
        return maxsize > 0 && count() >= maxsize;
    }

    @GuardedBy("lock")
    private void admit(E item) {
        prepare();
        boolean stored = false;
        try {
            putItem(item);
            stored = true;
        } finally {
            if (!stored) {
                // The place is still free, and the thread woken for it may be this one: let another have it.
                notFull.signal();
            }
        }
        unfinishedTasks++;
        notEmpty.signal();
    }

    @GuardedBy("lock")
    private E release() {
        boolean taken = false;
        try {
            E item = returned.isEmpty() ? getItem() : returned.remove(returned.size() - 1);
            taken = true;
            return item;
        } finally {
            if (taken) {
                placeIsFree();
            } else {
                notEmpty.signal();
            }
        }
    }

    @GuardedBy("lock")
    private void placeIsFree() {
        if (maxsize > 0) {
            notFull.signal();
        }
    }

    @GuardedBy("lock")
    private void dropAll() {
        while (count() > 0) {
            release();
            finishOne();
        }
    }

    /** Counts one task as done; a store of the user's that made up items of its own may hold more than are unfinished. */
    @GuardedBy("lock")
    private void finishOne() {
        if (unfinishedTasks > 0 && --unfinishedTasks == 0) {
            allTasksDone.signalAll();
        }
    }

    @GuardedBy("lock")
    private void refuseIfShutDown() {
        if (shutDown) {
            throw new QueueShutDownException("cannot put: " + this + " takes no more items");
        }
    }

    @GuardedBy("lock")
    private void refuseIfOver() {
        if (shutDown) {
            throw new QueueShutDownException("cannot get: " + this + " is empty and will stay so");
        }
    }

    /** One wait of a loop; without a time limit it needs no timer. */
    @SuppressWarnings("WaitNotInLoop") // all callers loop
    private static long await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == FOR_EVER) {
            condition.await();
            return FOR_EVER;
        }
        return condition.awaitNanos(nanos);
    }
}
