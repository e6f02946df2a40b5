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
