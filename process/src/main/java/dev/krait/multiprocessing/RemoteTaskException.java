package dev.krait.multiprocessing;

/**
 * A task failed in its worker in a way that cannot be shown as the original exception: because that cannot travel, or
 * cannot be rebuilt in this process, or because the task's function or arguments could not be rebuilt in the worker. The
 * message says which, and holds the worker's stack trace as text.
 *
 * <p>Python wraps such cases in {@code MaybeEncodingError} or hangs.
 */
public class RemoteTaskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String remoteTrace;

    /**
     * The facts of the failure.
     *
     * @param message what happened, to which task
     * @param type the class name of what was thrown in the worker
     * @param remoteTrace the stack trace in the worker
     */
    public RemoteTaskException(String message, String type, String remoteTrace) {
        super(message + System.lineSeparator() + "in the worker: " + remoteTrace.strip());
        this.type = type;
        this.remoteTrace = remoteTrace;
    }

    /**
     * A task that never ran, because its function or arguments could not be rebuilt in the worker.
     *
     * @param task what it was
     * @param pid the worker's process id
     * @param reason what went wrong there
     * @param type the class name of what was thrown in the worker
     * @param remoteTrace the stack trace in the worker
     * @return the exception
     */
    public static RemoteTaskException neverRan(String task, long pid, String reason, String type, String remoteTrace) {
        return new RemoteTaskException(
                task + " never ran, because its function or arguments could not be rebuilt in worker process " + pid
                        + ": " + reason,
                type,
                remoteTrace);
    }

    /**
     * A task whose own exception cannot be shown here, because it cannot travel or be rebuilt.
     *
     * @param task what it was
     * @param pid the worker's process id
     * @param message the message of its exception
     * @param whyNot why that exception could not travel, may be empty
     * @param type the class name of what was thrown in the worker
     * @param remoteTrace the stack trace in the worker
     * @return the exception
     */
    public static RemoteTaskException cannotBeShown(
            String task, long pid, String message, String whyNot, String type, String remoteTrace) {
        return new RemoteTaskException(
                task + " failed in worker process " + pid + " with " + type + ": " + message
                        + "; that exception itself cannot be shown here"
                        + (whyNot.isEmpty() ? "" : " (" + whyNot + ")"),
                type,
                remoteTrace);
    }

    /**
     * A task that returned something that cannot be rebuilt in this process.
     *
     * @param task what it was
     * @param cause what went wrong here
     * @return the exception
     */
    public static RemoteTaskException resultUnreadable(String task, Throwable cause) {
        var failure = new RemoteTaskException(
                "the result of " + task + " cannot be rebuilt in this process: " + cause,
                cause.getClass().getName(),
                "(the task returned normally)");
        failure.initCause(cause);
        return failure;
    }

    /**
     * What was thrown in the worker.
     *
     * @return its class name
     */
    public String type() {
        return type;
    }

    /**
     * Where it was thrown.
     *
     * @return the worker's stack trace, causes and suppressed exceptions included, as printed
     */
    public String remoteTrace() {
        return remoteTrace;
    }
}
