package dev.krait.multiprocessing;

/**
 * A process died while it held a lock, and nobody has put in order since what the lock guards; thrown by
 * {@link SharedHeld#requireConsistent()}. The lock is not held.
 *
 * <p>Python has no such exception: there the lock of a killed process stays locked for ever.
 */
public class OwnerDiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with a message.
     *
     * @param message what happened, and what to do
     */
    public OwnerDiedException(String message) {
        super(message);
    }
}
