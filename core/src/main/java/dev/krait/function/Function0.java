package dev.krait.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A call without arguments that returns a value: Python's {@code target} or task with its arguments already captured.
 *
 * @param <R> what it returns
 */
@FunctionalInterface
public interface Function0<R extends @Nullable Object> extends Serializable {
    /**
     * Calls the function.
     *
     * @return its result, which may be null
     * @throws Exception whatever the function throws; it reaches the caller who asks for the result
     */
    R call() throws Exception;
}
