package dev.krait.queue;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What all queues with a limit have in common, whoever shares them: the threads of a process ({@link Queue}), the processes of
 * a program, or the clients of a manager. Python needs no such type, since its functions take whatever has the right methods.
 *
 * <p>Thread-safe. What was done before an item was put <i>happens-before</i> what follows the call that gets it. Null is an item
 * like any other. See the implementations for what is particular to each, as what happens with items of a process that dies.
 *
 * @param <E> the type of the items
 */
public interface AnyQueue<E extends @Nullable Object> {
    /**
     * Puts an item, waiting as long as it takes for a free place. Mirrors Python's {@code put(item)}.
     *
     * @param item the item
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws InterruptedException if interrupted on entry or while waiting; the item was not put
     */
    void put(E item) throws InterruptedException;

    /**
     * Puts an item, waiting some time for a free place. Mirrors Python's {@code put(item, timeout=...)}, which counts in seconds.
     *
     * @param item the item
     * @param timeout how long to wait
     * @throws QueueFullException if no place became free in time
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws InterruptedException if interrupted on entry or while waiting; the item was not put
     */
    void put(E item, Duration timeout) throws InterruptedException;

    /**
     * Puts an item, waiting or not. Mirrors Python's {@code put(item, block)}.
     *
     * @param item the item
     * @param block whether to wait as long as it takes
     * @throws QueueFullException if there is no free place and it is not to wait
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws InterruptedException if it may wait and is interrupted; the item was not put
     */
    void put(E item, boolean block) throws InterruptedException;

    /**
     * Puts an item, waiting some time or not at all. Mirrors Python's {@code put(item, block, timeout)}.
     *
     * @param item the item
     * @param block whether to wait
     * @param timeout how long, if it does
     * @throws QueueFullException if no place became free in time
     * @throws QueueShutDownException if the queue is shut down, or is while waiting
     * @throws InterruptedException if it may wait and is interrupted; the item was not put
     */
    void put(E item, boolean block, Duration timeout) throws InterruptedException;

    /**
     * Puts an item if there is a free place. Mirrors Python's {@code put_nowait}. Does not wait.
     *
     * @param item the item
     * @throws QueueFullException if there is none
     * @throws QueueShutDownException if the queue is shut down
     */
    void putNowait(E item);

    /**
     * Gets the next item, waiting as long as it takes for one. Mirrors Python's {@code get()}.
     *
     * @return the item
     * @throws QueueShutDownException if the queue is shut down and empty
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was taken
     */
    E get() throws InterruptedException;

    /**
     * Gets the next item, waiting some time for one. Mirrors Python's {@code get(timeout=...)}, which counts in seconds.
     *
     * @param timeout how long to wait
     * @return the item
     * @throws QueueEmptyException if none came in time
     * @throws QueueShutDownException if the queue is shut down and empty
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was taken
     */
    E get(Duration timeout) throws InterruptedException;

    /**
     * Gets the next item, waiting or not. Mirrors Python's {@code get(block)}.
     *
     * @param block whether to wait as long as it takes
     * @return the item
     * @throws QueueEmptyException if there is none and it is not to wait
     * @throws QueueShutDownException if the queue is shut down and empty
     * @throws InterruptedException if it may wait and is interrupted; nothing was taken
     */
    E get(boolean block) throws InterruptedException;

    /**
     * Gets the next item, waiting some time or not at all. Mirrors Python's {@code get(block, timeout)}.
     *
     * @param block whether to wait
     * @param timeout how long, if it does
     * @return the item
     * @throws QueueEmptyException if none came in time
     * @throws QueueShutDownException if the queue is shut down and empty
     * @throws InterruptedException if it may wait and is interrupted; nothing was taken
     */
    E get(boolean block, Duration timeout) throws InterruptedException;

    /**
     * Gets the next item if there is one. Mirrors Python's {@code get_nowait}. Does not wait.
     *
     * @return the item
     * @throws QueueEmptyException if there is none
     * @throws QueueShutDownException if the queue is shut down and empty
     */
    E getNowait();

    /**
     * How many items there are, which others may change at once. Mirrors Python's {@code qsize}.
     *
     * @return their number
     */
    int qsize();

    /**
     * Whether there are no items, which others may change at once. Mirrors Python's {@code empty}.
     *
     * @return whether it is empty
     */
    boolean empty();

    /**
     * Whether there is no free place, which others may change at once. Mirrors Python's {@code full}.
     *
     * @return whether it is full
     */
    boolean full();

    /**
     * The limit, Python's {@code maxsize}.
     *
     * @return how many items have a place, zero or less for no limit
     */
    int maxsize();

    /**
     * Takes all items that are there, without waiting.
     *
     * @param target gets the items
     * @return how many
     */
    int drainTo(Collection<? super E> target);

    /**
     * Takes items that are there, without waiting.
     *
     * @param target gets the items
     * @param most how many at most
     * @return how many
     */
    int drainTo(Collection<? super E> target, int most);

    /** Refuses items from now on, and ends when it is empty. Mirrors Python's {@code shutdown()}. */
    void shutdown();

    /**
     * Refuses items from now on. Mirrors Python's {@code shutdown(immediate)}.
     *
     * @param immediate whether to throw away the items that are there
     */
    void shutdown(boolean immediate);

    /**
     * Whether it was shut down.
     *
     * @return whether it was
     */
    boolean isShutdown();
}
