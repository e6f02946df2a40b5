package dev.krait.multiprocessing.managers;

import dev.krait.threading.AnyBarrier;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A barrier in the process of a manager: a {@link dev.krait.threading.Barrier}. Its action runs there.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.BarrierProxy}; made by {@link SyncManager#barrier(int)}. If a process dies
 * while one of its threads waits, the barrier is broken, so that the others do not wait for ever.
 */
public final class BarrierProxy extends PlainProxy implements AnyBarrier {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        int await(@Nullable Duration timeout) throws InterruptedException;

        void reset();

        void abort();

        int parties();

        int nWaiting();

        boolean isBroken();
    }

    private final transient Service service;

    BarrierProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * Waits until all parties have come: Python's {@code wait()}.
     *
     * @return which one this was to come, from zero on
     * @throws dev.krait.threading.BrokenBarrierException if the barrier is or becomes broken or is reset
     * @throws InterruptedException if interrupted on entry or while waiting; this thread counts as not arrived
     */
    @Override
    public int await() throws InterruptedException {
        return service.await(null);
    }

    /**
     * Waits some time until all parties have come: Python's {@code wait(timeout)}, which counts in seconds.
     *
     * @param timeout how long to wait before the barrier is broken
     * @return which one this was to come, from zero on
     * @throws dev.krait.threading.BrokenBarrierException if the barrier is or becomes broken or is reset
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting; this thread counts as not arrived
     */
    @Override
    public int await(Duration timeout) throws InterruptedException {
        Timeouts.pollingNanos(timeout);
        return service.await(timeout);
    }

    /** Makes it new; who waits is told by an exception. */
    @Override
    public void reset() {
        service.reset();
    }

    /** Breaks it. */
    @Override
    public void abort() {
        service.abort();
    }

    /**
     * How many have to come.
     *
     * @return their number
     */
    @Override
    public int parties() {
        return service.parties();
    }

    /**
     * How many wait: Python's {@code n_waiting}.
     *
     * @return their number
     */
    @Override
    public int nWaiting() {
        return service.nWaiting();
    }

    /**
     * Whether it is broken: Python's {@code broken}.
     *
     * @return whether it is
     */
    @Override
    public boolean isBroken() {
        return service.isBroken();
    }
}
