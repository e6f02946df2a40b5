package dev.krait.queue;

/**
 * No place became free in a queue within the time allowed.
 *
 * <p>Mirrors Python's {@code queue.Full}; unchecked, and no relative of the package's other two exceptions.
 */
public class QueueFullException extends RuntimeException {
    /**
     * An exception with its message.
     *
     * @param message what was tried, on which queue, and what to do about it
     */
    public QueueFullException(String message) {
        super(message);
    }
}
