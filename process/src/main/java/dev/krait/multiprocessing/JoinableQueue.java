package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.SharedQueue;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} between processes that counts the items which were put and are not yet told done.
 *
 * <p>Mirrors Python's {@code multiprocessing.JoinableQueue}. What a thread did before {@link #taskDone()}
 * <i>happens-before</i> the return of a {@link #join()} that waited for it, as far as that looks at shared memory.
 *
 * <p>In Python {@code join()} waits for ever for an item whose consumer was killed. Here the items which a process had taken
 * and not told done when it died no longer count: by default they are lost, and {@code join()} throws
 * {@link TasksLostException} when everything else is done; with {@link QueueOptions#withRequeue()} they go back into the
 * queue. A process that is only stopped keeps its items.
 *
 * <p>At most 2147483647 items can be unfinished, as in Python; beyond that the count is wrong.
 *
 * @param <E> the type of the items
 */
public final class JoinableQueue<E extends @Nullable Object> extends Queue<E> {
    private static final long serialVersionUID = 1;

    /** By which its class is known in shared memory. */
    static final int TYPE = 1;

    /** How many lost items this process was told of. */
    private final transient AtomicInteger reported = new AtomicInteger();

    /**
     * A queue without a limit.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public JoinableQueue() {
        this(0);
    }

    /**
     * A queue that holds a limited number of items.
     *
     * @param maxsize the number of items at which putting waits; without limit if zero or less
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public JoinableQueue(int maxsize) {
        this(QueueOptions.defaults().withMaxsize(maxsize));
    }

    /**
     * A queue with options.
     *
     * @param options its limit, whether it ends with its producers, and what becomes of the items of a process that dies
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public JoinableQueue(QueueOptions options) {
        this(SharedQueue.create(
                options.maxsize(), new SharedQueue.Traits(TYPE, true, options.requeue(), options.endOfStream())));
    }

    JoinableQueue(SharedQueue shared) {
        super(shared);
        reported.set(shared.lost());
    }

    /**
     * The number of items put and not yet told to be done with {@link #taskDone()}; not in Python. Items that a dead
     * process had taken no longer count, unless they went back into the queue.
     *
     * @return what {@link #join()} waits to see at zero
     */
    public long unfinishedTasks() {
        return shared().unfinished();
    }

    /**
     * Tells the queue that an item that was got from it is dealt with. Mirrors Python's {@code task_done()}. When the
     * last one is, all threads of all processes in {@link #join()} go on. Does not wait.
     *
     * <p>If this process has got no item that is not done, it is about one of another process.
     *
     * @throws IllegalStateException if all items ever put were done before; Python raises {@code ValueError}
     */
    public void taskDone() {
        if (!shared().taskDone()) {
            throw new IllegalStateException("taskDone() called too many times: all items of " + this
                    + " are done; call it once for each item that was got");
        }
    }

    /**
     * Waits until every item put is done, that is until {@link #taskDone()} was called as often as an item was put.
     * Mirrors Python's {@code join()}. An empty queue is not enough, and items put while waiting are waited for too.
     *
     * @throws TasksLostException if everything is done but for items that were lost with processes which died; thrown once
     *     in each process that has the queue
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void join() throws InterruptedException {
        shared().join(null);
        tellOfLosses();
    }

    /**
     * Waits up to {@code timeout} until every item put is done. Python's {@code join()} has no timeout.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return true if all were done in time
     * @throws TasksLostException if everything is done but for items that were lost with processes which died; thrown once
     *     in each process that has the queue
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean join(Duration timeout) throws InterruptedException {
        if (!shared().join(Deadline.after(Timeouts.pollingNanos(timeout)))) {
            return false;
        }
        tellOfLosses();
        return true;
    }

    private void tellOfLosses() {
        int lost = shared().lost();
        int news = lost - reported.getAndSet(lost);
        if (news > 0) {
            throw new TasksLostException(news);
        }
    }

    /**
     * How many items were lost so far with processes that had taken them; not in Python. Always zero for a queue that puts
     * them back.
     *
     * @return the number
     */
    public int lostTasks() {
        return shared().lost();
    }

    @Override
    String unfinishedText() {
        return ", unfinished=" + unfinishedTasks();
    }
}
