package dev.krait.threading;

import dev.krait.threading.internal.Timeouts;
import dev.krait.threading.internal.Tracked;
import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A counter of permits: acquiring takes one, waiting while there is none; releasing gives back one or more.
 *
 * <p>Mirrors Python's {@code threading.Semaphore}. Any thread may release, also one that never acquired; see
 * {@link BoundedSemaphore} for one that notices too many releases. The count ends at {@link Integer#MAX_VALUE}, where
 * Python's has no end.
 *
 * <pre>{@code
 * try (var held = downloads.hold()) {
 *     fetch(url);
 * }
 * }</pre>
 */
public class Semaphore implements Acquirable {
    private final Permits permits;

    /** A semaphore with one permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * A semaphore.
     *
     * @param value how many permits there are at first
     * @throws IllegalArgumentException if it is negative
     */
    public Semaphore(int value) {
        this(value, Integer.MAX_VALUE);
    }

    Semaphore(int value, int limit) {
        if (value < 0) {
            throw new IllegalArgumentException("semaphore initial value must be >= 0, not " + value);
        }
        this.permits = new Permits(this, value, limit);
    }

    @Override
    public void acquire() throws InterruptedException {
        permits.acquireSharedInterruptibly(1);
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        if (!blocking) {
            return permits.tryAcquireShared(1) >= 0;
        }
        permits.acquireSharedInterruptibly(1);
        return true;
    }

    /**
     * Takes a permit, waiting up to {@code timeout} for one.
     *
     * <p>Mirrors Python's {@code acquire(timeout=…)}, which for semaphores takes a negative timeout for zero.
     *
     * @param timeout how long to wait; zero or less tries once without blocking
     * @return whether a permit was taken in time
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return permits.tryAcquireSharedNanos(1, Timeouts.pollingNanos(timeout));
    }

    /**
     * Gives back one permit and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if there are as many as there may be; nothing has changed then
     */
    @Override
    public void release() {
        permits.releaseShared(1);
    }

    /**
     * Gives back permits and lets as many waiting threads go on. Does not block.
     *
     * <p>Mirrors Python's {@code release(n)}.
     *
     * @param count how many
     * @throws IllegalArgumentException if it is less than one
     * @throws IllegalStateException if there would be more than there may be; nothing has changed then
     */
    public void release(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("release count must be one or more, not " + count);
        }
        permits.releaseShared(count);
    }

    /**
     * How many permits there are and how many threads wait for one; a snapshot for a reader.
     *
     * @return such as {@code Semaphore@1f[value 0, 2 waiting]}
     */
    @Override
    public String toString() {
        return permits.describe();
    }

    /** The count, and the queue of those who wait for it to rise. */
    @SuppressWarnings("serial") // Never leaves the semaphore, which is not serializable.
    private static final class Permits extends AbstractQueuedSynchronizer implements Tracked {
        private final Semaphore semaphore;
        private final int limit;

        Permits(Semaphore semaphore, int value, int limit) {
            this.semaphore = semaphore;
            this.limit = limit;
            setState(value);
        }

        @Override
        protected int tryAcquireShared(int ignored) {
            while (true) {
                int left = getState() - 1;
                if (left < 0 || compareAndSetState(left + 1, left)) {
                    return left;
                }
            }
        }

        @Override
        protected boolean tryReleaseShared(int count) {
            while (true) {
                int value = getState();
                if (count > limit - value) {
                    throw new IllegalStateException("semaphore released too many times: " + count + " more on "
                            + describe() + "; release once for each acquire, best with try (var held = ….hold())");
                }
                if (compareAndSetState(value, value + count)) {
                    return true;
                }
            }
        }

        @Override
        public Object subject() {
            return semaphore;
        }

        /** Permits have no owner. */
        @Override
        public java.lang.@Nullable Thread holder() {
            return null;
        }

        String describe() {
            int waiting = getQueueLength();
            return Labels.of(semaphore, null) + "[value " + getState()
                    + (limit == Integer.MAX_VALUE ? "" : "/" + limit)
                    + (waiting == 0 ? "]" : ", " + waiting + " waiting]");
        }
    }
}
