package dev.krait.multiprocessing.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * A meeting point in shared memory. A lock guards it; the cells of those who wait are the list of who has arrived.
 *
 * <p>The last to arrive gives each waiting cell its number and lets it through, cell by cell, with the lock held; leaving
 * by a timeout or an interrupt takes the lock too. Should somebody die who holds the lock, or who waits, whoever mends
 * breaks the barrier: what still waits is sent away. Each cell is let through or sent away by one compare-and-set, so never
 * both.
 */
public final class SharedBarrier {
    private static final int LOCK = Layout.BODY;
    private static final int BROKEN = Layout.BODY + 8;
    private static final int PARTIES = Layout.BODY + 16;
    private static final int RESETS = Layout.BODY + 24;

    private static final long WAITING = 1;
    private static final long PASSED = 2;
    private static final long LEFT = 3;
    private static final long SENT_AWAY = 16;

    /** Why nobody is let through: one waited longer than it wanted to. */
    public static final int TIMED_OUT = 1;

    /** The barrier was aborted. */
    public static final int ABORTED = 2;

    /** The action threw. */
    public static final int ACTION_FAILED = 3;

    /** The barrier was reset, and is whole again. */
    public static final int RESET = 4;

    /** A process died while it took part. */
    public static final int PROCESS_DIED = 5;

    private final Handle handle;
    private final Memory memory;
    private final Waiters waiters;
    private final Mutex lock;
    private final int at;

    private SharedBarrier(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.waiters = handle.arena().waiters();
        this.at = handle.at();
        this.lock = new Mutex(handle.arena(), at, LOCK);
    }

    /** Makes one for a number of parties. */
    public static SharedBarrier create(int parties) {
        return new SharedBarrier(
                Handle.create(Kind.BARRIER, at -> Arena.current().memory().set(at + PARTIES, parties)));
    }

    /** One that was made before. */
    public static SharedBarrier of(Handle handle) {
        return new SharedBarrier(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    /** How many meet. */
    public int parties() {
        return (int) memory.get(at + PARTIES);
    }

    /** How many wait. */
    public int waiting() {
        return waiters.count(at, WAITING);
    }

    /** What broke the barrier, zero if it is whole. */
    public int broken() {
        return (int) memory.get(at + BROKEN);
    }

    /** Whether the calling thread runs the barrier's action just now. */
    public boolean isInAction() {
        return lock.isMine();
    }

    /** Tells who is not let through why not. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1;
        private final int reason;

        Broken(int reason) {
            super(null, null, false, false);
            this.reason = reason;
        }

        /** The reason. */
        public int reason() {
            return reason;
        }
    }

    /**
     * Arrives and waits for the others.
     *
     * @param action what the last to arrive does before anybody goes on
     * @return the number of the caller in order of arrival
     */
    public int await(Runnable action, @Nullable Deadline deadline) throws InterruptedException, Broken {
        lock.acquire();
        Cell cell;
        try {
            failIfBroken();
            if (waiting() + 1 >= parties()) {
                return passAsLast(action);
            }
            cell = waiters.enter(at, WAITING);
        } finally {
            lock.release();
        }
        try {
            return awaitOthers(cell, deadline);
        } finally {
            waiters.leave(cell, false);
        }
    }

    private void failIfBroken() throws Broken {
        int reason = broken();
        if (reason != 0) {
            throw new Broken(reason);
        }
    }

    private int passAsLast(Runnable action) throws Broken {
        long resets = memory.get(at + RESETS);
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            if (!done) {
                breakWith(ACTION_FAILED);
            }
        }
        failIfBroken();
        if (memory.get(at + RESETS) != resets) {
            throw new Broken(RESET);
        }
        FaultPoint.reach("barrier-tripping");
        int index = 0;
        for (int cell = waiters.longest(at, WAITING); cell >= 0; cell = waiters.longest(at, WAITING)) {
            memory.set(cell + Layout.CELL_VALUE, index);
            if (memory.compareAndSet(cell + Layout.CELL_STATE, WAITING, PASSED)) {
                index++;
                waiters.wake(cell);
            }
        }
        return index;
    }

    private int awaitOthers(Cell cell, @Nullable Deadline deadline) throws InterruptedException, Broken {
        for (int spins = Spin.turns(); spins > 0 && state(cell) == WAITING; spins--) {
            Thread.onSpinWait();
        }
        while (true) {
            waiters.announce(cell);
            if (state(cell) != WAITING) {
                return outcome(cell);
            }
            if (deadline != null && deadline.isOver()) {
                return timeOut(cell);
            }
            try {
                waiters.sleep(cell, deadline == null ? Cell.NO_DEADLINE : deadline.nanoTime());
            } catch (InterruptedException e) {
                if (leaves(cell)) {
                    throw e;
                }
                Thread.currentThread().interrupt(); // It came after the last had arrived and stays pending.
                return outcome(cell);
            }
        }
    }

    private long state(Cell cell) {
        return memory.get(cell.at + Layout.CELL_STATE);
    }

    private int outcome(Cell cell) throws Broken {
        long state = state(cell);
        if (state >= SENT_AWAY) {
            throw new Broken((int) (state - SENT_AWAY));
        }
        return (int) memory.get(cell.at + Layout.CELL_VALUE);
    }

    private int timeOut(Cell cell) throws Broken {
        lock.acquireUninterruptibly();
        try {
            if (state(cell) == WAITING) {
                breakWith(TIMED_OUT);
            }
        } finally {
            lock.release();
        }
        return outcome(cell);
    }

    private boolean leaves(Cell cell) {
        lock.acquireUninterruptibly();
        try {
            return memory.compareAndSet(cell.at + Layout.CELL_STATE, WAITING, LEFT);
        } finally {
            lock.release();
        }
    }

    private void breakWith(int reason) {
        memory.compareAndSet(at + BROKEN, 0, reason);
        sendAway(waiters, memory, at, reason);
    }

    private static void sendAway(Waiters waiters, Memory memory, int at, int reason) {
        for (int cell = waiters.longest(at, WAITING); cell >= 0; cell = waiters.longest(at, WAITING)) {
            if (memory.compareAndSet(cell + Layout.CELL_STATE, WAITING, SENT_AWAY + reason)) {
                waiters.wake(cell);
            }
        }
    }

    /** Breaks it until it is reset. */
    public void abort() {
        locked(() -> breakWith(ABORTED));
    }

    /** Sends away who waits, and makes it whole. */
    public void reset() {
        locked(() -> {
            memory.getAndAdd(at + RESETS, 1);
            sendAway(waiters, memory, at, RESET);
            memory.set(at + BROKEN, 0);
        });
    }

    private void locked(Runnable change) {
        if (lock.isMine()) { // The action itself calls.
            change.run();
            return;
        }
        lock.acquireUninterruptibly();
        try {
            change.run();
        } finally {
            lock.release();
        }
    }

    /** After a death: breaks it if the dead process held its lock or waited. */
    static void mend(Waiters waiters, Memory memory, int at, int dead) {
        boolean held = Processes.slotOf(memory.get(at + LOCK) & Processes.OWNER_MASK) == dead;
        if (held || waiters.waits(at, WAITING, dead)) {
            memory.compareAndSet(at + BROKEN, 0, PROCESS_DIED);
            sendAway(waiters, memory, at, PROCESS_DIED);
        }
        Mutex.mend(memory, at + LOCK, dead);
    }
}
