package dev.krait.multiprocessing.managers;

import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * What a proxy takes where Java has {@link UnaryOperator}: a function from a value to one of the same type that travels to the server and
 * runs there, while nobody else uses the object that it is for. A lambda that is passed to a proxy becomes one by itself.
 *
 * @param <T> its argument and result
 */
@FunctionalInterface
public interface ServerOperator<T> extends UnaryOperator<T>, Serializable {}
