package dev.krait.multiprocessing.managers;

import dev.krait.threading.AnyEvent;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A flag in the process of a manager that can be waited for: a {@link dev.krait.threading.Event}.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.EventProxy}; made by {@link SyncManager#event()}.
 */
public final class EventProxy extends PlainProxy implements AnyEvent {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        boolean isSet();

        void set();

        void clear();

        boolean await(@Nullable Duration timeout) throws InterruptedException;
    }

    private final transient Service service;

    EventProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * Whether the flag is set: Python's {@code is_set}.
     *
     * @return whether it is
     */
    @Override
    public boolean isSet() {
        return service.isSet();
    }

    /** Sets the flag, and lets all who wait for it go on. */
    @Override
    public void set() {
        service.set();
    }

    /** Takes the flag back. */
    @Override
    public void clear() {
        service.clear();
    }

    /**
     * Waits until the flag is set: Python's {@code wait()}.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    @Override
    public void await() throws InterruptedException {
        service.await(null);
    }

    /**
     * Waits some time until the flag is set: Python's {@code wait(timeout)}, which counts in seconds.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return whether it is set
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        Timeouts.pollingNanos(timeout);
        return service.await(timeout);
    }
}
