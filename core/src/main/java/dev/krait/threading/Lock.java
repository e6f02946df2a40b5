package dev.krait.threading;

import dev.krait.threading.internal.ExclusiveSync;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one holder has at a time and that nobody owns: any thread may release it.
 *
 * <p>Mirrors Python's {@code threading.Lock}. It is not reentrant: a thread that acquires it twice waits for somebody else
 * to release it. Because it has no owner, one thread may acquire it and another release it, as a signal between the two.
 *
 * <pre>{@code
 * try (var held = lock.hold()) {
 *     balance += amount;
 * }
 * }</pre>
 *
 * <p>Differs from Python in that a lock may be given a name, which reports show, and that {@link #toString} tells which
 * thread acquired it and how many wait.
 */
public final class Lock implements Acquirable {
    private final @Nullable String name;
    private final Sync sync = new Sync(this);

    /** An unlocked lock. */
    public Lock() {
        this.name = null;
    }

    /**
     * An unlocked lock with a name, for reports.
     *
     * @param name what {@link #toString} calls it
     * @throws IllegalArgumentException if the name is blank
     */
    public Lock(String name) {
        this.name = Labels.checked(name);
    }

    ExclusiveSync sync() {
        return sync;
    }

    // Lock and RLock each have these three for themselves: beneath a shared one the compiler would not know which of
    // the
    // two it acquires, and could not look through the call.
    @Override
    public void acquire() throws InterruptedException {
        sync.acquireInterruptibly(1);
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        if (!blocking) {
            return sync.tryAcquire(1);
        }
        sync.acquireInterruptibly(1);
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the timeout is negative or longer than {@link Threading#TIMEOUT_MAX}
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return sync.acquireWithin(Timeouts.nanos(timeout));
    }

    /**
     * Unlocks, from any thread, and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if it is not locked
     */
    @Override
    public void release() {
        if (!sync.release(1)) {
            throw new IllegalStateException("release of an unlocked lock: " + this
                    + "; release once for each acquire, best with try (var held = lock.hold())");
        }
    }

    /**
     * Whether somebody holds it right now.
     *
     * @return whether it is locked, as seen from any thread
     */
    public boolean locked() {
        return sync.levels() != 0;
    }

    /**
     * Its name, whether it is locked, by whom, and how many threads wait for it; a snapshot for a reader.
     *
     * @return such as {@code Lock@1f[locked by Thread-1 (work), 2 waiting]}
     */
    @Override
    public String toString() {
        return sync.describe(Labels.of(this, name));
    }

    /** One level, released by anybody. */
    @SuppressWarnings("serial")
    private static final class Sync extends ExclusiveSync {
        /** Locked, while a thread that did not acquire it takes its owner away. */
        private static final int RELEASING = -1;

        Sync(Lock lock) {
            super(lock);
        }

        @Override
        protected boolean tryAcquire(int ignored) {
            if (compareAndSetState(0, 1)) {
                setExclusiveOwnerThread(java.lang.Thread.currentThread());
                return true;
            }
            return false;
        }

        // Two threads may release at once, so the change must be a compare-and-set for one of them to learn that it
        // came too late. It costs what the volatile write of a reentrant lock costs. The owner must be gone before the
        // lock is free, or it would be the next one's; and it must not go when the release is refused. The owner may
        // forget itself first, since it is its own release. Anybody else must win the release before.
        @Override
        protected boolean tryRelease(int ignored) {
            if (getExclusiveOwnerThread() == java.lang.Thread.currentThread()) {
                setExclusiveOwnerThread(null);
                return compareAndSetState(1, 0);
            }
            if (!compareAndSetState(1, RELEASING)) {
                return false;
            }
            setExclusiveOwnerThread(null);
            setState(0);
            return true;
        }

        /** For conditions: only the thread that acquired it may wait and signal. */
        @Override
        protected boolean isHeldExclusively() {
            return holder() == java.lang.Thread.currentThread();
        }
    }
}
