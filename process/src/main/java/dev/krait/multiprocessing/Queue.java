package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedQueue;
import dev.krait.multiprocessing.internal.shared.SharedQueue.Outcome;
import dev.krait.queue.AnyQueue;
import dev.krait.queue.QueueEmptyException;
import dev.krait.queue.QueueFullException;
import dev.krait.queue.QueueShutDownException;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue between processes, with an optional limit and a shutdown.
 *
 * <p>Mirrors Python's {@code multiprocessing.Queue}, with the names of {@code queue.Queue}. Any number of threads of any
 * number of processes of a run may use it at once. Items come out in the order in which they went in, and what it says of
 * its size is exact when it says it. It lies in memory that the processes of a run share and travels as {@link Lock} does:
 * captured by a task, in a field or collection, as an item of another queue, it is the same queue on the other side.
 *
 * <p>An item is encoded in the thread that puts it, so that what cannot travel is refused there and then with the path of
 * fields to it, and later changes of the item do not matter; it is decoded in the thread that gets it. Large items go
 * through files in the folder of the run, in memory where the system has such a place. Null is an item like any other.
 *
 * <p>A process may be killed or stopped at any instant. Killed while it puts, its item is in the queue or it is not, and
 * everybody else goes on within a second; killed while it gets, no other item is touched. Stopped in the middle of a put,
 * others that want to put wait until it goes on or their own timeout is over, a second at least, and getting goes on; and
 * the other way round. In Python a killed process can leave a queue locked or its pipe broken for good.
 *
 * <p>There is no feeder thread: when {@link #put} returns, every process can get the item, also if this one ends at once.
 * What a thread did before putting an item <i>happens-before</i> what follows the call that gets it, as far as that looks at
 * shared memory. Calls that wait can be interrupted; the queue is then as if the call had not been made.
 *
 * <pre>{@code
 * var squares = new Queue<Integer>();
 * new Process(() -> {
 *     for (int i = 0; i < 10; i++) {
 *         squares.put(i * i);
 *     }
 *     squares.shutdown();
 * }).start();
 * for (int square : squares.untilShutdown()) {
 *     System.out.println(square);
 * }
 * }</pre>
 *
 * @param <E> the type of the items
 */
public sealed class Queue<E extends @Nullable Object> implements AnyQueue<E>, AutoCloseable, Serializable
        permits JoinableQueue {
    private static final long serialVersionUID = 1;

    private static final int TYPE = 0;

    private final transient SharedQueue shared;
    private final transient ItemCodec codec;
    private final transient Object producersLock = new Object();

    /** How many {@link #producing()} of this process are open, and one for what it put without. */
    @GuardedBy("producersLock")
    private transient int producers;

    private transient volatile boolean producer;
    private transient volatile boolean closed;

    /**
     * A queue without a limit.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Queue() {
        this(0);
    }

    /**
     * A queue that holds a limited number of items.
     *
     * @param maxsize the number of items at which putting waits; without limit if zero or less
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Queue(int maxsize) {
        this(QueueOptions.defaults().withMaxsize(maxsize));
    }

    /**
     * A queue with options.
     *
     * @param options its limit, and whether it ends with its producers
     * @throws IllegalArgumentException if the options say that items are to be put back, which only a {@link JoinableQueue}
     *     does: this queue does not know which items are done
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Queue(QueueOptions options) {
        this(SharedQueue.create(
                checked(options).maxsize(), new SharedQueue.Traits(TYPE, false, false, options.endOfStream())));
    }

    private static QueueOptions checked(QueueOptions options) {
        if (options.requeue()) {
            throw new IllegalArgumentException("a Queue does not know which items are done, so it cannot put back those"
                    + " that are not; make a JoinableQueue for withRequeue()");
        }
        return options;
    }

    Queue(SharedQueue shared) {
        this.shared = shared;
        this.codec = new ItemCodec(shared);
    }

    final SharedQueue shared() {
        return shared;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this process has closed its side of " + this
                    + " and cannot put or get any more; other processes still can");
        }
    }

    /**
     * The limit that the queue was made with; zero or less means none.
     *
     * @return the number given to the constructor, zero if none was
     */
    @Override
    public final int maxsize() {
        return shared.maxsize();
    }

    /**
     * The number of items in the queue, Python's {@code qsize()}; others may change it before the caller looks at it.
     * Exact, and there on every system.
     *
     * @return how many items were there
     */
    @Override
    public int qsize() {
        return shared.size();
    }

    /**
     * Whether no item was there, Python's {@code empty()}; it does not promise that a following put or get will not wait.
     * An item that was put is seen at once.
     *
     * @return true if the queue held nothing
     */
    @Override
    public boolean empty() {
        return qsize() == 0;
    }

    /**
     * Whether the queue held as many items as its limit allows, Python's {@code full()}; a queue without a limit is
     * full at 2147483647 items, as in Python. What came back by {@link QueueOptions#withRequeue()} does not count.
     *
     * @return true if there was no free place
     */
    @Override
    public boolean full() {
        return shared.isFull();
    }

    // Putting

    /**
     * Puts an item, waiting as long as it takes for a free place. Mirrors Python's {@code put(obj)}.
     *
     * @param item the item; may be null
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws IllegalArgumentException if it cannot travel, with the path of fields to what cannot; nothing was put
     * @throws IllegalStateException if this process has closed the queue; Python raises {@code ValueError}
     * @throws java.io.UncheckedIOException if there is no room for it; nothing was put
     * @throws InterruptedException if interrupted on entry or while waiting; the item was not put
     */
    @Override
    public void put(E item) throws InterruptedException {
        putWithin(item, null, null);
    }

    /**
     * Puts an item, waiting up to {@code timeout} for a free place. Mirrors Python's {@code put(obj, timeout=...)}, which
     * counts in seconds.
     *
     * @param item the item; may be null
     * @param timeout how long to wait; zero or less tries once
     * @throws QueueFullException if no place became free in time
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws IllegalArgumentException if it cannot travel, or if the timeout is longer than 292 years; nothing was put
     * @throws IllegalStateException if this process has closed the queue
     * @throws java.io.UncheckedIOException if there is no room for it; nothing was put
     * @throws InterruptedException if interrupted on entry or while waiting; the item was not put
     */
    @Override
    public void put(E item, Duration timeout) throws InterruptedException {
        putWithin(item, Deadline.after(Timeouts.pollingNanos(timeout)), timeout);
    }

    /**
     * Puts an item, waiting for a free place only if told to. Mirrors Python's {@code put(obj, block)}.
     *
     * @param item the item; may be null
     * @param block whether to wait as long as it takes; false does not pay heed to interrupts either
     * @throws QueueFullException if there is no free place and {@code block} is false
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws IllegalArgumentException if it cannot travel; nothing was put
     * @throws IllegalStateException if this process has closed the queue
     * @throws java.io.UncheckedIOException if there is no room for it; nothing was put
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; the item was not put
     */
    @Override
    public void put(E item, boolean block) throws InterruptedException {
        if (block) {
            put(item);
        } else {
            putNowait(item);
        }
    }

    /**
     * Puts an item, waiting up to {@code timeout} for a free place only if told to. Mirrors Python's
     * {@code put(obj, block, timeout)}.
     *
     * @param item the item; may be null
     * @param block whether to wait; false does not pay heed to interrupts either
     * @param timeout how long to wait; not looked at if {@code block} is false
     * @throws QueueFullException if no place became free in time
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws IllegalArgumentException if it cannot travel, or if {@code block} is true and the timeout is longer than 292
     *     years; nothing was put
     * @throws IllegalStateException if this process has closed the queue
     * @throws java.io.UncheckedIOException if there is no room for it; nothing was put
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; the item was not put
     */
    @Override
    public void put(E item, boolean block, Duration timeout) throws InterruptedException {
        if (block) {
            put(item, timeout);
        } else {
            putNowait(item);
        }
    }

    /**
     * Puts an item if there is a free place. Mirrors Python's {@code put_nowait(obj)}; pays no heed to interrupts. Does not
     * wait, but for an instant in which another process is just putting; should that process be stopped in the middle, it
     * gives up after a second.
     *
     * @param item the item; may be null
     * @throws QueueFullException if there is no free place
     * @throws QueueShutDownException if the queue is shut down
     * @throws IllegalArgumentException if it cannot travel; nothing was put
     * @throws IllegalStateException if this process has closed the queue
     * @throws java.io.UncheckedIOException if there is no room for it; nothing was put
     */
    @Override
    public void putNowait(E item) {
        try {
            checkPut(send(item, false, null), null);
        } catch (InterruptedException e) {
            throw interruptedWithoutWaiting(e);
        }
    }

    private void putWithin(E item, @Nullable Deadline deadline, @Nullable Duration timeout)
            throws InterruptedException {
        checkPut(send(item, true, deadline), timeout);
    }

    private Outcome send(E item, boolean block, @Nullable Deadline deadline) throws InterruptedException {
        checkOpen();
        if (!producer && shared.traits().ends()) {
            FaultPoint.reach("first-put");
            synchronized (producersLock) {
                checkOpen(); // Else what begins after close() would not end.
                if (!producer) {
                    beginProducing();
                    producer = true;
                }
            }
        }
        return codec.put(item, block, deadline);
    }

    private void checkPut(Outcome outcome, @Nullable Duration timeout) {
        switch (outcome) {
            case OVER -> throw new QueueShutDownException("cannot put into " + this + ": it was shut down");
            case NOT_NOW ->
                throw new QueueFullException(
                        timeout == null
                                ? "no free place in " + this
                                : "no place became free in " + this + " within " + timeout);
            case BUSY ->
                throw new QueueFullException("cannot put into " + this
                        + ": another process is in the middle of a put and does not go on; is it stopped?");
            default -> {
                // It was put.
            }
        }
    }

    private static CancellationException interruptedWithoutWaiting(InterruptedException e) {
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException("interrupted in a call that pays no heed to interrupts");
        cancelled.initCause(e);
        return cancelled;
    }

    // Getting

    /**
     * Gets the next item, waiting as long as it takes for one to arrive. Mirrors Python's {@code get()}.
     *
     * @return the item; null if null was put
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is out
     *     of the queue then
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    @Override
    public E get() throws InterruptedException {
        return receive(true, null, null);
    }

    /**
     * Gets the next item, waiting up to {@code timeout} for one to arrive. Mirrors Python's {@code get(timeout=...)}, which
     * counts in seconds.
     *
     * @param timeout how long to wait; zero or less tries once
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is out
     *     of the queue then
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    @Override
    public E get(Duration timeout) throws InterruptedException {
        return receive(true, Deadline.after(Timeouts.pollingNanos(timeout)), timeout);
    }

    /**
     * Gets the next item, waiting for one only if told to. Mirrors Python's {@code get(block)}.
     *
     * @param block whether to wait as long as it takes; false does not pay heed to interrupts either
     * @return the item; null if null was put
     * @throws QueueEmptyException if there is no item and {@code block} is false
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is out
     *     of the queue then
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; no item was taken
     */
    @Override
    public E get(boolean block) throws InterruptedException {
        return block ? get() : getNowait();
    }

    /**
     * Gets the next item, waiting up to {@code timeout} for one only if told to. Mirrors Python's
     * {@code get(block, timeout)}.
     *
     * @param block whether to wait; false does not pay heed to interrupts either
     * @param timeout how long to wait; not looked at if {@code block} is false
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws QueueShutDownException if the queue is empty and shut down, or is while waiting
     * @throws IllegalArgumentException if {@code block} is true and the timeout is longer than 292 years
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is out
     *     of the queue then
     * @throws InterruptedException if {@code block} is true and the thread is interrupted; no item was taken
     */
    @Override
    public E get(boolean block, Duration timeout) throws InterruptedException {
        return block ? get(timeout) : getNowait();
    }

    /**
     * Gets the next item if there is one. Mirrors Python's {@code get_nowait()}; pays no heed to interrupts. Does not wait,
     * but for an instant in which another process is just getting; should that process be stopped in the middle, it gives up
     * after a second.
     *
     * @return the item; null if null was put
     * @throws QueueEmptyException if there is no item
     * @throws QueueShutDownException if the queue is empty and shut down
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is out
     *     of the queue then
     */
    @Override
    public E getNowait() {
        try {
            return receive(false, null, null);
        } catch (InterruptedException e) {
            throw interruptedWithoutWaiting(e);
        }
    }

    private E receive(boolean block, @Nullable Deadline deadline, @Nullable Duration timeout)
            throws InterruptedException {
        checkOpen();
        ItemCodec.Unpacker unpacker = codec.unpacker();
        try {
            switch (shared.get(unpacker.parcel, block, deadline)) {
                case OVER -> throw new QueueShutDownException("nothing is left in " + this + ", and nothing will come");
                case NOT_NOW ->
                    throw new QueueEmptyException(
                            timeout == null ? "no item in " + this : "no item came to " + this + " within " + timeout);
                case BUSY ->
                    throw new QueueEmptyException("cannot get from " + this
                            + ": another process is in the middle of a get and does not go on; is it stopped?");
                default -> {
                    return unpack(unpacker);
                }
            }
        } finally {
            codec.giveBack(unpacker);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only items are put, and null is one if E has it
    private E unpack(ItemCodec.Unpacker unpacker) {
        try {
            return (E) unpacker.unpack();
        } finally {
            unpacker.parcel.discard();
        }
    }

    /**
     * Gets all items that are there, next one first, without waiting; not in Python.
     *
     * @param target where the items go; its {@code add} is called while nobody else can get from the queue
     * @return how many were moved, zero also when the queue is shut down and empty, or when somebody who is just getting from
     *     it has been stopped for a second
     * @throws IllegalStateException as {@link #drainTo(Collection, int)}
     */
    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * Gets up to {@code most} items that are there, next one first, without waiting; not in Python. Should {@code target}
     * refuse an item by throwing, or should an item prove impossible to rebuild here, that one stays in the queue as the
     * next one, and the rest stay where they are.
     *
     * @param target where the items go; its {@code add} is called while nobody else can get from the queue
     * @param most the most items to move
     * @return how many were moved, zero also when the queue is shut down and empty, or when somebody who is just getting from
     *     it has been stopped for a second
     * @throws IllegalStateException if this process has closed the queue, if an item cannot be rebuilt here, or if
     *     {@code target} itself gets from the queue, or waits to put into it while it is full
     */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        requireNonNull(target, "target");
        checkOpen();
        if (most <= 0) {
            return 0;
        }
        ItemCodec.Unpacker unpacker = codec.unpacker();
        var moved = new Moved();
        try {
            shared.drain(unpacker.parcel, parcel -> {
                if (moved.count == most) {
                    return false;
                }
                moved.add(target, unpacker);
                return true;
            });
        } finally {
            codec.giveBack(unpacker);
        }
        return moved.count;
    }

    private final class Moved {
        private int count;

        @SuppressWarnings({"unchecked", "NullAway"}) // only items are put, and null is one if E has it
        private void add(Collection<? super E> target, ItemCodec.Unpacker unpacker) {
            target.add((E) unpacker.unpack());
            count++;
        }
    }

    /**
     * The items as they come, until the queue is shut down and empty; not in Python. For a consumer's loop.
     *
     * <p>Each iterator takes its items out of the queue, {@code hasNext} the one that {@code next} will return, and waits
     * for them; several may run at once, in several processes, and share the items. Interrupted, {@code hasNext} and
     * {@code next} throw {@link CancellationException}, take nothing and leave the thread's interrupt status set.
     *
     * @return what a for-each loop takes; it holds no items itself
     */
    public Iterable<E> untilShutdown() {
        return () -> new ItemsUntilOver<>(this);
    }

    // The end

    /**
     * Lets no more items in, from any process; not in Python, whose {@code queue.Queue} has it. What the queue holds can
     * still be got; threads that wait to put, or to get from an empty queue, are woken and throw
     * {@link QueueShutDownException}, as do later calls. May be called again, to no effect. Waits for nobody.
     */
    @Override
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Lets no more items in, and on request throws away those it holds, for all processes; not in Python, whose
     * {@code queue.Queue} has it. Each item thrown away counts as done. May be called again, also first without
     * {@code immediate} and then with it. Waits for nobody.
     *
     * @param immediate true to empty the queue
     */
    @Override
    public void shutdown(boolean immediate) {
        shared.shutdown(immediate);
    }

    /**
     * Whether {@link #shutdown()} was called in some process.
     *
     * @return true from then on
     */
    @Override
    public boolean isShutdown() {
        return shared.isShutdown();
    }

    /**
     * Makes this process a producer of a queue that {@linkplain QueueOptions#withEndOfStream() ends with its producers},
     * also before it puts anything; not in Python. For any other queue it means nothing.
     *
     * @return ends it when closed; to be closed once
     */
    public Producing producing() {
        checkOpen();
        synchronized (producersLock) {
            beginProducing();
        }
        return new Producing();
    }

    /** That this process is a producer of a queue, until it is closed. */
    public final class Producing implements AutoCloseable {
        @GuardedBy("producersLock")
        private boolean over;

        private Producing() {}

        /** This process puts nothing more on account of this. May be called again, to no effect. */
        @Override
        public void close() {
            synchronized (producersLock) {
                if (!over) {
                    over = true;
                    endProducing();
                }
            }
        }
    }

    @GuardedBy("producersLock")
    private void beginProducing() {
        if (producers++ == 0) {
            shared.beginProducing();
        }
    }

    @GuardedBy("producersLock")
    private void endProducing() {
        if (--producers == 0) {
            shared.endProducing();
        }
    }

    /**
     * This process will use the queue no more. Mirrors Python's {@code close()}: later puts and gets in this process throw,
     * other processes go on. What was put before is in the queue already. May be called again, to no effect.
     *
     * <p>In a worker of a pool this is for the tasks that follow, too, as long as the worker has the queue. A task that is
     * one of several producers uses {@link #producing()} instead.
     */
    @Override
    public void close() {
        synchronized (producersLock) {
            closed = true;
            if (producer) {
                producer = false;
                endProducing();
            }
        }
    }

    /**
     * Mirrors Python's {@code join_thread()}, which after {@link #close()} waits until what was put is on its way. Here
     * there is no such thread, since {@link #put} itself brings the item into the queue, so this returns at once.
     *
     * @throws IllegalStateException if this process has not closed the queue; Python raises {@code AssertionError}
     */
    public void joinThread() {
        if (!closed) {
            throw new IllegalStateException("joinThread() before close() of " + this + "; call close() first");
        }
    }

    /**
     * Mirrors Python's {@code cancel_join_thread()}, which lets a process end before what it put is on its way. Here nothing
     * is ever on its way when a process ends, so there is nothing to wait for and nothing to lose, and this does nothing.
     */
    public void cancelJoinThread() {
        // There is no thread.
    }

    String unfinishedText() {
        return "";
    }

    /**
     * The queue's size and limit, and whether it is shut down; for people to read.
     *
     * @return for example {@code Queue[size=3, maxsize=10]}
     */
    @Override
    public String toString() {
        return (this instanceof JoinableQueue ? "JoinableQueue" : "Queue") + "[size=" + qsize()
                + (maxsize() > 0 ? ", maxsize=" + maxsize() : "")
                + unfinishedText()
                + (isShutdown() ? ", shut down" : "")
                + (closed ? ", closed here" : "")
                + "]";
    }

    // Not private, so that the subclass travels in the same way.
    final Object writeReplace() {
        return new SharedReference(Known.leaving(shared.handle(), this));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }
}
