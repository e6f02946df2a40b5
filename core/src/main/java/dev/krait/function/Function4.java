package dev.krait.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of four arguments, such as the one that {@code Pool.starmap} spreads {@link Args4} over.
 *
 * @param <A> its first argument
 * @param <B> its second argument
 * @param <C> its third argument
 * @param <D> its fourth argument
 * @param <R> what it returns
 */
@FunctionalInterface
public interface Function4<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object,
                R extends @Nullable Object>
        extends Serializable {
    /**
     * Calls the function.
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @return its result, which may be null
     * @throws Exception whatever the function throws; it reaches the caller who asks for the result
     */
    R apply(A a, B b, C c, D d) throws Exception;
}
