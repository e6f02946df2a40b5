package dev.krait.threading;

import dev.krait.threading.internal.Timeouts;
import dev.krait.threading.internal.Tracked;
import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A flag that threads wait for: unset at first, set by one thread, waited for by others.
 *
 * <p>Mirrors Python's {@code threading.Event}; {@code wait} is {@link #await()}. Any number of threads may use it at
 * once. A waiting thread that was there when the flag was set goes on, even if the flag was cleared again at once.
 * What a thread did before {@link #set} <i>happens-before</i> a wait returns, and before {@link #isSet} says yes.
 */
public class Event implements AnyEvent {
    // One gate per period in which the flag is unset: opened once by set(), replaced by clear(). Who waits, waits at
    // the
    // gate of his period and needs no look at the flag afterwards, so a quick clear() cannot shut him in again.
    private volatile Gate gate = new Gate(this);

    /** Only one thread at a time puts a new gate up: a second one would strand who waits at the first. */
    private final Object clearing = new Object();

    /** An event that is not set. */
    public Event() {}

    /**
     * Whether the flag is set.
     *
     * @return whether it is set
     */
    @Override
    public boolean isSet() {
        return gate.isOpen();
    }

    /** Sets the flag and wakes all threads that wait. Does not block; without effect if it is set. */
    @Override
    public void set() {
        gate.releaseShared(1);
    }

    /** Unsets the flag; threads that come later wait again. Does not block; without effect if it is not set. */
    @Override
    public void clear() {
        synchronized (clearing) {
            if (gate.isOpen()) {
                gate = new Gate(this);
            }
        }
    }

    /**
     * Waits until the flag is set; returns at once if it is.
     *
     * @throws InterruptedException if interrupted on entry or while waiting; the flag and other waiters do not notice
     */
    @Override
    public void await() throws InterruptedException {
        gate.acquireSharedInterruptibly(1);
    }

    /**
     * Waits until the flag is set, up to {@code timeout}; returns at once if it is.
     *
     * @param timeout how long to wait; zero or less only looks
     * @return whether the flag was set in time, if only for a moment
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return gate.tryAcquireSharedNanos(1, Timeouts.pollingNanos(timeout));
    }

    /**
     * Whether it is set, and how many threads wait; a snapshot for a reader.
     *
     * @return such as {@code Event@1f[unset, 2 waiting]}
     */
    @Override
    public String toString() {
        Gate current = gate;
        int waiting = current.getQueueLength();
        return Labels.of(this, null)
                + (current.isOpen() ? "[set" : "[unset")
                + (waiting == 0 ? "]" : ", " + waiting + " waiting]");
    }

    /** Closed at first; once open, it lets everybody through for good. */
    @SuppressWarnings("serial") // Never leaves the event, which is not serializable.
    private static final class Gate extends AbstractQueuedSynchronizer implements Tracked {
        private final Event event;

        Gate(Event event) {
            this.event = event;
        }

        boolean isOpen() {
            return getState() == 1;
        }

        @Override
        protected int tryAcquireShared(int ignored) {
            return isOpen() ? 1 : -1;
        }

        @Override
        protected boolean tryReleaseShared(int ignored) {
            return compareAndSetState(0, 1);
        }

        @Override
        public Object subject() {
            return event;
        }

        /** Anybody may set an event. */
        @Override
        public java.lang.@Nullable Thread holder() {
            return null;
        }
    }
}
