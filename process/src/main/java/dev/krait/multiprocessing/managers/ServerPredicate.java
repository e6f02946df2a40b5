package dev.krait.multiprocessing.managers;

import java.io.Serializable;
import java.util.function.Predicate;

/**
 * What a proxy takes where Java has {@link Predicate}: a condition that travels to the server and
 * runs there, while nobody else uses the object that it is for. A lambda that is passed to a proxy becomes one by itself.
 *
 * @param <T> its argument
 */
@FunctionalInterface
public interface ServerPredicate<T> extends Predicate<T>, Serializable {}
