package dev.krait.multiprocessing;

/**
 * The base of what this package throws for processes and what lies between them.
 *
 * <p>Mirrors Python's {@code multiprocessing.ProcessError}.
 */
public class ProcessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param message what happened, to whom, and what to do
     */
    public ProcessException(String message) {
        super(message);
    }

    /**
     * An exception with its cause.
     *
     * @param message what happened, to whom, and what to do
     * @param cause what caused it
     */
    public ProcessException(String message, Throwable cause) {
        super(message, cause);
    }
}
