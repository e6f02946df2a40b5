package dev.krait.threading;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What {@link Condition} and its likes have in common, so that one contract can be run over all of them. */
public interface Signalling extends Acquirable {
    boolean locked();

    void await() throws InterruptedException;

    boolean await(Duration timeout) throws InterruptedException;

    void awaitFor(BooleanSupplier predicate) throws InterruptedException;

    boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException;

    void signal();

    void signal(int count);

    void signalAll();

    static Signalling of(Object condition) {
        return Likeness.of(Signalling.class, condition);
    }
}
