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
     * @param message what happened, to which task
     * @param type the class name of what was thrown while the result was encoded
     * @param remoteTrace the stack trace in the worker
     */
    public MaybeEncodingException(String message, String type, String remoteTrace) {
        super(message, type, remoteTrace);
    }
}
