package dev.krait.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Three arguments for a {@link Function3}; see {@link Args#of}.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param <C> the third argument's type
 * @param a the first argument
 * @param b the second argument
 * @param c the third argument
 */
public record Args3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(A a, B b, C c)
        implements Args, Serializable {}
