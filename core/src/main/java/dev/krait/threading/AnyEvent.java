package dev.krait.threading;

import java.time.Duration;

/**
 * What all events have in common, whoever shares them: the threads of a process ({@link Event}), the processes of a program, or
 * the clients of a manager.
 *
 * <p>Thread-safe. What was done before {@link #set} <i>happens-before</i> what follows a wait that it ended.
 */
public interface AnyEvent {
    /**
     * Whether it is set. Mirrors Python's {@code is_set}. Does not wait.
     *
     * @return whether it is
     */
    boolean isSet();

    /** Sets it, and wakes all who wait. Mirrors Python's {@code set}. */
    void set();

    /** Clears it. Mirrors Python's {@code clear}. */
    void clear();

    /**
     * Waits until it is set. Mirrors Python's {@code wait()}.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    void await() throws InterruptedException;

    /**
     * Waits some time until it is set. Mirrors Python's {@code wait(timeout)}, which counts in seconds.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return whether it is set
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    boolean await(Duration timeout) throws InterruptedException;
}
