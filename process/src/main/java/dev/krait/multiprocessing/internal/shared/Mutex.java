package dev.krait.multiprocessing.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * The word of a lock: zero when it is free, else its owner; and a bit that says that an owner died while it held the lock
 * and that nobody has put in order what the lock guards since.
 */
final class Mutex implements Waiters.Attempt {
    private static final long OWNER_DIED = 1L << 62;

    /** Read by nobody: it keeps the object for who waits. */
    @SuppressWarnings({"FieldCanBeLocal", "unused"})
    private final Handle handle;

    private final Memory memory;
    private final Processes processes;
    private final Waiters waiters;
    private final int object;
    private final int word;
    private final long me;

    /** A lock whose word lies at an offset from the beginning of a part of an object, and whose waiters wait for that part. */
    Mutex(Handle handle, int object, int offset) {
        Arena arena = handle.arena();
        this.handle = handle;
        this.memory = arena.memory();
        this.processes = arena.processes();
        this.waiters = arena.waiters();
        this.object = object;
        this.word = object + offset;
        this.me = processes.me();
    }

    /** The calling thread as an owner. */
    long caller() {
        return me | (Thread.currentThread().getId() & 0xffff_ffffL);
    }

    boolean tryAcquire() {
        return tryAcquire(caller());
    }

    /** The same by who knows already who it is. */
    boolean tryAcquire(long caller) {
        return memory.compareAndSet(word, 0, caller) || tryAcquireAfterDeath(caller);
    }

    /** Without waiting; a caller that comes again and again also finds out by itself that an owner died. */
    boolean tryNow() {
        return tryAcquire() || (processes.sweepNowAndThen() && tryAcquire());
    }

    private boolean tryAcquireAfterDeath(long caller) {
        long seen = memory.get(word);
        return seen == OWNER_DIED && memory.compareAndSet(word, OWNER_DIED, OWNER_DIED | caller);
    }

    @Override
    public boolean succeeds() {
        return memory.get(word) == 0 ? tryAcquire() : tryAcquireAfterDeath(caller());
    }

    void acquire() throws InterruptedException {
        checkInterrupt();
        if (!tryAcquire()) {
            waiters.await(object, this, null);
        }
    }

    boolean acquire(@Nullable Deadline deadline) throws InterruptedException {
        checkInterrupt();
        return tryAcquire() || await(deadline);
    }

    /** What is left to do for who could not acquire it at once. */
    boolean await(@Nullable Deadline deadline) throws InterruptedException {
        return waiters.await(object, this, deadline);
    }

    /** The same for a step that must not fail halfway, however many threads wait. */
    boolean acquireAnyway(Deadline deadline) throws InterruptedException {
        checkInterrupt();
        return tryAcquire() || waiters.awaitAnyway(object, this, deadline);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Acquires whatever interrupts come, for a thread that has waited for a condition, in its cell. */
    void acquireUninterruptibly(Cell cell) {
        for (int spins = Spin.turns(); spins > 0; spins--) {
            if (succeeds()) {
                return;
            }
            Thread.onSpinWait();
        }
        waiters.awaitUninterruptibly(cell, object, this);
    }

    /** Frees it, whoever owns it; false if nobody does. */
    boolean release() {
        return release(caller());
    }

    /** The same by who knows already who it is. */
    boolean release(long caller) {
        if (!unlock(caller)) {
            return false;
        }
        FaultPoint.reach("released-not-woken");
        if (memory.get(object + Layout.HINT) != 0) {
            waiters.wakeOne(object);
        }
        return true;
    }

    /** Frees it, and leaves it to the caller to wake whom it concerns. */
    boolean unlock() {
        return unlock(caller());
    }

    private boolean unlock(long caller) {
        return memory.compareAndSet(word, caller, 0) || releaseOthers();
    }

    private boolean releaseOthers() {
        while (true) {
            long seen = memory.get(word);
            if ((seen & Processes.OWNER_MASK) == 0) {
                return false;
            }
            if (memory.compareAndSet(word, seen, seen & OWNER_DIED)) {
                return true;
            }
        }
    }

    boolean isLocked() {
        return owner() != 0;
    }

    /** The owner, zero if there is none. */
    long owner() {
        return memory.get(word) & Processes.OWNER_MASK;
    }

    boolean isMine() {
        return isOf(caller());
    }

    boolean isOf(long caller) {
        return owner() == caller;
    }

    boolean ownerDied() {
        return (memory.get(word) & OWNER_DIED) != 0;
    }

    /** Takes back that an owner died; only its present owner may. */
    boolean markConsistent() {
        memory.clearBits(word, OWNER_DIED);
        return true;
    }

    /** " by NAME" if somebody owns it. */
    String describeOwner() {
        long owner = owner();
        return owner == 0 ? "" : " by " + processes.describe(owner);
    }

    /** After the death of a process: frees the lock if a thread of that process owned it. */
    static boolean mend(Memory memory, int word, int dead) {
        while (true) {
            long seen = memory.get(word);
            if (Processes.slotOf(seen & Processes.OWNER_MASK) != dead) {
                return false;
            }
            if (memory.compareAndSet(word, seen, OWNER_DIED)) {
                return true;
            }
        }
    }
}
