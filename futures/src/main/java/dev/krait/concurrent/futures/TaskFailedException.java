package dev.krait.concurrent.futures;

import java.util.concurrent.TimeoutException;

/**
 * Carries a checked exception of a task out of {@link ResultIterator#next()}, which may not throw it; the cause is the
 * task's own exception. {@link ResultIterator#take()} throws that exception itself.
 *
 * <p>Python has no checked exceptions and so no such class.
 */
public class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A task failed with a checked exception, or the time for all of them was up.
     *
     * @param cause what the task threw, or the {@link TimeoutException}
     */
    public TaskFailedException(Throwable cause) {
        super((cause instanceof TimeoutException ? "time is up: " : "a task failed: ") + cause, cause);
    }
}
