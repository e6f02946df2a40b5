package dev.krait.multiprocessing;

/**
 * A task returned something that cannot travel back to the parent process.
 *
 * <p>Mirrors Python's {@code multiprocessing.pool.MaybeEncodingError}. The task itself ran to its end.
 */
public class MaybeEncodingException extends RemoteTaskException {
    private static final long serialVersionUID = 1L;

    /**
     * The facts of the failure.
     *
     * @param task the task that returned it
     * @param pid the process id of its worker
     * @param reason what cannot travel, and why
     * @param type the class name of what was thrown while the result was encoded
     * @param remoteTrace the stack trace in the worker
     */
    public MaybeEncodingException(String task, long pid, String reason, String type, String remoteTrace) {
        super(
                task + " ran in worker process " + pid + ", but its result cannot travel back: " + reason,
                type,
                remoteTrace);
    }
}
