package dev.krait.threading;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Acquirable#call} does while it holds; returns a value and is free to throw one kind of checked exception,
 * or none.
 *
 * @param <T> what it returns
 * @param <X> what it throws; inferred as unchecked for a body that throws nothing checked
 */
@FunctionalInterface
public interface GuardedCall<T extends @Nullable Object, X extends Exception> {
    /**
     * Runs the body.
     *
     * @return its result, which may be null
     * @throws X whatever the body throws
     */
    T call() throws X;
}
