package dev.krait.multiprocessing.managers;

import java.io.Serializable;
import java.util.function.BiFunction;

/**
 * What a proxy takes where Java has {@link BiFunction}: a function of two arguments that travels to the server and
 * runs there, while nobody else uses the object that it is for. A lambda that is passed to a proxy becomes one by itself.
 *
 * @param <T> its argument
 * @param <U> its second argument
 * @param <R> what it returns
 */
@FunctionalInterface
public interface ServerBiFunction<T, U, R> extends BiFunction<T, U, R>, Serializable {}
