package dev.krait.concurrent.futures;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of Python's module {@code concurrent.futures}. The futures of different executors may be mixed; one that is
 * given twice counts once.
 */
public final class Futures {
    private Futures() {}

    /**
     * Waits until all are done. Mirrors Python's {@code wait(fs)}.
     *
     * @param <F> the futures' type
     * @param futures what to wait for
     * @return all of them as done
     * @throws InterruptedException if interrupted while waiting
     */
    public static <F extends Future<?>> DoneAndNotDone<F> await(Iterable<? extends F> futures)
            throws InterruptedException {
        return await(futures, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits until all are done, for at most a time. Mirrors Python's {@code wait(fs, timeout)}.
     *
     * @param <F> the futures' type
     * @param futures what to wait for
     * @param timeout how long to wait; zero only looks
     * @return which are done and which are not; the end of the time is no error
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends Future<?>> DoneAndNotDone<F> await(Iterable<? extends F> futures, Duration timeout)
            throws InterruptedException {
        return await(futures, timeout, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits until one is done, one has failed, or all are done. Mirrors Python's {@code wait(fs, return_when=...)}.
     *
     * @param <F> the futures' type
     * @param futures what to wait for
     * @param returnWhen what to wait until
     * @return which are done and which are not
     * @throws InterruptedException if interrupted while waiting
     */
    public static <F extends Future<?>> DoneAndNotDone<F> await(Iterable<? extends F> futures, ReturnWhen returnWhen)
            throws InterruptedException {
        Objects.requireNonNull(returnWhen, "returnWhen");
        Set<F> distinct = distinct(futures);
        new Gathering(distinct, returnWhen).await();
        return split(distinct);
    }

    /**
     * Waits until one is done, one has failed, or all are done, for at most a time.
     *
     * <p>Mirrors Python's {@code wait(fs, timeout, return_when)}, which counts in seconds. A cancelled future counts as done
     * at once, whoever cancelled it; Python waits until a worker has noticed, which may be never. What the futures' tasks
     * did <i>happens-before</i> this returns them as done.
     *
     * @param <F> the futures' type
     * @param futures what to wait for
     * @param timeout how long to wait; zero only looks
     * @param returnWhen what to wait until
     * @return which are done and which are not; the end of the time is no error
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends Future<?>> DoneAndNotDone<F> await(
            Iterable<? extends F> futures, Duration timeout, ReturnWhen returnWhen) throws InterruptedException {
        Objects.requireNonNull(returnWhen, "returnWhen");
        long nanos = Timeouts.nanos(timeout);
        Set<F> distinct = distinct(futures);
        new Gathering(distinct, returnWhen).await(nanos);
        return split(distinct);
    }

    /**
     * Gives futures out as they are done, those that are already first.
     *
     * <p>Mirrors Python's {@code as_completed(fs)}.
     *
     * @param <F> the futures' type
     * @param futures what to wait for
     * @return the futures, one after the other
     */
    public static <F extends Future<?>> CompletedFutures<F> asCompleted(Iterable<? extends F> futures) {
        return new CompletedFutures<>(distinct(futures), false, 0);
    }

    /**
     * Gives futures out as they are done, those that are already first, for at most a time.
     *
     * <p>Mirrors Python's {@code as_completed(fs, timeout)}, which counts in seconds. The time counts from this call, where
     * Python looks at nothing before the first {@code next()}. Futures that are done are given out after the end of the
     * time too; then comes a {@link TimeoutException} that says how many are missing.
     *
     * @param <F> the futures' type
     * @param futures what to wait for
     * @param timeout the time for all of them together
     * @return the futures, one after the other
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends Future<?>> CompletedFutures<F> asCompleted(
            Iterable<? extends F> futures, Duration timeout) {
        return new CompletedFutures<>(distinct(futures), true, Timeouts.nanos(timeout));
    }

    /**
     * Says, from inside a task, that it makes progress; see {@link TaskOptions#withProgressTimeout}. Does nothing in a thread
     * that runs no task with such a timeout. It is cheap enough for an inner loop: from a worker process not every call is
     * sent on.
     */
    public static void reportProgress() {
        Progress.Listener current = Progress.current();
        if (current != null) {
            current.progressed();
        }
    }

    /**
     * Sets what is called with each failure of a task that nobody read: when a failed future is garbage and nobody ever
     * asked for its result or exception. The default logs a warning. Called by a thread of the garbage collector's
     * service, so it must be quick; what it throws is logged.
     *
     * @param hook takes the exception, or null for the default
     */
    public static void setUnreadFailureHook(@Nullable Consumer<? super Throwable> hook) {
        UnreadFailures.hook(hook == null ? UnreadFailures.LOGGING_HOOK : hook);
    }

    private static <F extends Future<?>> Set<F> distinct(Iterable<? extends F> futures) {
        var distinct = new LinkedHashSet<F>();
        for (F future : futures) {
            distinct.add(Objects.requireNonNull(future, "a future in the given ones"));
        }
        return distinct;
    }

    private static <F extends Future<?>> DoneAndNotDone<F> split(Set<F> futures) {
        var done = new LinkedHashSet<F>();
        var notDone = new LinkedHashSet<F>();
        for (F future : futures) {
            (future.done() ? done : notDone).add(future);
        }
        return new DoneAndNotDone<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(notDone));
    }
}
