package dev.krait.function;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, for functions that take several: what a tuple is in Python's {@code starmap}.
 *
 * <p>Immutable; it travels to another process when all its components do.
 */
public sealed interface Args permits Args2, Args3, Args4 {
    /**
     * Two arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param a the first argument
     * @param b the second argument
     * @return both, in order
     */
    static <A extends @Nullable Object, B extends @Nullable Object> Args2<A, B> of(A a, B b) {
        return new Args2<>(a, b);
    }

    /**
     * Three arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return all three, in order
     */
    static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> Args3<A, B, C> of(
            A a, B b, C c) {
        return new Args3<>(a, b, c);
    }

    /**
     * Four arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @return all four, in order
     */
    static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Args4<A, B, C, D> of(A a, B b, C c, D d) {
        return new Args4<>(a, b, c, d);
    }
}
