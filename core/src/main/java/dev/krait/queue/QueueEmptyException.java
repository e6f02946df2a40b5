package dev.krait.queue;

/**
 * Nothing could be got from a queue within the time allowed.
 *
 * <p>Mirrors Python's {@code queue.Empty}; unchecked, and no relative of the package's other two exceptions.
 */
public class QueueEmptyException extends RuntimeException {
    /**
     * An exception with its message.
     *
     * @param message what was tried, on which queue, and what to do about it
     */
    public QueueEmptyException(String message) {
        super(message);
    }
}
