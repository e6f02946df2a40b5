package dev.krait.queue;

/**
 * The queue was shut down: it takes no more items, or has none left to give.
 *
 * <p>Mirrors Python's {@code queue.ShutDown}; unchecked, and no relative of the package's other two exceptions.
 */
public class QueueShutDownException extends RuntimeException {
    /**
     * An exception with its message.
     *
     * @param message what was tried, on which queue, and what to do about it
     */
    public QueueShutDownException(String message) {
        super(message);
    }
}
