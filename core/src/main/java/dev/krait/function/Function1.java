package dev.krait.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument, such as the one that {@code Pool.map} applies to every item.
 *
 * @param <A> its argument
 * @param <R> what it returns
 */
@FunctionalInterface
public interface Function1<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    /**
     * Calls the function.
     *
     * @param a the argument
     * @return its result, which may be null
     * @throws Exception whatever the function throws; it reaches the caller who asks for the result
     */
    R apply(A a) throws Exception;
}
