package dev.krait.multiprocessing.internal.shared;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point in shared memory. A lock guards it; the cells of those who wait are the list of who has arrived.
 *
 * <p>The last to arrive decides by one compare-and-set that the round passes, then gives each waiting cell its number and
 * lets it through, cell by cell, with the lock held; leaving by a timeout or an interrupt takes the lock too. Should
 * somebody die who holds the lock, or who waits, whoever mends breaks the barrier: what still waits is sent away. Each cell
 * is let through or sent away by one compare-and-set, so never both.
 *
 * <p>Who arrives says first that he waits, and then looks whether the barrier is whole; who breaks it says so first, and
 * then looks who waits. So nobody stays behind at a broken one. Breaking it needs no lock: somebody who is stopped while he
 * has that, as in the action, keeps the others no longer than they want to wait, and a moment of grace.
 *
 * <p>Whether it is whole is one word with the number of the round, which goes up with every round that passes and with every
 * reset. It is changed by compare-and-set alone, and no word comes twice, so who comes late changes nothing of a round that
 * he did not mean.
 */
public final class SharedBarrier {
    private static final int LOCK = Layout.BODY;
    private static final int ROUND = Layout.BODY + 8;
    private static final int PARTIES = Layout.BODY + 16;

    /** The hint of those who want the lock lies one word further. */
    private static final int LOCKERS = Layout.BODY + 32;

    private static final int NUMBER_SHIFT = 8;
    private static final long REASON_MASK = (1L << NUMBER_SHIFT) - 1;

    /** Instead of what broke it: it is whole. */
    private static final int WHOLE = 0;

    /** Instead of what broke it: all have arrived, and are being let through. */
    private static final int PASSING = 6;

    /** How long a call that is over waits for somebody who has the lock, or lets a round through. */
    private static final long GRACE = 1_000_000_000L;

    private static final long SHORT = 50_000L;

    /** As many threads as can wait at once. */
    public static final int MOST_PARTIES = Layout.CELL_COUNT;

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
    private final Turns turns;
    private final Mutex lock;
    private final int at;

    private SharedBarrier(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.waiters = handle.arena().waiters();
        this.turns = waiters.turns();
        this.at = handle.at();
        this.lock = new Mutex(handle, at + LOCKERS, LOCK - LOCKERS);
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
        return turns.countWaiting(at);
    }

    /** What broke the barrier, zero if it is whole, or whole again in a moment. */
    public int broken() {
        int reason = reasonOf(round());
        return reason == PASSING || reason == RESET ? WHOLE : reason;
    }

    private long round() {
        return memory.get(at + ROUND);
    }

    private static int reasonOf(long round) {
        return (int) (round & REASON_MASK);
    }

    private static long with(long round, int reason) {
        return (round & ~REASON_MASK) | reason;
    }

    private static long next(long round, int reason) {
        return with(round + (1L << NUMBER_SHIFT), reason);
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
        Cell cell = waiters.cells().take(deadline);
        boolean waited = false;
        try {
            acquireLock(deadline);
            try {
                finishReset();
                long round = round(); // Read once: what is broken or reset from here on is not passed.
                failIfBroken(round);
                if (waiting() + 1 >= parties()) {
                    return passAsLast(action, round);
                }
                FaultPoint.reach("barrier-arriving");
                waited = true;
                waiters.enter(cell, at, Turns.WAITING);
                int reason = reasonOf(round());
                if (reason != WHOLE && leaves(cell)) {
                    throw new Broken(reason);
                }
            } finally {
                lock.release();
            }
            return awaitOthers(cell, deadline);
        } finally {
            if (waited) {
                waiters.leave(cell, false);
            } else {
                waiters.giveBack(cell);
            }
        }
    }

    private void acquireLock(@Nullable Deadline deadline) throws InterruptedException, Broken {
        if (!lock.acquire(deadline) && !lock.acquire(Deadline.after(GRACE))) {
            breakWith(TIMED_OUT, () -> true);
            throw new Broken(TIMED_OUT);
        }
    }

    private static void failIfBroken(long round) throws Broken {
        int reason = reasonOf(round);
        if (reason != WHOLE) {
            throw new Broken(reason);
        }
    }

    /** All have arrived, unless somebody has broken or reset the round while the action ran. */
    private int passAsLast(Runnable action, long round) throws Broken {
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            if (!done) {
                breakWith(ACTION_FAILED, () -> true);
            }
        }
        long passing = with(round, PASSING);
        if (!memory.compareAndSet(at + ROUND, round, passing)) {
            long now = round();
            throw new Broken(with(now, WHOLE) == round ? reasonOf(now) : RESET);
        }
        try {
            return letThrough();
        } finally {
            memory.compareAndSet(at + ROUND, passing, next(round, WHOLE));
        }
    }

    private int letThrough() {
        FaultPoint.reach("barrier-tripping");
        int index = 0;
        for (long wait = turns.longest(at); wait != Turns.NOBODY; wait = turns.longest(at)) {
            if (turns.change(wait, PASSED, index)) {
                index++;
                waiters.wake(wait);
            }
        }
        return index;
    }

    private int awaitOthers(Cell cell, @Nullable Deadline deadline) throws InterruptedException, Broken {
        for (int spins = Spin.turns(); spins > 0 && isWaiting(cell); spins--) {
            Thread.onSpinWait();
        }
        while (true) {
            waiters.announce(cell);
            if (!isWaiting(cell)) {
                return outcome(cell);
            }
            if (deadline != null && deadline.isOver()) {
                return timeOut(cell);
            }
            try {
                waiters.sleep(cell, deadline == null ? Cell.NO_DEADLINE : deadline.nanoTime());
            } catch (InterruptedException e) {
                if (leavesInterrupted(cell)) {
                    throw e;
                }
                Thread.currentThread().interrupt(); // It came after the last had arrived and stays pending.
                return outcome(cell);
            }
        }
    }

    private boolean isWaiting(Cell cell) {
        return turns.state(cell) == Turns.WAITING;
    }

    private int outcome(Cell cell) throws Broken {
        long state = turns.state(cell);
        if (state >= SENT_AWAY) {
            throw new Broken((int) (state - SENT_AWAY));
        }
        return turns.value(cell);
    }

    private int timeOut(Cell cell) throws Broken {
        boolean locked = acquireInGrace();
        try {
            while (isWaiting(cell)) {
                breakWith(TIMED_OUT, () -> isWaiting(cell));
            }
        } finally {
            if (locked) {
                lock.release();
            }
        }
        return outcome(cell);
    }

    /** Takes the thread out of the round, and breaks that if it has begun to end; false if it was let through. */
    private boolean leavesInterrupted(Cell cell) {
        boolean locked = acquireInGrace();
        try {
            if (!locked) {
                breakWith(ABORTED, () -> isWaiting(cell));
            }
            return leaves(cell) || turns.state(cell) == SENT_AWAY + ABORTED;
        } finally {
            if (locked) {
                lock.release();
            }
        }
    }

    private boolean leaves(Cell cell) {
        return turns.change(cell, LEFT);
    }

    private boolean acquireInGrace() {
        Deadline grace = Deadline.after(GRACE);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lock.acquireAnyway(grace);
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

    /**
     * Breaks the round unless it is broken, as long as that is wanted; lets a round that passes do so, unless that seems to be
     * stopped. Who wants it only while he waits asks for that after the round was read, so it is his own that he breaks.
     */
    private void breakWith(int reason, BooleanSupplier wanted) {
        Deadline grace = Deadline.after(GRACE);
        while (true) {
            long round = round();
            if (!wanted.getAsBoolean()) {
                return;
            }
            if (reasonOf(round) == PASSING && !grace.isOver()) {
                FaultPoint.reach("barrier-breaking");
                LockSupport.parkNanos(this, SHORT);
            } else if (breaks(waiters, memory, at, round, reason)) {
                return;
            }
        }
    }

    /** Breaks a round unless it is broken, and sends away who waits; false if it is not the one any more. */
    private static boolean breaks(Waiters waiters, Memory memory, int at, long round, int reason) {
        int now = reasonOf(round);
        long broken = now == WHOLE || now == PASSING ? with(round, reason) : round;
        if (broken != round && !memory.compareAndSet(at + ROUND, round, broken)) {
            return false;
        }
        sendRoundAway(waiters, memory, at, broken);
        return true;
    }

    /** Sends away who waits in a round that is broken; not if it is not the one any more: whoever reset it has done that. */
    private static void sendRoundAway(Waiters waiters, Memory memory, int at, long round) {
        FaultPoint.reach("barrier-broken");
        long next = memory.get(Layout.TICKETS); // Who comes later sees that it is broken, or that it was reset.
        if (memory.get(at + ROUND) == round) {
            sendAway(waiters, at, reasonOf(round), next);
        }
    }

    private static void sendAway(Waiters waiters, int at, int reason, long before) {
        Turns turns = waiters.turns();
        for (long wait = turns.longest(at);
                wait != Turns.NOBODY && Turns.numberOf(wait) < before;
                wait = turns.longest(at)) {
            if (turns.change(wait, SENT_AWAY + reason, 0)) {
                waiters.wake(wait);
            }
        }
    }

    /** Breaks it until it is reset. */
    public void abort() {
        locked(() -> breakWith(ABORTED, () -> true));
    }

    /** Sends away who waits, and makes it whole. */
    public void reset() {
        locked(() -> {
            long round = round();
            while (!memory.compareAndSet(at + ROUND, round, next(round, RESET))) {
                round = round();
            }
            FaultPoint.reach("barrier-resetting");
            finishReset();
        });
    }

    /** Makes it whole if it is being reset, by whomever: he may have been stopped or killed before he came to that. */
    private void finishReset() {
        for (long round = round(); reasonOf(round) == RESET; round = round()) {
            sendAway(waiters, at, RESET, Long.MAX_VALUE);
            memory.compareAndSet(at + ROUND, round, with(round, WHOLE));
        }
    }

    private void locked(Runnable change) {
        // The action itself may call.
        boolean locked = !lock.isMine() && acquireInGrace();
        try {
            change.run();
        } finally {
            if (locked) {
                lock.release();
            }
        }
    }

    /** After a death: breaks it if the dead process held its lock or waited. */
    static void mend(Waiters waiters, Memory memory, int at, int dead) {
        boolean held = Processes.slotOf(memory.get(at + LOCK) & Processes.OWNER_MASK) == dead;
        long round = memory.get(at + ROUND);
        // If all have arrived, and somebody who lives lets them through, then so be it.
        while ((held || (reasonOf(round) != PASSING && waits(waiters.turns(), at, dead)))
                && !breaks(waiters, memory, at, round, PROCESS_DIED)) {
            round = memory.get(at + ROUND);
        }
        Mutex.mend(memory, at + LOCK, dead);
        memory.set(at + LOCKERS + Layout.HINT, 1);
    }

    private static boolean waits(Turns turns, int at, int dead) {
        for (int cell : turns.ofProcess(at, dead)) {
            if (turns.stateAt(cell) == Turns.WAITING) {
                return true;
            }
        }
        return false;
    }
}
