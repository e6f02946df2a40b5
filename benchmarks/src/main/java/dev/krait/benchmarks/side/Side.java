package dev.krait.benchmarks.side;

/**
 * What does a scenario's work, again and again. Every round checks that the work was done right, outside the time that is
 * taken, so that no result can be left out.
 */
public interface Side extends AutoCloseable {
    /**
     * Does the work once.
     *
     * @return how fast it was, in the scenario's unit
     * @throws WrongOutcomeException if the work was done wrong
     * @throws Exception whatever the work throws
     */
    double round() throws Exception;

    /**
     * Checks what must hold besides and would disturb the timing. Called once, after the rounds.
     *
     * @throws WrongOutcomeException if it does not hold
     * @throws Exception whatever the check throws
     */
    default void verify() throws Exception {}

    /**
     * Gives back what the work needed.
     *
     * @throws Exception whatever goes wrong
     */
    @Override
    default void close() throws Exception {}

    /** Prepares a side, outside all timing. */
    @FunctionalInterface
    interface Opener {
        /**
         * Prepares a side.
         *
         * @param scale how much work a round does
         * @return the side, ready for its first round
         * @throws Exception whatever goes wrong
         */
        Side open(Scale scale) throws Exception;
    }
}
