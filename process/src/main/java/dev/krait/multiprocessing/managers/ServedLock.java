package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock in its server, whose holder is a thread of a client. A reentrant one belongs to that thread; another may be released
 * by anybody. Either is released when the holder's process dies.
 */
final class ServedLock implements AcquirerProxy.Service, ServedSession.Holding {
    private final boolean reentrant;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition freed = guard.newCondition();

    @GuardedBy("guard")
    private @Nullable Caller holder;

    @GuardedBy("guard")
    private int depth;

    ServedLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    ReentrantLock guard() {
        return guard;
    }

    @Override
    public boolean acquire(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        guard.lockInterruptibly();
        try {
            if (entered(caller)) {
                return true;
            }
            long left = nanos;
            while (holder != null) {
                if (left <= 0) {
                    return false;
                }
                if (nanos == Long.MAX_VALUE) {
                    freed.await();
                } else {
                    left = freed.awaitNanos(left);
                }
            }
            take(caller, 1);
            return true;
        } catch (InterruptedException e) {
            if (holder == null) {
                freed.signal(); // The turn that this thread may have been given is the next one's.
            }
            throw e;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean tryAcquire() {
        Caller caller = Caller.current();
        guard.lock();
        try {
            if (entered(caller)) {
                return true;
            }
            if (holder != null) {
                return false;
            }
            take(caller, 1);
            return true;
        } finally {
            guard.unlock();
        }
    }

    @GuardedBy("guard")
    private boolean entered(Caller caller) {
        if (reentrant && caller.equals(holder)) {
            depth++;
            return true;
        }
        return false;
    }

    @GuardedBy("guard")
    private void take(Caller caller, int times) {
        holder = caller;
        depth = times;
        if (caller.session() != null) {
            caller.session().holds(this);
        }
    }

    @GuardedBy("guard")
    private void free() {
        Caller before = holder;
        holder = null;
        depth = 0;
        if (before != null && before.session() != null) {
            before.session().holdsNoLonger(this);
        }
        freed.signal();
    }

    @Override
    public void release() {
        Caller caller = Caller.current();
        guard.lock();
        try {
            if (holder == null) {
                throw new IllegalStateException(
                        "release of an unlocked lock; release once for each acquire, best with try (var held = lock.hold())");
            }
            if (reentrant && !caller.equals(holder)) {
                throw new IllegalStateException("an RLock can only be released by the thread that has it");
            }
            if (--depth == 0) {
                free();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean locked() {
        guard.lock();
        try {
            return holder != null;
        } finally {
            guard.unlock();
        }
    }

    /** Refuses what only who has the lock may do. */
    @GuardedBy("guard")
    void checkHeld(String what) {
        if (holder == null || (reentrant && !Caller.current().equals(holder))) {
            throw new IllegalStateException("cannot " + what + " on an un-acquired lock: acquire the condition first");
        }
    }

    /** Frees it whatever its depth, which is what {@link #takeAgain} needs. */
    @GuardedBy("guard")
    int letGo() {
        int times = depth;
        free();
        return times;
    }

    /** Waits for it without heed to interrupts. */
    @GuardedBy("guard")
    void takeAgain(int times) {
        while (holder != null) {
            freed.awaitUninterruptibly();
        }
        take(Caller.current(), times);
    }

    @Override
    public void ownerDied(ServedSession owner) {
        guard.lock();
        try {
            if (holder != null && holder.session() == owner) {
                free();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        guard.lock();
        try {
            return (reentrant ? "RLock[" : "Lock[") + (holder == null ? "unlocked]" : "locked, " + depth + " times]");
        } finally {
            guard.unlock();
        }
    }
}
