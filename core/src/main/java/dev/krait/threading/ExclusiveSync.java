package dev.krait.threading;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of waiting threads beneath {@link Lock} and {@link RLock}, and the conditions over them. The state is how many
 * levels are held; zero is unlocked.
 */
@SuppressWarnings("serial") // Never leaves the lock that it serves, and locks are not serializable.
abstract class ExclusiveSync extends AbstractQueuedSynchronizer implements Tracked {
    private final Object subject;

    ExclusiveSync(Object subject) {
        this.subject = subject;
    }

    @Override
    public final Object subject() {
        return subject;
    }

    /** The thread that acquired last, while locked; a snapshot for reports. */
    @Override
    public final java.lang.@Nullable Thread holder() {
        return levels() == 0 ? null : getExclusiveOwnerThread();
    }

    /** Whether the calling thread acquired it, which is what waiting and signalling take. */
    final boolean mine() {
        return isHeldExclusively();
    }

    final int levels() {
        return getState();
    }

    final boolean acquire(long nanos) throws InterruptedException {
        return tryAcquireNanos(1, nanos);
    }

    final Waiters newWaiters(Object condition) {
        return new Waiters(condition);
    }

    /** " by NAME, 2 waiting", as far as there is something to tell. */
    final String describe(String name) {
        var text = new StringBuilder(name);
        java.lang.Thread holder = holder();
        text.append(levels() == 0 ? "[unlocked" : "[locked");
        if (holder != null) {
            text.append(" by ").append(JavaThreads.describe(holder));
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
    final class Waiters extends ConditionObject implements Tracked {
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
        public java.lang.@Nullable Thread holder() {
            return null;
        }

        /** Whether a signal came in time; the loop around the state is the caller's. */
        @SuppressWarnings("WaitNotInLoop")
        boolean signalledWithin(long nanos) throws InterruptedException {
            return await(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
