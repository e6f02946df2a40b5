package dev.krait.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.threading.internal.ReentrantSync;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue between threads without limit, without tasks to be marked done and without shutdown.
 *
 * <p>Mirrors Python's {@code queue.SimpleQueue}. Any number of threads, virtual ones too, may use it at once. Putting
 * never waits and never fails, so it may be done where nothing may, such as in a {@link java.lang.ref.Cleaner}. What a
 * thread did before putting an item <i>happens-before</i> what follows the call that gets it. Null is an item like any
 * other.
 *
 * @param <E> the type of the items
 */
public final class SimpleQueue<E extends @Nullable Object> {
    private final ReentrantSync lock = new ReentrantSync(this);
    private final Condition notEmpty = lock.newCondition();

    @GuardedBy("lock")
    private final LinkedBlocks<E> items = new LinkedBlocks<>();

    /** A queue without items. */
    public SimpleQueue() {}

    /**
     * Puts an item. Mirrors Python's {@code put(item)}; does not wait and pays no heed to interrupts.
     *
     * @param item the item; may be null
     */
    public void put(E item) {
        lock.lock();
        try {
            items.add(item);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts an item. Python's {@code put(item, block)}, which is there to look like {@link Queue}'s.
     *
     * @param item the item; may be null
     * @param block not looked at, since putting never waits
     */
    public void put(E item, boolean block) {
        put(item);
    }

    /**
     * Puts an item. Python's {@code put(item, timeout=...)}, which is there to look like {@link Queue}'s.
     *
     * @param item the item; may be null
     * @param timeout not looked at, since putting never waits
     */
    public void put(E item, Duration timeout) {
        put(item);
    }

    /**
     * Puts an item. Python's {@code put(item, block, timeout)}, which is there to look like {@link Queue}'s.
     *
     * @param item the item; may be null
     * @param block not looked at, since putting never waits
     * @param timeout not looked at, since putting never waits
     */
    public void put(E item, boolean block, Duration timeout) {
        put(item);
    }

    /**
     * Puts an item. Python's {@code put_nowait(item)}, the same as {@link #put(Object)}.
     *
     * @param item the item; may be null
     */
    public void putNowait(E item) {
        put(item);
    }

    /**
     * Gets the oldest item, waiting as long as it takes for one to arrive. Mirrors Python's {@code get()}.
     *
     * @return the item; null if null was put
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    public E get() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.size() == 0) {
                notEmpty.await();
            }
            return items.remove();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gets the oldest item, waiting up to {@code timeout} for one to arrive. Mirrors Python's {@code get(timeout=...)},
     * which counts in seconds.
     *
     * @param timeout how long to wait; zero tries once without waiting
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws IllegalArgumentException if the timeout is negative or longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    public E get(Duration timeout) throws InterruptedException {
        long left = Timeouts.nanos(timeout);
        lock.lockInterruptibly();
        try {
            while (items.size() == 0) {
                if (left <= 0) {
                    throw new QueueEmptyException("no item came to " + this + " within " + timeout);
                }
                left = notEmpty.awaitNanos(left);
            }
            return items.remove();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gets the oldest item, waiting for one only if told to. Mirrors Python's {@code get(block)}.
     *
     * @param block true for {@link #get()}, false for {@link #getNowait()}
     * @return the item; null if null was put
     * @throws QueueEmptyException if there is no item and {@code block} is false
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; no item was taken
     */
    public E get(boolean block) throws InterruptedException {
        return block ? get() : getNowait();
    }

    /**
     * Gets the oldest item, waiting up to {@code timeout} for one only if told to. Mirrors Python's
     * {@code get(block, timeout)}.
     *
     * @param block true for {@link #get(Duration)}, false for {@link #getNowait()}
     * @param timeout how long to wait; not looked at if {@code block} is false
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws IllegalArgumentException if {@code block} is true and the timeout is negative or longer than 292 years
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; no item was taken
     */
    public E get(boolean block, Duration timeout) throws InterruptedException {
        return block ? get(timeout) : getNowait();
    }

    /**
     * Gets the oldest item if there is one. Mirrors Python's {@code get_nowait()}; does not wait and pays no heed to
     * interrupts.
     *
     * @return the item; null if null was put
     * @throws QueueEmptyException if there is no item
     */
    public E getNowait() {
        lock.lock();
        try {
            if (items.size() == 0) {
                throw new QueueEmptyException("no item in " + this);
            }
            return items.remove();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of items in the queue, Python's {@code qsize()}; other threads may change it before the caller looks at
     * it.
     *
     * @return how many items were there
     */
    public int qsize() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether no item was there, Python's {@code empty()}; it does not promise that a following get will wait.
     *
     * @return true if the queue held nothing
     */
    public boolean empty() {
        return qsize() == 0;
    }

    /**
     * The queue's size, for people to read.
     *
     * @return for example {@code SimpleQueue[size=3]}
     */
    @Override
    public String toString() {
        if (!lock.lockForALook()) {
            return "SimpleQueue[in use by a call that does not end]";
        }
        try {
            return "SimpleQueue[size=" + items.size() + "]";
        } finally {
            lock.unlock();
        }
    }
}
