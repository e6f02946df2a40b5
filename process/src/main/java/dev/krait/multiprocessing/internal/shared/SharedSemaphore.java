package dev.krait.multiprocessing.internal.shared;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A counter of permits in shared memory.
 *
 * <p>One word has the count. Taking and giving back without a holder is one compare-and-set of it. A permit that is taken
 * by a holder is also counted in a table, by process, so that it comes back when that process dies. Since two words change
 * then, the first change locks the word: it names the process and what its entry in the table is to become, so that whoever
 * mends after a death need not know how far the dead one came.
 *
 * <pre>
 * bits 0-30   permits
 * bits 32-43  the process that has the word locked, plus one
 * bits 44-59  what its entry in the table becomes
 * </pre>
 */
public final class SharedSemaphore {
    private static final int COUNT = Layout.BODY;
    private static final int LIMIT = Layout.BODY + 8;
    private static final int TABLE = Layout.BODY + 64;

    private static final long PERMITS_MASK = 0x7fff_ffffL;
    private static final int LOCKER_SHIFT = 32;
    private static final long LOCKER_MASK = 0xfff;
    private static final int ENTRY_SHIFT = 44;
    private static final long ENTRY_MASK = 0xffff;

    private final Handle handle;
    private final Memory memory;
    private final Processes processes;
    private final Waiters waiters;
    private final int at;

    /** Lets one thread of this process at a time change the process's entry, so that it is known what it will become. */
    private final Object entryLock = new Object();

    private final Waiters.Attempt plain = attempt(false);
    private final Waiters.Attempt held = attempt(true);

    private SharedSemaphore(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.processes = handle.arena().processes();
        this.waiters = handle.arena().waiters();
        this.at = handle.at();
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
        return (int) memory.get(at + LIMIT);
    }

    private static boolean isLocked(long word) {
        return word >>> LOCKER_SHIFT != 0;
    }

    /** The word when nobody is between two changes. Short, unless a process is stopped there, or has died. */
    private long unlocked() {
        long word = memory.get(at + COUNT);
        for (int turns = 0; isLocked(word); turns++) {
            if (turns < 1000) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, 1000);
                processes.sweepNowAndThen();
            }
            word = memory.get(at + COUNT);
        }
        return word;
    }

    private boolean take() {
        while (true) {
            long word = unlocked();
            if (word == 0) {
                return false;
            }
            if (memory.compareAndSet(at + COUNT, word, word - 1)) {
                return true;
            }
        }
    }

    private boolean takeHeld() {
        return change(-1, 1);
    }

    /** Changes the count and this process's entry in the table, both or none. */
    private boolean change(int permits, int entry) {
        int slot = processes.slot();
        synchronized (entryLock) {
            long after = entry(slot) + entry;
            if (after < 0 || after > ENTRY_MASK) {
                throw new IllegalStateException("one process cannot hold " + after + " permits of a shared semaphore; "
                        + ENTRY_MASK + " can be counted for each");
            }
            while (true) {
                long word = unlocked();
                if (word + permits < 0 || word + permits > limit()) {
                    return false;
                }
                long locked = (word + permits) | ((slot + 1L) << LOCKER_SHIFT) | (after << ENTRY_SHIFT);
                if (memory.compareAndSet(at + COUNT, word, locked)) {
                    FaultPoint.reach("semaphore-locked");
                    setEntry(memory, at, slot, after);
                    FaultPoint.reach("semaphore-counted");
                    memory.set(at + COUNT, word + permits);
                    return true;
                }
            }
        }
    }

    // Entries are 16 bits wide, four to a word; only who has the count's word locked writes any of them.

    private long entry(int slot) {
        return entry(memory, at, slot);
    }

    private static long entry(Memory memory, int at, int slot) {
        return (memory.get(at + TABLE + slot / 4 * Long.BYTES) >>> (slot % 4 * 16)) & ENTRY_MASK;
    }

    private static void setEntry(Memory memory, int at, int slot, long value) {
        int word = at + TABLE + slot / 4 * Long.BYTES;
        int shift = slot % 4 * 16;
        memory.set(word, (memory.get(word) & ~(ENTRY_MASK << shift)) | (value << shift));
    }

    /** Takes a permit if there is one. */
    public boolean tryAcquire() {
        return take() || (processes.sweepNowAndThen() && take());
    }

    /** Takes a permit, waiting up to a deadline for one. */
    public boolean acquire(@Nullable Deadline deadline) throws InterruptedException {
        return acquire(plain, deadline);
    }

    /** Takes a permit that comes back should this process die, waiting as long as it takes. */
    public void acquireHeld() throws InterruptedException {
        acquire(held, null);
    }

    private boolean acquire(Waiters.Attempt attempt, @Nullable Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return attempt.succeeds() || waiters.await(at, attempt, deadline);
    }

    /** Gives permits back; false, and nothing has changed, if there would be more than there may be. */
    public boolean release(int count) {
        while (true) {
            long word = unlocked();
            if (word + count > limit()) {
                return false;
            }
            if (memory.compareAndSet(at + COUNT, word, word + count)) {
                wake(count);
                return true;
            }
        }
    }

    /** Gives back a permit that was taken by {@link #acquireHeld}. */
    public boolean releaseHeld() {
        if (!change(1, -1)) {
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

    /**
     * After a death: finishes what the dead process had begun, and gives back what it held.
     *
     * @return false if somebody else is between two changes just now, so that it has to be tried again
     */
    static boolean mend(Memory memory, int at, int dead) {
        finish(memory, at, dead);
        while (true) {
            long holds = entry(memory, at, dead);
            if (holds == 0) {
                return true;
            }
            long word = memory.get(at + COUNT);
            if (isLocked(word)) {
                return false;
            }
            // As the dead process would have: first what is to become of both, then the entry, then the word.
            long back = Math.min(word + holds, memory.get(at + LIMIT));
            if (memory.compareAndSet(at + COUNT, word, back | ((dead + 1L) << LOCKER_SHIFT))) {
                finish(memory, at, dead);
            }
        }
    }

    private static void finish(Memory memory, int at, int dead) {
        long word = memory.get(at + COUNT);
        if (((word >>> LOCKER_SHIFT) & LOCKER_MASK) == dead + 1) {
            setEntry(memory, at, dead, (word >>> ENTRY_SHIFT) & ENTRY_MASK);
            memory.set(at + COUNT, word & PERMITS_MASK);
        }
    }
}
