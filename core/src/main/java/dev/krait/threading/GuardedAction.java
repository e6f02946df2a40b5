package dev.krait.threading;

/**
 * What {@link Acquirable#run} does while it holds; free to throw one kind of checked exception, or none.
 *
 * @param <X> what it throws; inferred as unchecked for a body that throws nothing checked
 */
@FunctionalInterface
public interface GuardedAction<X extends Exception> {
    /**
     * Runs the body.
     *
     * @throws X whatever the body throws
     */
    void run() throws X;
}
