package dev.krait.queue;

import static dev.krait.queue.GuardedStore.FOR_EVER;
import static dev.krait.queue.GuardedStore.NOTHING;
import static java.util.Objects.requireNonNull;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue between threads, with an optional limit, a count of unfinished tasks and a shutdown.
 *
 * <p>Mirrors Python's {@code queue.Queue}. Any number of threads, virtual ones too, may use it at once. Items come out
 * in the order in which they went in; which of several waiting threads gets the next one is not promised. What a thread
 * did before putting an item <i>happens-before</i> what follows the call that gets it, and what a thread did before
 * {@link #taskDone()} happens-before the return of a {@link #join()} that waited for it. Null is an item like any other,
 * as {@code None} is in Python, where it often tells a consumer to stop.
 *
 * <p>A call that waits can be interrupted; it then throws {@link InterruptedException} and the queue is as if the call
 * had not been made. Waiting is measured by a clock that nobody can set.
 *
 * <p>A subclass may keep the items in a store of its own: it overrides {@link #initItems}, {@link #countItems},
 * {@link #putItem} and {@link #getItem}, Python's {@code _init}, {@code _qsize}, {@code _put} and {@code _get}, and
 * leaves waiting, counting and shutting down to this class. The four run one at a time, with the queue's lock held, so
 * they need no lock of their own and should be quick. A hook that throws fails the call that needed it and nothing
 * else. {@link LifoQueue} and {@link PriorityQueue} are written this way.
 *
 * <p>A subclass that is to do more whenever an item is put overrides {@link #put(Object, boolean)} and
 * {@link #put(Object, boolean, Duration)}, Python's {@code put(item, block, timeout)} with and without its last argument:
 * each other form of {@code put}, {@link #putNowait} among them, calls one of the two, and neither calls the other. For
 * getting these are {@link #get(boolean)} and {@link #get(boolean, Duration)}. {@link #untilShutdown} gets its items in
 * this way; {@link #drainTo(Collection, int)} and, but for {@code put} and {@code take}, the view of
 * {@link #asBlockingQueue} turn to the store itself.
 *
 * @param <E> the type of the items
 */
public class Queue<E extends @Nullable Object> extends GuardedStore<E> implements AnyQueue<E> {
    @Nullable // set up by initItems, which a subclass with a store of its own overrides
    private LinkedBlocks<E> blocks;

    /** A queue without a limit. */
    public Queue() {
        this(0);
    }

    /**
     * A queue that holds a limited number of items.
     *
     * @param maxsize the number of items at which putting waits; without limit if zero or less
     */
    public Queue(int maxsize) {
        super(maxsize);
    }

    /**
     * The limit that the queue was made with, Python's {@code maxsize}; zero or less means none.
     *
     * @return the number given to the constructor, zero if none was
     */
    @Override
    public final int maxsize() {
        return limit();
    }

    /**
     * The number of items in the queue, Python's {@code qsize()}; other threads may change it before the caller looks at
     * it.
     *
     * @return how many items were there
     */
    @Override
    public int qsize() {
        return size();
    }

    /**
     * Whether no item was there, Python's {@code empty()}; it does not promise that a following put or get will not wait.
     *
     * @return true if the queue held nothing
     */
    @Override
    public boolean empty() {
        return qsize() == 0;
    }

    /**
     * Whether the queue held as many items as its limit allows, Python's {@code full()}; a queue without a limit is
     * never full.
     *
     * @return true if there was no free place
     */
    @Override
    public boolean full() {
        return atLimit();
    }

    /**
     * The number of items put and not yet told to be done with {@link #taskDone()}, Python's {@code unfinished_tasks}.
     *
     * @return what {@link #join()} waits to see at zero
     */
    public long unfinishedTasks() {
        return unfinished();
    }

    /**
     * Puts an item, waiting as long as it takes for a free place. Mirrors Python's {@code put(item)}.
     *
     * @param item the item; may be null
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws InterruptedException if interrupted on entry or while waiting; the item was not put
     */
    @Override
    public void put(E item) throws InterruptedException {
        put(item, true);
    }

    /**
     * Puts an item, waiting up to {@code timeout} for a free place. Mirrors Python's {@code put(item, timeout=...)},
     * which counts in seconds. As there, a queue without a limit does not wait and takes any timeout.
     *
     * @param item the item; may be null
     * @param timeout how long to wait; zero tries once without waiting
     * @throws QueueFullException if no place became free in time
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws IllegalArgumentException if the queue has a limit and the timeout is negative or longer than 292 years
     * @throws NullPointerException if the timeout is null
     * @throws InterruptedException if interrupted on entry or while waiting; the item was not put
     */
    @Override
    public void put(E item, Duration timeout) throws InterruptedException {
        put(item, true, timeout);
    }

    /**
     * Puts an item, waiting for a free place only if told to. Mirrors Python's {@code put(item, block)}.
     * {@link #put(Object)} and {@link #putNowait} call this, so that a subclass which overrides it changes them too.
     *
     * @param item the item; may be null
     * @param block whether to wait as long as it takes; false neither waits nor pays heed to interrupts
     * @throws QueueFullException if there is no free place and {@code block} is false
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; the item was not put
     */
    @Override
    public void put(E item, boolean block) throws InterruptedException {
        if (block) {
            putWithin(item, FOR_EVER);
        } else {
            putOrRefuse(item);
        }
    }

    /**
     * Puts an item, waiting up to {@code timeout} for a free place only if told to. Mirrors Python's
     * {@code put(item, block, timeout)}. {@link #put(Object, Duration)} calls this, so that a subclass which overrides it
     * changes that too.
     *
     * @param item the item; may be null
     * @param block whether to wait; false neither waits nor pays heed to interrupts
     * @param timeout how long to wait; not looked at if {@code block} is false, and any will do if the queue has no limit
     * @throws QueueFullException if no place became free in time
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws IllegalArgumentException if {@code block} is true, the queue has a limit and the timeout is negative or
     *     longer than 292 years
     * @throws NullPointerException if {@code block} is true and the timeout is null
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; the item was not put
     */
    @Override
    public void put(E item, boolean block, Duration timeout) throws InterruptedException {
        if (!block) {
            putOrRefuse(item);
        } else if (!putWithin(item, placeNanos(timeout))) {
            throw new QueueFullException("no place became free in " + this + " within " + timeout);
        }
    }

    /** Without a limit there is nothing to wait for, and any timeout will do. */
    private long placeNanos(Duration timeout) {
        Timeouts.present(timeout);
        return maxsize() > 0 ? Timeouts.nanos(timeout) : FOR_EVER;
    }

    private void putOrRefuse(E item) {
        if (!putNow(item)) {
            throw new QueueFullException("no free place in " + this);
        }
    }

    /**
     * Puts an item if there is a free place. Mirrors Python's {@code put_nowait(item)}, and as that calls
     * {@code put(item, false)}; does not wait and pays no heed to interrupts.
     *
     * @param item the item; may be null
     * @throws QueueFullException if there is no free place
     * @throws QueueShutDownException if the queue is shut down
     * @throws CancellationException if a subclass's {@link #put(Object, boolean)} throws {@link InterruptedException}; the
     *     thread's interrupt status is set then
     */
    @Override
    public void putNowait(E item) {
        try {
            put(item, false);
        } catch (InterruptedException e) {
            throw cancelled("putNowait", e);
        }
    }

    /** Only a subclass that waits where it should not comes here. */
    private CancellationException cancelled(String call, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException(
                call + " was interrupted on " + this + ", whose class waits although told not to");
        cancelled.initCause(interrupted);
        return cancelled;
    }

    /**
     * Gets the next item, waiting as long as it takes for one to arrive. Mirrors Python's {@code get()}.
     *
     * @return the item; null if null was put
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    @Override
    public E get() throws InterruptedException {
        return get(true);
    }

    /**
     * Gets the next item, waiting up to {@code timeout} for one to arrive. Mirrors Python's {@code get(timeout=...)},
     * which counts in seconds.
     *
     * @param timeout how long to wait; zero tries once without waiting
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws IllegalArgumentException if the timeout is negative or longer than 292 years
     * @throws NullPointerException if the timeout is null
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    @Override
    public E get(Duration timeout) throws InterruptedException {
        return get(true, timeout);
    }

    /**
     * Gets the next item, waiting for one only if told to. Mirrors Python's {@code get(block)}. {@link #get()} and
     * {@link #getNowait} call this, so that a subclass which overrides it changes them too.
     *
     * @param block whether to wait as long as it takes; false neither waits nor pays heed to interrupts
     * @return the item; null if null was put
     * @throws QueueEmptyException if there is no item and {@code block} is false
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; no item was taken
     */
    @Override
    public E get(boolean block) throws InterruptedException {
        return block ? item(getWithin(FOR_EVER)) : getOrRefuse();
    }

    /**
     * Gets the next item, waiting up to {@code timeout} for one only if told to. Mirrors Python's
     * {@code get(block, timeout)}. {@link #get(Duration)} calls this, so that a subclass which overrides it changes that
     * too.
     *
     * @param block whether to wait; false neither waits nor pays heed to interrupts
     * @param timeout how long to wait; not looked at if {@code block} is false
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws IllegalArgumentException if {@code block} is true and the timeout is negative or longer than 292 years
     * @throws NullPointerException if {@code block} is true and the timeout is null
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; no item was taken
     */
    @Override
    public E get(boolean block, Duration timeout) throws InterruptedException {
        if (!block) {
            return getOrRefuse();
        }
        Object found = getWithin(Timeouts.nanos(timeout));
        if (found == NOTHING) {
            throw new QueueEmptyException("no item came to " + this + " within " + timeout);
        }
        return item(found);
    }

    private E getOrRefuse() {
        Object found = getNow();
        if (found == NOTHING) {
            throw new QueueEmptyException("no item in " + this);
        }
        return item(found);
    }

    /**
     * Gets the next item if there is one. Mirrors Python's {@code get_nowait()}, and as that calls {@code get(false)};
     * does not wait and pays no heed to interrupts.
     *
     * @return the item; null if null was put
     * @throws QueueEmptyException if there is no item
     * @throws QueueShutDownException if the queue is empty and shut down
     * @throws CancellationException if a subclass's {@link #get(boolean)} throws {@link InterruptedException}; the
     *     thread's interrupt status is set then
     */
    @Override
    public E getNowait() {
        try {
            return get(false);
        } catch (InterruptedException e) {
            throw cancelled("getNowait", e);
        }
    }

    /**
     * Gives an item back that was got and is not dealt with, as when it could not be passed on: it is the next one to be got,
     * whatever the order and the limit. It counts as one unfinished task, as it did all the time. Python has no such method.
     *
     * @param item the item; may be null
     */
    public void putBack(E item) {
        giveBack(item);
    }

    /**
     * Tells the queue that an item that was got from it is dealt with. Mirrors Python's {@code task_done()}. When the
     * last one is, all threads in {@link #join()} go on. Does not wait.
     *
     * @throws IllegalStateException if all items ever put were done before
     */
    public void taskDone() {
        finish();
    }

    /**
     * Waits until every item put is done, that is until {@link #taskDone()} was called as often as an item was put.
     * Mirrors Python's {@code join()}. An empty queue is not enough, and items put while waiting are waited for too.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        joinWithin(FOR_EVER);
    }

    /**
     * Waits up to {@code timeout} until every item put is done. Python's {@code join()} has no timeout.
     *
     * @param timeout how long to wait; zero looks once
     * @return true if all were done in time
     * @throws IllegalArgumentException if the timeout is negative or longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return joinWithin(Timeouts.nanos(timeout));
    }

    /**
     * Lets no more items in. Mirrors Python's {@code shutdown()}. What the queue holds can still be got; threads that
     * wait to put, or to get from an empty queue, are woken and throw {@link QueueShutDownException}, as do later calls.
     * May be called again, to no effect. Does not wait.
     */
    @Override
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Lets no more items in, and on request throws away those it holds. Mirrors Python's {@code shutdown(immediate)}.
     * Each item thrown away counts as done; items that were got before still have to be told done before
     * {@link #join()} returns. May be called again, also first without {@code immediate} and then with it. Does not
     * wait.
     *
     * @param immediate true to empty the queue
     */
    @Override
    public void shutdown(boolean immediate) {
        end(immediate);
    }

    /**
     * Whether {@link #shutdown()} was called, Python's {@code is_shutdown}.
     *
     * @return true from then on
     */
    @Override
    public boolean isShutdown() {
        return over();
    }

    /**
     * Gets all items that are there, next one first, without waiting; not in Python. Each still has to be told done.
     *
     * @param target where the items go; its {@code add} is called with the queue's lock held
     * @return how many were moved, zero also when the queue is shut down and empty
     * @throws IllegalArgumentException if {@code target} is a view of this very queue
     * @throws NullPointerException if {@code target} is null, also when there is nothing to move
     */
    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * Gets up to {@code most} items that are there, next one first, without waiting; not in Python. Each still has to be
     * told done. Should {@code target} refuse an item by throwing, that one stays in the queue as the next one, in front
     * of whatever is put later, and the rest stay where they are.
     *
     * @param target where the items go; its {@code add} is called with the queue's lock held
     * @param most the most items to move
     * @return how many were moved, zero also when the queue is shut down and empty
     * @throws IllegalArgumentException if {@code target} is a view of this very queue
     * @throws NullPointerException if {@code target} is null, also when there is nothing to move
     */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        requireNonNull(target, "target");
        if (target instanceof BlockingView<?> view && view.shows(this)) {
            throw new IllegalArgumentException("cannot drain " + this + " into a view of itself");
        }
        return drain(target, most);
    }

    /**
     * The items as they come, until the queue is shut down and empty; not in Python. For a consumer's loop:
     *
     * <pre>{@code
     * for (Job job : queue.untilShutdown()) {
     *     work(job);
     *     queue.taskDone();
     * }
     * }</pre>
     *
     * <p>Each iterator takes its items out of the queue, {@code hasNext} the one that {@code next} will return, and waits
     * for them; several may run at once and share the items. Interrupted, {@code hasNext} and {@code next} throw
     * {@link java.util.concurrent.CancellationException}, take nothing and leave the thread's interrupt status set.
     *
     * @return what a for-each loop takes; it holds no items itself
     */
    public Iterable<E> untilShutdown() {
        return () -> new ItemsUntilShutdown<>(this);
    }

    /**
     * This queue as a {@link BlockingQueue}, for code that expects one; not in Python. Both show the same items. The view
     * refuses null, since a {@code BlockingQueue} says with null that it has nothing.
     *
     * <p>What goes in through the view counts as unfinished, and what is taken through it has to be told done with
     * {@link #taskDone()} if anybody joins the queue; what is removed without being taken, by {@code clear},
     * {@code remove(Object)} or an iterator, counts as done. Once the queue is shut down, putting and offering throw
     * {@link QueueShutDownException}; once it is empty too, so do {@code take} and {@code poll} with a timeout.
     *
     * <p>A null that was put into the queue itself is an item still: {@code take} and {@code poll}, with a timeout or
     * without, take it out and throw {@link NullPointerException}, {@code peek} throws it and leaves the item,
     * {@code drainTo} and iterators hand it on.
     *
     * <p>Iterators walk over what was there when they were made, whatever happens to the queue meanwhile. Their
     * {@code remove}, like {@code remove(Object)}, looks for the item among all that are there, with the lock held, so it
     * takes time in proportion to the queue's length; {@code removeIf}, {@code removeAll}, {@code retainAll} and
     * {@code clear} remove many items in one such pass.
     *
     * @return a view; its {@code peek}, iterators and {@code remove(Object)} need {@link #iterateItems}
     */
    public BlockingQueue<E> asBlockingQueue() {
        return new BlockingView<>(this);
    }

    /**
     * The kind of queue (its class, or the nearest one with a name), its size, limit and unfinished tasks, and whether it
     * is shut down; for people to read. Where another thread does not let go of the queue within a second, as a storage
     * hook that waits would make it, it says so instead.
     *
     * @return for example {@code Queue[size=3, maxsize=10, unfinished=5]}
     */
    @Override
    public String toString() {
        Class<?> named = getClass();
        while (named.isAnonymousClass()) {
            named = named.getSuperclass();
        }
        return named.getSimpleName() + describe();
    }

    /**
     * Sets up an empty store. Mirrors Python's {@code _init(maxsize)}, which the constructor calls; this one is called
     * once before the first use of the other hooks, when a subclass's fields are set. The lock is held.
     *
     * @param maxsize the limit that the queue was made with; keeping to it is not the store's business
     */
    @Override
    protected void initItems(int maxsize) {
        blocks = new LinkedBlocks<>();
    }

    /**
     * Counts the stored items. Mirrors Python's {@code _qsize()}; called with the lock held.
     *
     * @return their number
     */
    @Override
    protected int countItems() {
        return blocks().size();
    }

    /**
     * Stores an item. Mirrors Python's {@code _put(item)}; called with the lock held and only if there is a free place.
     * If it throws, the call that put the item throws the same and the item is not counted.
     *
     * @param item the item; may be null
     */
    @Override
    protected void putItem(E item) {
        blocks().add(item);
    }

    /**
     * Removes the next item from the store. Mirrors Python's {@code _get()}; called with the lock held and only if
     * {@link #countItems()} is more than zero. If it throws, the call that wanted the item throws the same.
     *
     * @return the item; may be null
     */
    @Override
    protected E getItem() {
        return blocks().remove();
    }

    /**
     * Walks over the stored items without taking them, the next one first. Python has no such hook; it serves
     * {@link #asBlockingQueue()} alone, and a subclass with a store of its own overrides it if that view is to be looked
     * into. Called, and the iterator used, with the lock held.
     *
     * @return an iterator whose {@code remove} takes an item out of the store
     * @throws UnsupportedOperationException if a subclass keeps the items elsewhere and does not override this
     */
    @Override
    protected Iterator<E> iterateItems() {
        if (blocks == null) {
            throw new UnsupportedOperationException(getClass().getName()
                    + " keeps its items in a store of its own; override iterateItems() to look into it");
        }
        return blocks.iterator();
    }

    private LinkedBlocks<E> blocks() {
        if (blocks == null) {
            throw new IllegalStateException(getClass().getName()
                    + " overrides initItems() but not all of countItems(), putItem() and getItem()");
        }
        return blocks;
    }

    /** What the store found, as an item. */
    @SuppressWarnings({"unchecked", "NullAway"}) // only items are put, and null is one if E has it
    E item(@Nullable Object found) {
        return (E) found;
    }
}
