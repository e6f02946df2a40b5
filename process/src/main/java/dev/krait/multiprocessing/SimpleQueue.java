package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedQueue;
import dev.krait.multiprocessing.internal.shared.SharedQueue.Outcome;
import dev.krait.queue.QueueEmptyException;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue between processes without limit, without tasks to be marked done and without shutdown.
 *
 * <p>Mirrors Python's {@code multiprocessing.SimpleQueue}; putting never waits, where Python's waits once its pipe is full.
 * It is {@link Queue} with fewer names: what is said there of travelling, of threads and of processes that die holds here.
 *
 * @param <E> the type of the items
 */
public final class SimpleQueue<E extends @Nullable Object> implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    /** By which its class is known in shared memory. */
    static final int TYPE = 2;

    private final transient SharedQueue shared;
    private final transient ItemCodec codec;
    private transient volatile boolean closed;

    /**
     * An empty queue.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public SimpleQueue() {
        this(SharedQueue.create(0, new SharedQueue.Traits(TYPE, false, false, false)));
    }

    SimpleQueue(SharedQueue shared) {
        this.shared = shared;
        this.codec = new ItemCodec(shared);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this process has closed its side of " + this);
        }
    }

    /**
     * Puts an item. Mirrors Python's {@code put(obj)}; does not wait, unless another process is stopped in the middle of a
     * put.
     *
     * @param item the item; may be null
     * @throws IllegalArgumentException if it cannot travel, with the path of fields to what cannot; nothing was put
     * @throws IllegalStateException if this process has closed the queue; Python raises {@code OSError}
     * @throws java.io.UncheckedIOException if there is no room for it; nothing was put
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was put
     */
    public void put(E item) throws InterruptedException {
        checkOpen();
        codec.put(item, true, null);
    }

    /**
     * Gets the oldest item, waiting as long as it takes for one to arrive. Mirrors Python's {@code get()}.
     *
     * @return the item; null if null was put
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is gone
     *     then
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    public E get() throws InterruptedException {
        return receive(null, null);
    }

    /**
     * Gets the oldest item, waiting up to {@code timeout} for one to arrive; not in Python.
     *
     * @param timeout how long to wait; zero or less tries once
     * @return the item; null if null was put
     * @throws QueueEmptyException if no item arrived in time
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if this process has closed the queue, or if the item cannot be rebuilt here; it is gone
     *     then
     * @throws InterruptedException if interrupted on entry or while waiting; no item was taken
     */
    public E get(Duration timeout) throws InterruptedException {
        return receive(Deadline.after(Timeouts.pollingNanos(timeout)), timeout);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only items are put, and null is one if E has it
    private E receive(@Nullable Deadline deadline, @Nullable Duration timeout) throws InterruptedException {
        checkOpen();
        ItemCodec.Unpacker unpacker = codec.unpacker();
        try {
            if (shared.get(unpacker.parcel, true, deadline) != Outcome.DONE) {
                throw new QueueEmptyException("no item came to " + this + " within " + timeout);
            }
            try {
                return (E) unpacker.unpack();
            } finally {
                unpacker.parcel.discard();
            }
        } finally {
            codec.giveBack(unpacker);
        }
    }

    /**
     * The number of items in the queue; not in Python. Others may change it before the caller looks at it.
     *
     * @return how many items were there
     */
    public int qsize() {
        checkOpen();
        return shared.size();
    }

    /**
     * Whether no item was there, Python's {@code empty()}; it does not promise that a following get will wait.
     *
     * @return true if the queue held nothing
     * @throws IllegalStateException if this process has closed the queue
     */
    public boolean empty() {
        return qsize() == 0;
    }

    /**
     * This process will use the queue no more. Mirrors Python's {@code close()}; other processes go on. May be called
     * again, to no effect.
     */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * The queue's size, for people to read.
     *
     * @return for example {@code SimpleQueue[size=3]}
     */
    @Override
    public String toString() {
        return "SimpleQueue[size=" + shared.size() + (closed ? ", closed here]" : "]");
    }

    private Object writeReplace() {
        return new SharedReference(Known.leaving(shared.handle(), this));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }

    /** The queue of whichever class that was made before. */
    static Object arriving(Handle handle) {
        SharedQueue shared = SharedQueue.of(handle);
        return switch (shared.traits().type()) {
            case TYPE -> new SimpleQueue<>(shared);
            case JoinableQueue.TYPE -> new JoinableQueue<>(shared);
            default -> new Queue<>(shared);
        };
    }
}
