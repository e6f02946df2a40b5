package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is acquired and released: {@link Lock}, {@link RLock}, {@link Condition}, {@link Semaphore} and
 * {@link BoundedSemaphore}, all of which Python accepts in a {@code with} statement.
 *
 * <p>Safe for use by any number of threads. What a thread did before it released <i>happens-before</i> whatever the
 * thread does that acquires next. Nothing is promised about the order in which waiting threads get their turn.
 */
public interface Acquirable {
    /**
     * Acquires, waiting as long as it takes.
     *
     * <p>Mirrors Python's {@code acquire()}, which always returns {@code True}.
     *
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was acquired then
     */
    void acquire() throws InterruptedException;

    /**
     * Acquires, waiting or not.
     *
     * <p>Mirrors Python's {@code acquire(blocking)}. With {@code false} it never blocks and pays no heed to interrupts.
     *
     * @param blocking whether to wait as long as it takes
     * @return whether it was acquired; always true after waiting
     * @throws InterruptedException if it may block and is interrupted on entry or while waiting; nothing was acquired
     *     then
     */
    boolean acquire(boolean blocking) throws InterruptedException;

    /**
     * Acquires, waiting up to {@code timeout}.
     *
     * <p>Mirrors Python's {@code acquire(timeout=…)}, which counts in seconds.
     *
     * @param timeout how long to wait; zero tries once without blocking
     * @return whether it was acquired in time
     * @throws IllegalArgumentException if the timeout is one that this type refuses, see there
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was acquired then
     */
    boolean acquire(Duration timeout) throws InterruptedException;

    /**
     * Gives back what was acquired and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if there is nothing that the caller may give back; nothing has changed then
     */
    void release();

    /**
     * Acquires and hands out what releases again, for {@code try (var held = lock.hold()) { … }}.
     *
     * <p>Mirrors entering Python's {@code with} statement.
     *
     * @return what releases when it is closed
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was acquired then
     */
    default Held hold() throws InterruptedException {
        acquire();
        return new HeldOnce(this);
    }

    /**
     * Acquires, runs the body, and releases however the body ends.
     *
     * @param <X> what the body throws
     * @param body what to do meanwhile
     * @throws X whatever the body throws
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was acquired and the body did not
     *     run then
     */
    default <X extends Exception> void run(GuardedAction<X> body) throws X, InterruptedException {
        requireNonNull(body, "body");
        acquire();
        try {
            body.run();
        } finally {
            release();
        }
    }

    /**
     * Acquires, runs the body, releases however the body ends, and returns the body's result.
     *
     * @param <T> what the body returns
     * @param <X> what the body throws
     * @param body what to do meanwhile
     * @return what the body returned
     * @throws X whatever the body throws
     * @throws InterruptedException if interrupted on entry or while waiting; nothing was acquired and the body did not
     *     run then
     */
    default <T extends @Nullable Object, X extends Exception> T call(GuardedCall<T, X> body)
            throws X, InterruptedException {
        requireNonNull(body, "body");
        acquire();
        try {
            return body.call();
        } finally {
            release();
        }
    }
}
