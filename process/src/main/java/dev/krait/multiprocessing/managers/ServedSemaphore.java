package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A semaphore in its server. */
final class ServedSemaphore implements SemaphoreProxy.Service, ServedSession.Holding {
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition given = guard.newCondition();
    private final int first;
    private final boolean bounded;

    @GuardedBy("guard")
    private int permits;

    /** How many permits the clients hold that come back with their deaths. */
    @GuardedBy("guard")
    private final Map<ServedSession, Integer> held = new HashMap<>();

    ServedSemaphore(int value, boolean bounded) {
        if (value < 0) {
            throw new IllegalArgumentException("semaphore initial value must be at least 0: " + value);
        }
        this.first = value;
        this.permits = value;
        this.bounded = bounded;
    }

    @Override
    public boolean acquire(long nanos) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            long left = nanos;
            while (permits == 0) {
                if (left <= 0) {
                    return false;
                }
                if (nanos == Long.MAX_VALUE) {
                    given.await();
                } else {
                    left = given.awaitNanos(left);
                }
            }
            permits--;
            return true;
        } catch (InterruptedException e) {
            if (permits > 0) {
                given.signal(); // The turn that this thread may have been given is the next one's.
            }
            throw e;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean tryAcquire() {
        guard.lock();
        try {
            if (permits == 0) {
                return false;
            }
            permits--;
            return true;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void release() {
        releaseMany(1);
    }

    @Override
    public void releaseMany(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("n must be one or more: " + count);
        }
        guard.lock();
        try {
            if (bounded ? permits + (long) count > first : permits + (long) count > Integer.MAX_VALUE) {
                throw new IllegalStateException("semaphore released too many times: it has " + permits + " of " + first
                        + " permits, so " + count + " more cannot come back");
            }
            permits += count;
            if (count == 1) {
                given.signal();
            } else {
                given.signalAll();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean locked() {
        guard.lock();
        try {
            return permits == 0;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void hold() throws InterruptedException {
        acquire(Long.MAX_VALUE);
        ServedSession session = Caller.current().session();
        if (session != null) {
            guard.lock();
            try {
                held.merge(session, 1, Integer::sum);
                session.holds(this);
            } finally {
                guard.unlock();
            }
        }
    }

    @Override
    public void releaseHeld() {
        guard.lock();
        try {
            releaseMany(1);
            ServedSession session = Caller.current().session();
            if (session != null
                    && held.computeIfPresent(session, (owner, count) -> count == 1 ? null : count - 1) == null) {
                session.holdsNoLonger(this);
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void ownerDied(ServedSession owner) {
        guard.lock();
        try {
            Integer count = held.remove(owner);
            if (count != null) {
                permits = bounded ? Math.min(first, permits + count) : permits + count;
                given.signalAll();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        guard.lock();
        try {
            return (bounded ? "BoundedSemaphore[" : "Semaphore[") + permits + " of " + first + ", "
                    + guard.getWaitQueueLength(given) + " waiting]";
        } finally {
            guard.unlock();
        }
    }
}
