package dev.krait.benchmarks.side;

/** The measured work was done, and done wrong; its time means nothing. */
public final class WrongOutcomeException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * What is wrong.
     *
     * @param message what was expected and what came
     */
    public WrongOutcomeException(String message) {
        super(message);
    }

    /**
     * Refuses an outcome that is not the expected one.
     *
     * @param what what it is, for the message
     * @param expected what it must be
     * @param actual what it is
     * @throws WrongOutcomeException if they differ
     */
    public static void check(String what, Object expected, Object actual) throws WrongOutcomeException {
        if (!expected.equals(actual)) {
            throw new WrongOutcomeException(what + " is " + actual + " and should be " + expected);
        }
    }
}
