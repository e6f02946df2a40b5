package dev.krait.threading;

import java.time.Duration;

/**
 * What all barriers have in common, whoever meets at them: the threads of a process ({@link Barrier}), the processes of a
 * program, or the clients of a manager.
 *
 * <p>Thread-safe. What each party did before it came <i>happens-before</i> what any of them does after it passed.
 */
public interface AnyBarrier {
    /**
     * Waits until all parties are there. Mirrors Python's {@code wait()}.
     *
     * @return a number from zero on, another for each party
     * @throws BrokenBarrierException if the barrier is broken, or is while waiting
     * @throws InterruptedException if interrupted on entry or while waiting; the barrier is broken then
     */
    int await() throws InterruptedException;

    /**
     * Waits some time until all parties are there. Mirrors Python's {@code wait(timeout)}, which counts in seconds.
     *
     * @param timeout how long to wait; the barrier is broken when it is over
     * @return a number from zero on, another for each party
     * @throws BrokenBarrierException if the barrier is broken, or is while waiting
     * @throws InterruptedException if interrupted on entry or while waiting; the barrier is broken then
     */
    int await(Duration timeout) throws InterruptedException;

    /** Makes it as new; who waits gets a {@link BrokenBarrierException}. Mirrors Python's {@code reset}. */
    void reset();

    /** Breaks it. Mirrors Python's {@code abort}. */
    void abort();

    /**
     * How many have to come. Mirrors Python's {@code parties}.
     *
     * @return their number
     */
    int parties();

    /**
     * How many are there. Mirrors Python's {@code n_waiting}.
     *
     * @return their number
     */
    int nWaiting();

    /**
     * Whether it is broken. Mirrors Python's {@code broken}.
     *
     * @return whether it is
     */
    boolean isBroken();
}
