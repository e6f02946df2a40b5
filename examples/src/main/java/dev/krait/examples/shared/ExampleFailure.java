package dev.krait.examples.shared;

/** An example could not do its job; the message is all that its user needs to see. */
public final class ExampleFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened, to what, and what to do
     */
    public ExampleFailure(String message) {
        super(message);
    }

    /**
     * A failure with the reason beneath it.
     *
     * @param message what happened, to what, and what to do
     * @param cause why
     */
    public ExampleFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
