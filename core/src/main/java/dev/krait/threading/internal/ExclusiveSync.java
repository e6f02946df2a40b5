package dev.krait.threading.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of waiting threads beneath a lock, and the conditions over it. The state is how many levels are held; zero is
 * unlocked.
 */
@SuppressWarnings("serial") // Never leaves the lock that it serves, and locks are not serializable.
public abstract class ExclusiveSync extends AbstractQueuedSynchronizer implements Tracked {
    private final Object subject;

    /**
     * Unlocked.
     *
     * @param subject the public object that it serves
     */
    protected ExclusiveSync(Object subject) {
        this.subject = subject;
    }

    @Override
    public final Object subject() {
        return subject;
    }

    /**
     * The thread that acquired last, while locked; a snapshot for reports.
     *
     * @return who holds it; null if nobody does, or nobody is known to
     */
    @Override
    public final @Nullable Thread holder() {
        return levels() == 0 ? null : getExclusiveOwnerThread();
    }

    /**
     * Whether the calling thread acquired it, which is what waiting and signalling take.
     *
     * @return whether it is the holder
     */
    public final boolean mine() {
        return isHeldExclusively();
    }

    /**
     * How deep it is locked.
     *
     * @return the number of levels; zero if it is unlocked
     */
    public final int levels() {
        return getState();
    }

    /**
     * Acquires within a time.
     *
     * @param nanos how long to wait; zero or less tries once
     * @return whether it was acquired
     * @throws InterruptedException if interrupted on entry or while waiting
     */
    public final boolean acquireWithin(long nanos) throws InterruptedException {
        return tryAcquireNanos(1, nanos);
    }

    /**
     * A condition of this lock.
     *
     * @param condition the public object that reports show
     * @return threads that will wait for a signal, none yet
     */
    public final Waiters newWaiters(Object condition) {
        return new Waiters(condition);
    }

    /**
     * Whether it is locked, by whom, and how many wait, as far as there is something to tell; a snapshot.
     *
     * @param name what the lock is called
     * @return such as {@code NAME[locked by Thread-1, 2 waiting]}
     */
    public final String describe(String name) {
        var text = new StringBuilder(name);
        Thread holder = holder();
        text.append(levels() == 0 ? "[unlocked" : "[locked");
        if (holder != null) {
            text.append(" by ").append(ThreadNames.of(holder));
        }
        if (levels() > 1) {
            text.append(" ").append(levels()).append(" deep");
        }
        int waiting = getQueueLength();
        if (waiting > 0) {
            text.append(", ").append(waiting).append(" waiting");
        }
        return text.append("]").toString();
    }

    /** The threads that wait for a signal. */
    public final class Waiters extends ConditionObject implements Tracked {
        private final Object condition;

        private Waiters(Object condition) {
            this.condition = condition;
        }

        @Override
        public Object subject() {
            return condition;
        }

        /** Anybody may signal. */
        @Override
        public @Nullable Thread holder() {
            return null;
        }

        /**
         * Waits for a signal; the loop around the state is the caller's.
         *
         * @param nanos how long to wait; zero or less gives the lock away for a moment only
         * @return whether a signal came in time
         * @throws InterruptedException if interrupted on entry or while waiting
         */
        @SuppressWarnings("WaitNotInLoop")
        public boolean signalledWithin(long nanos) throws InterruptedException {
            return await(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
