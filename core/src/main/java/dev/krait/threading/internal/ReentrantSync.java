package dev.krait.threading.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A reentrant lock, one level per acquire of its owner. It is what {@code RLock} is made of, and in its own shape the lock
 * inside a queue, where it costs what a {@link java.util.concurrent.locks.ReentrantLock} costs, but lets reports find the
 * queue behind it.
 */
@SuppressWarnings("serial") // Never leaves the object that it serves, which is not serializable.
public final class ReentrantSync extends ExclusiveSync implements Lock {
    /**
     * Unlocked.
     *
     * @param subject the public object that it serves
     */
    public ReentrantSync(Object subject) {
        super(subject);
    }

    @Override
    public void lock() {
        acquire(1);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquireInterruptibly(1);
    }

    @Override
    public boolean tryLock() {
        return tryAcquire(1);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquireNanos(1, unit.toNanos(time));
    }

    @Override
    public void unlock() {
        release(1);
    }

    /**
     * Locks for a look at what it guards, such as a {@code toString}, which should not hang where its holder does: tries
     * for a second and pays no heed to interrupts.
     *
     * @return whether it is locked now
     */
    public boolean lockForALook() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return tryLock(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A condition that reports show as the lock's own subject. */
    @Override
    public Condition newCondition() {
        return newWaiters(subject());
    }

    /** A condition gives back all levels at once and asks for them again, so there may be more than one. */
    @Override
    protected boolean tryAcquire(int levels) {
        Thread caller = Thread.currentThread();
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
        if (getExclusiveOwnerThread() != Thread.currentThread()) {
            throw new IllegalStateException("cannot release un-acquired lock: " + subject() + " is not owned by "
                    + ThreadNames.of(Thread.currentThread()) + "; the thread that acquired it must release it");
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
        return getExclusiveOwnerThread() == Thread.currentThread();
    }
}
