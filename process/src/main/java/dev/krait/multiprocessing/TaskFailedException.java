package dev.krait.multiprocessing;

/**
 * Carries a checked exception of a task out of {@link IMapIterator#next()}, which may not throw it; the cause is the task's
 * own exception. {@link IMapIterator#take()} throws that exception itself.
 *
 * <p>Python has no checked exceptions and so no such class.
 */
public class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A task failed with a checked exception.
     *
     * @param cause what the task threw
     */
    public TaskFailedException(Throwable cause) {
        super("a task failed: " + cause, cause);
    }
}
