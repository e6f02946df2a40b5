package dev.krait.concurrent.futures;

/**
 * Thrown when a result or an exception is given to a future that already has an outcome or was cancelled.
 *
 * <p>Mirrors Python's {@code concurrent.futures.InvalidStateError}; the message starts with the state's name.
 */
public class InvalidStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** The name of the state that the future was in. */
    private final String state;

    /**
     * The future cannot take an outcome.
     *
     * @param state the name of the state it is in, such as {@code FINISHED}
     * @param future what to say about the future
     */
    public InvalidStateException(String state, String future) {
        super(state + ": " + future + " cannot take another result or exception; it is completed only once");
        this.state = state;
    }

    /**
     * The state that the future was in.
     *
     * @return Python's name of the state, such as {@code FINISHED} or {@code CANCELLED}
     */
    public String state() {
        return state;
    }
}
