package dev.krait.threading;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A reentrant lock: the thread that owns it may acquire it again, and must release it as often.
 *
 * <p>Mirrors Python's {@code threading.RLock}.
 *
 * <pre>{@code
 * try (var held = lock.hold()) {
 *     transfer(from, to);   // which takes the same lock again
 * }
 * }</pre>
 *
 * <p>Differs from Python in that a lock may be given a name, which reports show.
 */
public final class RLock implements Acquirable {
    private final @Nullable String name;
    private final Sync sync;

    /** An unlocked lock. */
    public RLock() {
        this.name = null;
        this.sync = new Sync(this);
    }

    /**
     * An unlocked lock with a name, for reports.
     *
     * @param name what {@link #toString} and {@link Threading#lockReport} call it
     * @throws IllegalArgumentException if the name is blank
     */
    public RLock(String name) {
        this.name = Labels.checked(name);
        this.sync = new Sync(this);
    }

    /** An unlocked lock inside {@code subject}, which reports show in its place. */
    RLock(Object subject) {
        this.name = null;
        this.sync = new Sync(subject);
    }

    ExclusiveSync sync() {
        return sync;
    }

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
        return sync.acquire(Timeouts.nanos(timeout));
    }

    /** Acquires without heed to interrupts, for what must not fail half-way. */
    void acquireUninterruptibly() {
        sync.acquire(1);
    }

    /**
     * Gives back one level; the last one unlocks and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if the calling thread does not own the lock
     */
    @Override
    public void release() {
        sync.release(1);
    }

    /**
     * Whether some thread owns it right now.
     *
     * @return whether it is locked, as seen from any thread
     */
    public boolean locked() {
        return sync.levels() != 0;
    }

    /** Whether the calling thread owns it. */
    boolean mine() {
        return sync.mine();
    }

    /**
     * Its name, whether it is locked, by whom, how deep, and how many threads wait for it; a snapshot for a reader.
     *
     * @return such as {@code RLock@1f[locked by Thread-1 (work) 2 deep, 3 waiting]}
     */
    @Override
    public String toString() {
        return sync.describe(Labels.of(this, name));
    }

    /** One level per acquire of the owner. */
    @SuppressWarnings("serial")
    private static final class Sync extends ExclusiveSync {
        Sync(Object subject) {
            super(subject);
        }

        /** A condition gives back all levels at once and asks for them again, so there may be more than one. */
        @Override
        protected boolean tryAcquire(int levels) {
            java.lang.Thread caller = java.lang.Thread.currentThread();
            int held = getState();
            if (held == 0) {
                if (compareAndSetState(0, levels)) {
                    setExclusiveOwnerThread(caller);
                    return true;
                }
            } else if (getExclusiveOwnerThread() == caller) {
                if (held + levels < 0) {
                    throw new IllegalStateException(subject() + " was acquired " + held
                            + " times by one thread without a release, which is all that it can count");
                }
                setState(held + levels);
                return true;
            }
            return false;
        }

        @Override
        protected boolean tryRelease(int levels) {
            if (getExclusiveOwnerThread() != java.lang.Thread.currentThread()) {
                throw new IllegalStateException("cannot release un-acquired lock: " + subject()
                        + " is not owned by " + JavaThreads.describe(java.lang.Thread.currentThread())
                        + "; the thread that acquired it must release it");
            }
            int left = getState() - levels;
            if (left == 0) {
                setExclusiveOwnerThread(null);
            }
            setState(left);
            return left == 0;
        }

        @Override
        protected boolean isHeldExclusively() {
            return getExclusiveOwnerThread() == java.lang.Thread.currentThread();
        }
    }
}
