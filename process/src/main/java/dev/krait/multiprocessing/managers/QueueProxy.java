package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.queue.AnyQueue;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue in the process of a manager: a {@link dev.krait.queue.Queue}, with its rules and exceptions.
 *
 * <p>Mirrors the proxy of Python's {@code SyncManager.Queue}; made by {@link SyncManager#queue()}. Items are copied on their way;
 * null is an item like any other. Who waits for an item or for room waits in the server, and holds up nobody. An item that was
 * taken for a process that dies before it has arrived there is lost with that process.
 *
 * @param <E> the items
 */
public final class QueueProxy<E extends @Nullable Object> extends PlainProxy implements AnyQueue<E> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_STEP = 1024;
    private static final int MOST_AT_ONCE = 16 * 1024;

    /** What the server offers. */
    interface Service {
        void put(@Nullable Object item, @Nullable Duration timeout) throws InterruptedException;

        void putNowait(@Nullable Object item);

        @Nullable
        Object get(@Nullable Duration timeout) throws InterruptedException;

        @Nullable
        Object getNowait();

        int qsize();

        boolean empty();

        boolean full();

        int maxsize();

        long unfinishedTasks();

        void taskDone();

        boolean join(@Nullable Duration timeout) throws InterruptedException;

        void shutdown(boolean immediate);

        boolean isShutdown();

        Object drain(int most);

        void putBack(List<?> items);
    }

    private final transient Service service;

    QueueProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * Puts an item in, waiting for room: Python's {@code put(item)}.
     *
     * @param item the item
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was put
     */
    @Override
    public void put(E item) throws InterruptedException {
        service.put(item, null);
    }

    /**
     * Puts an item in, waiting some time for room: Python's {@code put(item, timeout=…)}, which counts in seconds.
     *
     * @param item the item
     * @param timeout how long to wait; zero tries once
     * @throws dev.krait.queue.QueueFullException if there was no room in time
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down
     * @throws IllegalArgumentException if the queue has a limit and the timeout is negative or longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was put
     */
    @Override
    public void put(E item, Duration timeout) throws InterruptedException {
        service.put(item, requireNonNull(timeout, "timeout")); // A queue without a limit does not look at it.
    }

    /**
     * Puts an item in, waiting for room or not: Python's {@code put(item, block)}.
     *
     * @param item the item
     * @param block whether to wait
     * @throws dev.krait.queue.QueueFullException if there is no room and it is not to wait
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down
     * @throws InterruptedException if it may wait and is interrupted; nothing was put
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
     * Puts an item in, waiting some time for room or not at all: Python's {@code put(item, block, timeout)}.
     *
     * @param item the item
     * @param block whether to wait
     * @param timeout how long, if it does
     * @throws dev.krait.queue.QueueFullException if there was no room in time
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down
     * @throws IllegalArgumentException if it may wait, the queue has a limit, and the timeout is negative or longer than 292
     *     years
     * @throws InterruptedException if it may wait and is interrupted; nothing was put
     */
    @Override
    public void put(E item, boolean block, Duration timeout) throws InterruptedException {
        requireNonNull(timeout, "timeout");
        if (block) {
            put(item, timeout);
        } else {
            putNowait(item);
        }
    }

    /**
     * Puts an item in without waiting for room: Python's {@code put_nowait}.
     *
     * @param item the item
     * @throws dev.krait.queue.QueueFullException if there is no room
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down
     */
    @Override
    public void putNowait(E item) {
        service.putNowait(item);
    }

    /**
     * Takes the next item, waiting for it: Python's {@code get()}.
     *
     * @return the item
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down and is empty
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was taken
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the queue's own item
    @Override
    public E get() throws InterruptedException {
        return (E) service.get(null);
    }

    /**
     * Takes the next item, waiting some time for it: Python's {@code get(timeout=…)}, which counts in seconds.
     *
     * @param timeout how long to wait; zero tries once
     * @return the item
     * @throws dev.krait.queue.QueueEmptyException if none came in time
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down and is empty
     * @throws IllegalArgumentException if the timeout is negative or longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was taken
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the queue's own item
    @Override
    public E get(Duration timeout) throws InterruptedException {
        Timeouts.nanos(timeout);
        return (E) service.get(timeout);
    }

    /**
     * Takes the next item, waiting for it or not: Python's {@code get(block)}.
     *
     * @param block whether to wait
     * @return the item
     * @throws dev.krait.queue.QueueEmptyException if there is none and it is not to wait
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down and is empty
     * @throws InterruptedException if it may wait and is interrupted; nothing was taken
     */
    @Override
    public E get(boolean block) throws InterruptedException {
        return block ? get() : getNowait();
    }

    /**
     * Takes the next item, waiting some time for it or not at all: Python's {@code get(block, timeout)}.
     *
     * @param block whether to wait
     * @param timeout how long, if it does
     * @return the item
     * @throws dev.krait.queue.QueueEmptyException if none came in time
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down and is empty
     * @throws IllegalArgumentException if it may wait and the timeout is negative or longer than 292 years
     * @throws InterruptedException if it may wait and is interrupted; nothing was taken
     */
    @Override
    public E get(boolean block, Duration timeout) throws InterruptedException {
        requireNonNull(timeout, "timeout");
        return block ? get(timeout) : getNowait();
    }

    /**
     * Takes the next item without waiting for it: Python's {@code get_nowait}.
     *
     * @return the item
     * @throws dev.krait.queue.QueueEmptyException if there is none
     * @throws dev.krait.queue.QueueShutDownException if the queue was shut down and is empty
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the queue's own item
    @Override
    public E getNowait() {
        return (E) service.getNowait();
    }

    /**
     * How many items there are: Python's {@code qsize}.
     *
     * @return their number, which others may change at once
     */
    @Override
    public int qsize() {
        return service.qsize();
    }

    /**
     * Whether there are no items: Python's {@code empty}.
     *
     * @return whether it is empty, which others may change at once
     */
    @Override
    public boolean empty() {
        return service.empty();
    }

    /**
     * Whether there is no room: Python's {@code full}.
     *
     * @return whether it is full, which others may change at once
     */
    @Override
    public boolean full() {
        return service.full();
    }

    /**
     * How many items have room.
     *
     * @return the limit, zero or less for none
     */
    @Override
    public int maxsize() {
        return service.maxsize();
    }

    /**
     * How many items were put for which nobody called {@link #taskDone} yet.
     *
     * @return their number
     */
    public long unfinishedTasks() {
        return service.unfinishedTasks();
    }

    /**
     * Says that an item that was taken has been dealt with: Python's {@code task_done}.
     *
     * @throws IllegalStateException if that was said for all items already; Python raises {@code ValueError}
     */
    public void taskDone() {
        service.taskDone();
    }

    /**
     * Waits until all items that were put have been dealt with: Python's {@code join}.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        service.join(null);
    }

    /**
     * Waits some time until all items that were put have been dealt with.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return whether they are
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean join(Duration timeout) throws InterruptedException {
        Timeouts.pollingNanos(timeout);
        return service.join(timeout);
    }

    /** Takes no more items, and ends when it is empty: Python's {@code shutdown()}. */
    @Override
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Takes no more items: Python's {@code shutdown(immediate)}.
     *
     * @param immediate whether to drop the items that are there
     */
    @Override
    public void shutdown(boolean immediate) {
        service.shutdown(immediate);
    }

    /**
     * Whether it was shut down.
     *
     * @return whether it was
     */
    @Override
    public boolean isShutdown() {
        return service.isShutdown();
    }

    /**
     * Takes all items that are there, without waiting, in one message, or in several if they are more than 1024
     * or have more than 8 MiB.
     *
     * @param target gets the items
     * @return how many
     */
    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * Takes items that are there, without waiting, in one message, or in several if they are more than 1024
     * or have more than 8 MiB.
     *
     * @param target gets the items
     * @param most how many at most
     * @return how many
     */
    @SuppressWarnings("unchecked")
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        requireNonNull(target, "target");
        int taken = 0;
        int left = most;
        // What is asked for is out of the queue until it turns out to be too long, and others miss it meanwhile.
        int step = FIRST_STEP;
        boolean growing = true;
        while (left > 0) {
            int asked = Math.min(step, left);
            var answer = (Object[]) service.drain(asked);
            int at = 1;
            try {
                for (; at < answer.length; at++) {
                    target.add((E) answer[at]);
                }
            } finally {
                if (at < answer.length) {
                    service.putBack(new ArrayList<>(Arrays.asList(answer).subList(at, answer.length)));
                }
            }
            int got = answer.length - 1;
            taken += got;
            left = got == 0 ? 0 : Math.min(left - got, (Integer) answer[0]); // Not what others put meanwhile.
            growing = growing && got == asked;
            step = growing ? Math.min(4 * step, MOST_AT_ONCE) : got;
        }
        return taken;
    }
}
