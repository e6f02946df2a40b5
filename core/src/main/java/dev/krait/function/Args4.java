package dev.krait.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Four arguments for a {@link Function4}; see {@link Args#of}.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param <C> the third argument's type
 * @param <D> the fourth argument's type
 * @param a the first argument
 * @param b the second argument
 * @param c the third argument
 * @param d the fourth argument
 */
public record Args4<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object>(
        A a, B b, C c, D d) implements Args, Serializable {}
