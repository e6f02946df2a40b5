package dev.krait.multiprocessing.managers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock in its server, whose holder is a thread of a client. A reentrant one belongs to that thread; another may be released
 * by anybody. Either is released when the holder's process dies.
 */
final class ServedLock implements AcquirerProxy.Service, ServedSession.Holding {
    /** Whose turn will come, who waits for it, and whether it has come. */
    private static final class Turn {
        final Caller caller;
        final int times;
        final Condition come;
        boolean given;

        Turn(Caller caller, int times, Condition come) {
            this.caller = caller;
            this.times = times;
            this.come = come;
        }
    }

    private final boolean reentrant;
    /** Shared with the conditions over this lock. */
    final ReentrantLock guard = new ReentrantLock();

    /** In the order in which they came; the lock is handed to the first one, so that nobody can pass by. */
    @GuardedBy("guard")
    private final Deque<Turn> turns = new ArrayDeque<>();

    @GuardedBy("guard")
    private @Nullable Caller holder;

    @GuardedBy("guard")
    private int depth;

    ServedLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    @Override
    public boolean acquire(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        guard.lockInterruptibly();
        try {
            if (enters(caller)) {
                return true;
            }
            var turn = new Turn(caller, 1, guard.newCondition());
            turns.add(turn);
            try {
                long left = nanos;
                while (!turn.given && left > 0) {
                    if (nanos == Long.MAX_VALUE) {
                        turn.come.await();
                    } else {
                        left = turn.come.awaitNanos(left);
                    }
                }
            } catch (InterruptedException e) {
                if (turn.given) {
                    free();
                }
                throw e;
            } finally {
                turns.remove(turn);
            }
            return turn.given;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean tryAcquire() {
        guard.lock();
        try {
            return enters(Caller.current());
        } finally {
            guard.unlock();
        }
    }

    @GuardedBy("guard")
    private boolean enters(Caller caller) {
        if (holder == null) {
            take(caller, 1);
            return true;
        }
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
        Turn next = turns.poll();
        if (next != null) {
            take(next.caller, next.times);
            next.given = true;
            next.come.signal();
        }
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
        if (!Caller.current().equals(holder)) {
            throw new IllegalStateException("cannot " + what + " on un-acquired lock: acquire the condition first");
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
        Caller caller = Caller.current();
        if (holder == null) {
            take(caller, times);
            return;
        }
        var turn = new Turn(caller, times, guard.newCondition());
        turns.add(turn);
        while (!turn.given) {
            turn.come.awaitUninterruptibly();
        }
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
            return (reentrant ? "RLock[" : "Lock[")
                    + (holder == null ? "unlocked" : "locked " + depth + " times, " + turns.size() + " waiting") + "]";
        } finally {
            guard.unlock();
        }
    }
}
