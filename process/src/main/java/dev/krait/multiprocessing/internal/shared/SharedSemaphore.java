package dev.krait.multiprocessing.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * A counter of permits in shared memory.
 *
 * <p>One word has the count. Taking and giving back without a holder is one compare-and-set of it. A permit that is taken
 * by a holder is also counted in a table, by process, so that it comes back when that process dies. Two words change then:
 * the first compare-and-set changes the count and leaves a record of what is to become of the entry, and whoever makes the
 * next such change carries that out before, if it is still to be done. So nobody waits for a process that is stopped
 * between the two, and whoever mends after a death need not know how far the dead one came.
 *
 * <p>Each entry counts its changes. A record says which of them it is, so that no change is done twice, however late
 * somebody comes to help.
 *
 * <pre>
 * bits 0-30   permits
 * bits 31-39  the process whose entry the last record is about, plus one
 * bits 40-41  what becomes of it: one more, one less, none
 * bits 42-63  which change of the entry that is, modulo two to the 22nd
 * </pre>
 */
public final class SharedSemaphore {
    private static final int COUNT = Layout.BODY;
    private static final int LIMIT = Layout.BODY + 8;
    private static final int TABLE = Layout.BODY + 64;

    private static final long PERMITS_MASK = 0x7fff_ffffL;
    private static final int SLOT_SHIFT = 31;
    private static final int SLOT_MASK = 0x1ff;
    private static final int CHANGE_SHIFT = 40;
    private static final int CHANGE_MASK = 3;
    private static final int TURN_SHIFT = 42;
    private static final long TURN_MASK = (1L << (Long.SIZE - TURN_SHIFT)) - 1;

    private static final int TAKE = 0;
    private static final int GIVE = 1;
    private static final int CLEAR = 2;

    // An entry: how many permits the process holds, and above that how often the entry was changed.
    private static final int HELD_BITS = 16;
    private static final long HELD_MASK = (1L << HELD_BITS) - 1;

    private final Handle handle;
    private final Memory memory;
    private final Processes processes;
    private final Waiters waiters;
    private final int at;
    private final int limit;

    /**
     * The word as a thread of this process saw it last, written and read without any order: where nobody else is at the
     * semaphore it is right, which saves the read before the compare-and-set. That finds out if it is not.
     */
    private long lastSeen;

    private final Waiters.Attempt plain = attempt(false);
    private final Waiters.Attempt held = attempt(true);

    private SharedSemaphore(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.processes = handle.arena().processes();
        this.waiters = handle.arena().waiters();
        this.at = handle.at();
        this.limit = (int) memory.get(at + LIMIT);
    }

    private Waiters.Attempt attempt(boolean holder) {
        return new Waiters.Attempt() {
            @Override
            public boolean succeeds() {
                return holder ? takeHeld() : take();
            }

            @Override
            public boolean leavesMore() {
                return value() > 0;
            }
        };
    }

    /** Makes one with permits, and a limit to how many there may be. */
    public static SharedSemaphore create(int value, int limit) {
        return new SharedSemaphore(Handle.create(Kind.SEMAPHORE, at -> {
            Memory memory = Arena.current().memory();
            memory.set(at + COUNT, value);
            memory.set(at + LIMIT, limit);
        }));
    }

    /** One that was made before. */
    public static SharedSemaphore of(Handle handle) {
        return new SharedSemaphore(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    /** How many permits there are. */
    public int value() {
        return (int) (memory.get(at + COUNT) & PERMITS_MASK);
    }

    /** How many there may be. */
    public int limit() {
        return limit;
    }

    private boolean take() {
        long guess = lastSeen;
        if ((guess & PERMITS_MASK) != 0 && memory.compareAndSet(at + COUNT, guess, guess - 1)) {
            lastSeen = guess - 1;
            return true;
        }
        while (true) {
            long word = memory.get(at + COUNT);
            if ((word & PERMITS_MASK) == 0) {
                lastSeen = word; // Who looks again and again does so by reading.
                return false;
            }
            if (memory.compareAndSet(at + COUNT, word, word - 1)) {
                lastSeen = word - 1;
                return true;
            }
        }
    }

    private boolean takeHeld() {
        return change(TAKE);
    }

    /** Changes the count and this process's entry in the table, both or none. */
    private boolean change(int change) {
        int entryAt = entry(at, processes.slot());
        while (true) {
            long word = memory.get(at + COUNT);
            finish(memory, at, word);
            long entry = memory.get(entryAt);
            long after = (word & PERMITS_MASK) + (change == TAKE ? -1 : 1);
            if (after < 0 || after > limit) {
                return false;
            }
            if (change == TAKE && (entry & HELD_MASK) == HELD_MASK) {
                throw new IllegalStateException("one process cannot hold more than " + HELD_MASK
                        + " permits of a shared semaphore at a time; close some, or let more processes share the work");
            }
            long changed = after | record(processes.slot(), change, entry);
            if (memory.compareAndSet(at + COUNT, word, changed)) {
                FaultPoint.reach("semaphore-changed");
                finish(memory, at, changed);
                FaultPoint.reach("semaphore-counted");
                return true;
            }
        }
    }

    private static int entry(int at, int slot) {
        return at + TABLE + slot * Long.BYTES;
    }

    /** The record of a change of a process's entry. */
    private static long record(int slot, int change, long entry) {
        return (slot + 1L) << SLOT_SHIFT
                | (long) change << CHANGE_SHIFT
                | (((entry >>> HELD_BITS) + 1) & TURN_MASK) << TURN_SHIFT;
    }

    /** Carries out what the record in the count's word says, if nobody has yet. */
    private static void finish(Memory memory, int at, long word) {
        int slot = (int) ((word >>> SLOT_SHIFT) & SLOT_MASK) - 1;
        if (slot < 0) {
            return;
        }
        int entryAt = entry(at, slot);
        long entry = memory.get(entryAt);
        long turn = (entry >>> HELD_BITS) + 1;
        // Once another record is there, this one is done, and the entry that was read here may be from before.
        if ((turn & TURN_MASK) == word >>> TURN_SHIFT
                && (memory.get(at + COUNT) & ~PERMITS_MASK) == (word & ~PERMITS_MASK)) {
            long held = entry & HELD_MASK;
            long after = switch ((int) ((word >>> CHANGE_SHIFT) & CHANGE_MASK)) {
                case TAKE -> held + 1;
                case GIVE -> held - 1;
                default -> 0;
            };
            memory.compareAndSet(entryAt, entry, (turn << HELD_BITS) | after);
        }
    }

    /** Takes a permit if there is one. */
    public boolean tryAcquire() {
        return take() || (processes.sweepNowAndThen() && take());
    }

    /** Takes a permit, waiting up to a deadline for one. */
    public boolean acquire(@Nullable Deadline deadline) throws InterruptedException {
        checkInterrupt();
        return take() || waiters.await(at, plain, deadline);
    }

    /** Takes a permit that comes back should this process die, waiting as long as it takes. */
    public void acquireHeld() throws InterruptedException {
        checkInterrupt();
        if (!takeHeld()) {
            waiters.await(at, held, null);
        }
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Gives permits back; false, and nothing has changed, if there would be more than there may be. */
    public boolean release(int count) {
        long guess = lastSeen;
        if ((guess & PERMITS_MASK) + count <= limit && memory.compareAndSet(at + COUNT, guess, guess + count)) {
            lastSeen = guess + count;
            wake(count);
            return true;
        }
        while (true) {
            long word = memory.get(at + COUNT);
            if ((word & PERMITS_MASK) + count > limit) {
                return false;
            }
            if (memory.compareAndSet(at + COUNT, word, word + count)) {
                lastSeen = word + count;
                wake(count);
                return true;
            }
        }
    }

    /** Gives back a permit that was taken by {@link #acquireHeld}. */
    public boolean releaseHeld() {
        if (!change(GIVE)) {
            return false;
        }
        wake(1);
        return true;
    }

    private void wake(int count) {
        for (int i = 0; i < count && memory.get(at + Layout.HINT) != 0; i++) {
            waiters.wakeOne(at);
        }
    }

    /** After a death: finishes what the dead process had begun, and gives back what it held. */
    static void mend(Memory memory, int at, int dead) {
        while (true) {
            long word = memory.get(at + COUNT);
            finish(memory, at, word);
            long entry = memory.get(entry(at, dead));
            long held = entry & HELD_MASK;
            if (held == 0) {
                return;
            }
            // As the dead process would have: first the count and what is to become of the entry, then the entry.
            long back = Math.min((word & PERMITS_MASK) + held, memory.get(at + LIMIT)) | record(dead, CLEAR, entry);
            if (memory.compareAndSet(at + COUNT, word, back)) {
                finish(memory, at, back);
            }
        }
    }
}
