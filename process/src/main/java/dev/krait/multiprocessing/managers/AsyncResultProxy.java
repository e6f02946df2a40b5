package dev.krait.multiprocessing.managers;

import dev.krait.multiprocessing.AsyncResult;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The outcome to come of a call of a {@link PoolProxy}, kept in the process of the manager.
 *
 * <p>Mirrors the proxies of {@code AsyncResult} that Python's {@code PoolProxy} returns.
 *
 * @param <T> what the call returns
 */
public final class AsyncResultProxy<T extends @Nullable Object> extends PlainProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        @Nullable
        Object get(@Nullable Duration timeout) throws Exception;

        boolean await(@Nullable Duration timeout) throws InterruptedException;

        boolean ready();

        boolean successful();
    }

    /** An outcome in its server, for which its pool stays there. */
    record Served(AsyncResult<?> result, PoolProxy.Served pool) implements Service, Server.Bound {
        @Override
        public @Nullable Object get(@Nullable Duration timeout) throws Exception {
            return timeout == null ? result.get() : result.get(timeout);
        }

        @Override
        public boolean await(@Nullable Duration timeout) throws InterruptedException {
            if (timeout != null) {
                return result.await(timeout);
            }
            result.await();
            return true;
        }

        @Override
        public boolean ready() {
            return result.ready();
        }

        @Override
        public boolean successful() {
            return result.successful();
        }

        @Override
        public void end(boolean all) {
            pool.end(all);
        }
    }

    private final transient Service service;

    AsyncResultProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * The result, waiting for it.
     *
     * @return what the call returned
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws Exception what the call threw
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the call's own result
    public T get() throws Exception {
        return (T) service.get(null);
    }

    /**
     * The result, waiting some time for it.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return what the call returned
     * @throws java.util.concurrent.TimeoutException if it was not there in time; it can be asked for again
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     * @throws Exception what the call threw
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the call's own result
    public T get(Duration timeout) throws Exception {
        Timeouts.pollingNanos(timeout);
        return (T) service.get(timeout);
    }

    /**
     * Waits until the call is done.
     *
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public void await() throws InterruptedException {
        service.await(null);
    }

    /**
     * Waits some time until the call is done.
     *
     * @param timeout how long to wait; zero or less looks once
     * @return whether it is
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        Timeouts.pollingNanos(timeout);
        return service.await(timeout);
    }

    /**
     * Whether the call is done.
     *
     * @return whether it is
     */
    public boolean ready() {
        return service.ready();
    }

    /**
     * Whether the call returned.
     *
     * @return false if it threw
     * @throws IllegalStateException if it is not done
     */
    public boolean successful() {
        return service.successful();
    }
}
