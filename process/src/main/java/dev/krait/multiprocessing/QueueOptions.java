package dev.krait.multiprocessing;

/**
 * What a {@link Queue} or {@link JoinableQueue} is to be beyond Python's {@code maxsize}.
 *
 * <p>Immutable; each {@code with} method gives a copy.
 */
public final class QueueOptions {
    private static final QueueOptions DEFAULTS = new QueueOptions(0, false, false);

    private final int maxsize;
    private final boolean endOfStream;
    private final boolean requeue;

    private QueueOptions(int maxsize, boolean endOfStream, boolean requeue) {
        this.maxsize = maxsize;
        this.endOfStream = endOfStream;
        this.requeue = requeue;
    }

    /**
     * No limit, no end but by {@link Queue#shutdown()}, and what is lost with a process is reported.
     *
     * @return the defaults
     */
    public static QueueOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Limits how many items the queue holds; Python's {@code maxsize}.
     *
     * @param items the number of items at which putting waits; without limit if zero or less
     * @return the changed copy
     */
    public QueueOptions withMaxsize(int items) {
        return new QueueOptions(items, endOfStream, requeue);
    }

    /**
     * Ends the queue with its producers: once there was one, and all have closed their side or ended, in whatever way, and
     * the queue is empty, getting throws {@link dev.krait.queue.QueueShutDownException} instead of waiting for ever; not in
     * Python.
     *
     * <p>A process is a producer from its first put on, or from {@link Queue#producing()}, until {@link Queue#close()} or
     * its end. As with the writing ends of a pipe, whoever starts several producers one after the other holds a
     * {@code producing()} until all have begun. One that comes after the end begins anew.
     *
     * <p>Together with {@link #withRequeue()} the end comes only when the items that other processes took are done too, since
     * they may come back. So tell an item done before you get the next one: two consumers that both keep items back would
     * wait for each other.
     *
     * @return the changed copy
     */
    public QueueOptions withEndOfStream() {
        return new QueueOptions(maxsize, true, requeue);
    }

    /**
     * Puts the items back which a process took from a {@link JoinableQueue} and had not told done when it died; not in
     * Python. The next that get take them first. Without this, such items are lost, and {@link JoinableQueue#join()} says so.
     *
     * <p>{@link JoinableQueue#taskDone()} is about the item that the calling thread took first of those it has left. If the
     * process dies in the middle of it, then that item counts as done, and no other does. An item may be worked on twice, if
     * its process dies after the work and before it tells so. Each item is kept in a file of its own until it is done, which
     * takes some ten microseconds an item.
     *
     * <p>Items that came back do not count for the limit: until they are taken again, the queue may hold that many more.
     *
     * @return the changed copy
     */
    public QueueOptions withRequeue() {
        return new QueueOptions(maxsize, endOfStream, true);
    }

    int maxsize() {
        return maxsize;
    }

    boolean endOfStream() {
        return endOfStream;
    }

    boolean requeue() {
        return requeue;
    }
}
