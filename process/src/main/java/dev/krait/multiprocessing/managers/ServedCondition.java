package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;

/** A condition in its server, over a lock that may be served by itself too. */
final class ServedCondition implements ConditionProxy.Service {
    /** A thread that waits for a signal. */
    private static final class Waiter {
        final Condition woken;
        boolean signalled;

        Waiter(Condition woken) {
            this.woken = woken;
        }
    }

    private final ServedLock lock;

    @GuardedBy("lock.guard")
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    /** How many are inside a wait, those included that only wait for the lock again. */
    @GuardedBy("lock.guard")
    private int inside;

    ServedCondition(ServedLock lock) {
        this.lock = lock;
    }

    @Override
    public boolean acquire(long nanos) throws InterruptedException {
        return lock.acquire(nanos);
    }

    @Override
    public boolean tryAcquire() {
        return lock.tryAcquire();
    }

    @Override
    public void release() {
        lock.release();
    }

    @Override
    public boolean locked() {
        return lock.locked();
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        lock.guard.lockInterruptibly();
        try {
            lock.checkHeld("wait");
            var waiter = new Waiter(lock.guard.newCondition());
            waiters.add(waiter);
            inside++;
            int depth = lock.letGo();
            try {
                awaitSignal(waiter, nanos);
            } catch (InterruptedException e) {
                if (!waiter.signalled) {
                    throw e;
                }
                // The signal came first, and would be lost if this call did not return by it.
            } finally {
                waiters.remove(waiter);
                lock.takeAgain(depth);
                inside--;
                passOn(waiter);
            }
            return waiter.signalled;
        } finally {
            lock.guard.unlock();
        }
    }

    /** A signal that was given to a client that has died is for the next who waits. */
    @GuardedBy("lock.guard")
    private void passOn(Waiter waiter) {
        ServedSession client = Caller.current().session();
        if (waiter.signalled && client != null && client.isEnded()) {
            signalOne();
        }
    }

    @GuardedBy("lock.guard")
    private void signalOne() {
        Waiter waiter = waiters.poll();
        if (waiter != null) {
            waiter.signalled = true;
            waiter.woken.signal();
        }
    }

    private static void awaitSignal(Waiter waiter, long nanos) throws InterruptedException {
        long left = nanos;
        while (!waiter.signalled && left > 0) {
            if (nanos == Long.MAX_VALUE) {
                waiter.woken.await();
            } else {
                left = waiter.woken.awaitNanos(left);
            }
        }
    }

    @Override
    public void signal(int count) {
        lock.guard.lock();
        try {
            lock.checkHeld("signal");
            for (int i = 0; i < count && !waiters.isEmpty(); i++) {
                signalOne();
            }
        } finally {
            lock.guard.unlock();
        }
    }

    @Override
    public String toString() {
        lock.guard.lock();
        try {
            return "Condition[" + lock + ", " + inside + " waiting]";
        } finally {
            lock.guard.unlock();
        }
    }
}
