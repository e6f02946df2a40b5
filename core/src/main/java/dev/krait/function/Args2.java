package dev.krait.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Two arguments for a {@link Function2}; see {@link Args#of}.
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param a the first argument
 * @param b the second argument
 */
public record Args2<A extends @Nullable Object, B extends @Nullable Object>(A a, B b) implements Args, Serializable {}
