package dev.krait.multiprocessing.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * Threads of all processes that wait for a signal. Their cells are the queue: each says whether it waits or was signalled,
 * and tickets give the order.
 *
 * <p>A cell goes from waiting to signalled by the signaller's compare-and-set, or from waiting to left by the waiter's own,
 * and so never both. It stays signalled until its thread has the lock again, so that a signal which dies with its receiver
 * is known, and goes on to the next.
 */
public final class SharedCondition {
    private static final int LOCK_KIND = Layout.BODY;
    private static final int LOCK_AT = Layout.BODY + 8;
    private static final int LOCK_GENERATION = Layout.BODY + 16;

    private static final long SIGNALLED = 2;
    private static final long LEFT = 3;

    private final Handle handle;
    private final Memory memory;
    private final Waiters waiters;
    private final Turns turns;
    private final int at;

    private SharedCondition(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.waiters = handle.arena().waiters();
        this.turns = waiters.turns();
        this.at = handle.at();
    }

    /** Makes one over a lock. */
    public static SharedCondition create(Handle lock) {
        return new SharedCondition(Handle.create(Kind.CONDITION, at -> {
            Handle.Reference reference = lock.reference();
            Memory memory = lock.arena().memory();
            memory.set(at + LOCK_KIND, reference.kind().code());
            memory.set(at + LOCK_AT, reference.at());
            memory.set(at + LOCK_GENERATION, reference.generation());
        }));
    }

    /** The lock that it is over. */
    public Handle.Reference lock() {
        return new Handle.Reference(
                Kind.of(memory.get(at + LOCK_KIND)), handle.reference().run(), (int) memory.get(at + LOCK_AT), (int)
                        memory.get(at + LOCK_GENERATION));
    }

    /** One that was made before. */
    public static SharedCondition of(Handle handle) {
        return new SharedCondition(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    /** What is released while waiting, all levels of it. */
    public interface Guard {
        /** Whether the calling thread has it. */
        boolean isMine();

        /** How deep the calling thread has it, beyond the first time. */
        long levels();

        /** Releases all levels of it. */
        void release();

        /** Takes it again as deep as it was, waiting in the cell of the condition, unless its release had failed. */
        void acquire(long levels, Cell cell);

        /** Wakes a sleeper that cannot go on before the guard is free; the calling thread has the guard. */
        void wake(long wait);
    }

    /** A lock as a guard. Anybody may release it, so nobody can be trusted to wake a sleeper then. */
    public static Guard guard(SharedLock lock) {
        return new Guard() {
            @Override
            public boolean isMine() {
                return lock.mutex().isMine();
            }

            @Override
            public long levels() {
                return 0;
            }

            @Override
            public void release() {
                lock.mutex().release();
            }

            @Override
            public void acquire(long levels, Cell cell) {
                if (!lock.mutex().isMine()) {
                    lock.mutex().acquireUninterruptibly(cell);
                }
            }

            @Override
            public void wake(long wait) {
                lock.handle().arena().waiters().wake(wait);
            }
        };
    }

    /** A reentrant lock as a guard, whose owner wakes the sleepers when it releases the lock: sooner, they would only wait for it. */
    public static Guard guard(SharedRLock lock) {
        return new Guard() {
            @Override
            public boolean isMine() {
                return lock.isMine();
            }

            @Override
            public long levels() {
                return lock.levels();
            }

            @Override
            public void release() {
                lock.releaseLevels();
            }

            @Override
            public void acquire(long levels, Cell cell) {
                lock.acquireLevels(levels, cell);
            }

            @Override
            public void wake(long wait) {
                lock.wakeAtRelease(wait);
            }
        };
    }

    /**
     * Releases the guard, waits for a signal up to a deadline, and takes the guard again.
     *
     * @return whether a signal came
     * @throws InterruptedException if interrupted before one came; the guard is held again
     * @throws IllegalStateException if as many threads wait as can; the guard is still held
     */
    public boolean await(Guard guard, @Nullable Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Cell cell = waiters.enter(at, Turns.WAITING, deadline);
        long levels = guard.levels();
        boolean signalled = false;
        try {
            guard.release();
            signalled = awaitSignal(cell, deadline);
        } finally {
            leaves(cell); // Whatever ended the wait: from here on the cell is for the lock.
            FaultPoint.reach("signalled-without-lock");
            try {
                guard.acquire(levels, cell);
            } finally {
                waiters.leave(cell, false);
            }
        }
        return signalled;
    }

    private boolean awaitSignal(Cell cell, @Nullable Deadline deadline) throws InterruptedException {
        for (int spins = Spin.turns(); spins > 0 && isWaiting(cell); spins--) {
            Thread.onSpinWait();
        }
        while (true) {
            waiters.announce(cell);
            if (!isWaiting(cell)) {
                return true;
            }
            if (deadline != null && deadline.isOver()) {
                return !leaves(cell);
            }
            try {
                waiters.sleep(cell, deadline == null ? Cell.NO_DEADLINE : deadline.nanoTime());
            } catch (InterruptedException e) {
                if (leaves(cell)) {
                    throw e;
                }
                Thread.currentThread().interrupt(); // It came after the signal and stays pending.
                return true;
            }
        }
    }

    private boolean isWaiting(Cell cell) {
        return turns.state(cell) == Turns.WAITING;
    }

    private boolean leaves(Cell cell) {
        return turns.change(cell, LEFT);
    }

    /** Wakes up to so many of those that wait longest; the caller has the guard. */
    public void signal(Guard guard, int count) {
        for (int i = 0; i < count; i++) {
            long wait = signalOne(turns, at);
            if (wait == Turns.NOBODY) {
                return;
            }
            guard.wake(wait);
        }
    }

    /** Gives a signal to the thread that waits longest, without waking it; its wait, or nobody. */
    private static long signalOne(Turns turns, int object) {
        long wait = turns.longest(object);
        while (wait != Turns.NOBODY && !turns.change(wait, SIGNALLED, 0)) {
            wait = turns.longest(object);
        }
        if (wait != Turns.NOBODY) {
            FaultPoint.reach("signalled-not-woken");
        }
        return wait;
    }

    /**
     * After a death: each signal that a thread of the dead process had, and did not use, goes to the next. Should the one who
     * mends die between, then a signal may go on twice, but none gets lost.
     */
    static void mend(Waiters waiters, int at, int dead) {
        Turns turns = waiters.turns();
        int[] cells = turns.ofProcess(at, dead);
        // First nobody can be signalled any more who is dead.
        for (int cell : cells) {
            turns.changeAt(cell, Turns.WAITING, LEFT);
        }
        for (int cell : cells) {
            if (turns.stateAt(cell) == SIGNALLED) {
                long next = signalOne(turns, at);
                if (next != Turns.NOBODY) {
                    waiters.wake(next);
                }
                turns.changeAt(cell, SIGNALLED, LEFT);
            }
        }
    }
}
