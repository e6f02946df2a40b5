package dev.krait.multiprocessing;

/**
 * Items of a {@link JoinableQueue} were taken by processes that died before they told them done. They are gone; everything
 * else that was put is done.
 *
 * <p>Python has no such exception: its {@code join()} waits for ever for such items.
 */
public class TasksLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int count;

    /**
     * An exception with its facts.
     *
     * @param count how many items were lost that were not reported to this process before
     */
    public TasksLostException(int count) {
        super(count + (count == 1 ? " item" : " items")
                + " of a JoinableQueue went with processes that died before they"
                + " called taskDone; to have such items put back instead, make the queue with"
                + " QueueOptions.defaults().withRequeue()");
        this.count = count;
    }

    /**
     * How many items were lost that were not reported to this process before.
     *
     * @return the number, at least one
     */
    public int count() {
        return count;
    }
}
