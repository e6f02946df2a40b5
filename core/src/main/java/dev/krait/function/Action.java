package dev.krait.function;

import java.io.Serializable;

/**
 * A call without arguments and without a result: what a {@code Thread} or {@code Process} runs, Python's
 * {@code target} with its arguments already captured.
 */
@FunctionalInterface
public interface Action extends Serializable {
    /**
     * Runs the action.
     *
     * @throws Exception whatever the action throws
     */
    void run() throws Exception;
}
