package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import dev.krait.threading.Acquirable;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A condition in the process of a manager.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.ConditionProxy}; made by {@link SyncManager#condition()}. As everywhere
 * here, Python's {@code wait}, {@code wait_for}, {@code notify} and {@code notify_all} are {@code await}, {@code awaitFor},
 * {@code signal} and {@code signalAll}. If a process dies that has the lock, or waits, the others go on as if it had left.
 */
public final class ConditionProxy extends PlainProxy implements Acquirable {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service extends AcquirerProxy.Service {
        boolean await(long nanos) throws InterruptedException;

        void signal(int count);
    }

    private final transient Service service;

    ConditionProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    @Override
    public void acquire() throws InterruptedException {
        service.acquire(Long.MAX_VALUE);
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        return blocking ? service.acquire(Long.MAX_VALUE) : service.tryAcquire();
    }

    /**
     * Acquires the lock, waiting up to {@code timeout}.
     *
     * @param timeout how long to wait; zero tries once without blocking
     * @return whether it was acquired in time
     * @throws IllegalArgumentException if the timeout is negative or longer than 292 years
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return service.acquire(Timeouts.nanos(timeout));
    }

    @Override
    public void release() {
        service.release();
    }

    /**
     * Whether somebody has the lock.
     *
     * @return whether it is held
     */
    public boolean locked() {
        return service.locked();
    }

    /**
     * Releases the lock, waits for a signal, and acquires it again: Python's {@code wait()}.
     *
     * @throws IllegalStateException if the lock is not held
     * @throws InterruptedException if interrupted on entry or while waiting; the lock is held again then
     */
    public void await() throws InterruptedException {
        service.await(Long.MAX_VALUE);
    }

    /**
     * Releases the lock, waits some time for a signal, and acquires it again: Python's {@code wait(timeout)}, which counts in
     * seconds.
     *
     * @param timeout how long to wait for the signal; zero or less gives the lock away once
     * @return whether a signal came
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if the lock is not held
     * @throws InterruptedException if interrupted on entry or while waiting; the lock is held again then
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return service.await(Timeouts.pollingNanos(timeout));
    }

    /**
     * Waits until something holds, which is asked here, with the lock held: Python's {@code wait_for(predicate)}.
     *
     * @param predicate what to wait for
     * @throws IllegalStateException if the lock is not held
     * @throws InterruptedException if interrupted on entry or while waiting; the lock is held again then
     */
    public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        requireNonNull(predicate, "predicate");
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Waits some time until something holds, which is asked here, with the lock held: Python's
     * {@code wait_for(predicate, timeout)}.
     *
     * @param predicate what to wait for
     * @param timeout how long; zero or less gives the lock away once and asks again
     * @return whether it holds
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if the lock is not held
     * @throws InterruptedException if interrupted on entry or while waiting; the lock is held again then
     */
    public boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        requireNonNull(predicate, "predicate");
        long nanos = Timeouts.pollingNanos(timeout);
        long start = System.nanoTime();
        boolean holds = predicate.getAsBoolean();
        long left = nanos;
        boolean over = false;
        while (!holds && !over) {
            service.await(left); // Gives the lock away at least once, even if there is no time.
            holds = predicate.getAsBoolean();
            over = left == 0;
            left = Math.max(0, nanos - (System.nanoTime() - start));
        }
        return holds;
    }

    /**
     * Wakes one that waits: Python's {@code notify()}.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void signal() {
        service.signal(1);
    }

    /**
     * Wakes some that wait: Python's {@code notify(n)}.
     *
     * @param count how many at most; none if it is less than 1
     * @throws IllegalStateException if the lock is not held
     */
    public void signal(int count) {
        service.signal(count);
    }

    /**
     * Wakes all that wait: Python's {@code notify_all()}.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void signalAll() {
        service.signal(Integer.MAX_VALUE);
    }
}
