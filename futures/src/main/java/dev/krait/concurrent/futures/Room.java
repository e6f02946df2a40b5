package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The free places of a bounded queue, and those who wait for one. */
final class Room {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Fewer than none when workers went beyond the bound. */
    @GuardedBy("lock")
    private int free;

    @GuardedBy("lock")
    private boolean closed;

    Room(int places) {
        this.free = places;
    }

    /** Takes a place if there is one. */
    boolean tryTake() {
        lock.lock();
        try {
            if (free <= 0) {
                return false;
            }
            free--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a place; false if there is none to wait for, because the room was closed or the future is done. */
    boolean take(Future<?> future) throws InterruptedException {
        Waiter end = future.listen(this::wakeAll);
        try {
            lock.lockInterruptibly();
            try {
                return takeOrGiveUp(future);
            } finally {
                lock.unlock();
            }
        } finally {
            future.forget(end);
        }
    }

    @GuardedBy("lock")
    private boolean takeOrGiveUp(Future<?> future) throws InterruptedException {
        try {
            while (!closed && !future.done()) {
                if (free > 0) {
                    free--;
                    return true;
                }
                changed.await();
            }
            return false;
        } finally {
            if (free > 0) {
                changed.signal(); // Whoever gives up may have been woken for a place that others wait for.
            }
        }
    }

    /** Takes a place whether or not there is one. */
    void goBeyond() {
        lock.lock();
        try {
            free--;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back. */
    void give() {
        lock.lock();
        try {
            free++;
            if (free > 0) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody needs to wait any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeAll() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
