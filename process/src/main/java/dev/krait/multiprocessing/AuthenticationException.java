package dev.krait.multiprocessing;

/**
 * The two sides of a connection do not have the same key.
 *
 * <p>Mirrors Python's {@code multiprocessing.AuthenticationError}.
 */
public class AuthenticationException extends ProcessException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param message which side found out, and what to do
     */
    public AuthenticationException(String message) {
        super(message);
    }
}
