package dev.krait.multiprocessing.managers;

import java.io.Serializable;
import java.util.function.Function;

/**
 * What a proxy takes where Java has {@link Function}: a function of one argument that travels to the server and
 * runs there, while nobody else uses the object that it is for. A lambda that is passed to a proxy becomes one by itself.
 *
 * @param <T> its argument
 * @param <R> what it returns
 */
@FunctionalInterface
public interface ServerFunction<T, R> extends Function<T, R>, Serializable {}
