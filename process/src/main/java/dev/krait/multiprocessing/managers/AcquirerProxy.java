package dev.krait.multiprocessing.managers;

import dev.krait.threading.Acquirable;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;

/**
 * A lock in the process of a manager: what {@link SyncManager#lock} and {@link SyncManager#rLock} make.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.AcquirerProxy}. The owner of an {@code RLock} is the calling thread of the
 * calling process; a {@code Lock} has none, and anybody may release it. If a process dies, what its threads had acquired and
 * not released is released for it; in Python everybody else waits for ever. Processes of this program are served much faster
 * by a {@link dev.krait.multiprocessing.Lock}, which needs no manager.
 *
 * <p>What a thread did before it released <i>happens-before</i> what the server does for the next one that acquires.
 */
public class AcquirerProxy extends PlainProxy implements Acquirable {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        /** Waits so many nanoseconds, {@link Long#MAX_VALUE} for ever. */
        boolean acquire(long nanos) throws InterruptedException;

        boolean tryAcquire();

        void release();

        boolean locked();
    }

    private final transient Service service;

    AcquirerProxy(Remote remote) {
        this(remote, Service.class);
    }

    AcquirerProxy(Remote remote, Class<? extends Service> offered) {
        super(remote);
        this.service = remote.as(offered);
    }

    final Service service() {
        return service;
    }

    @Override
    public final void acquire() throws InterruptedException {
        service.acquire(Long.MAX_VALUE);
    }

    @Override
    public final boolean acquire(boolean blocking) throws InterruptedException {
        return blocking ? service.acquire(Long.MAX_VALUE) : service.tryAcquire();
    }

    /**
     * Acquires, waiting up to {@code timeout}.
     *
     * <p>Mirrors Python's {@code acquire(timeout=…)}, which counts in seconds.
     *
     * @param timeout how long to wait; zero tries once without blocking
     * @return whether it was acquired in time
     * @throws IllegalArgumentException if the timeout is negative or longer than 292 years
     */
    @Override
    public final boolean acquire(Duration timeout) throws InterruptedException {
        return service.acquire(Timeouts.nanos(timeout));
    }

    @Override
    public final void release() {
        service.release();
    }

    /**
     * Whether somebody has it right now: Python's {@code locked()}.
     *
     * @return whether it is held; of a semaphore, whether no permit is left
     */
    public final boolean locked() {
        return service.locked();
    }
}
