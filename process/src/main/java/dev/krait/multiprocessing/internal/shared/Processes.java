package dev.krait.multiprocessing.internal.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.nio.channels.FileLock;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a run that use its shared memory: each has a numbered place, and the lock on its byte of the liveness
 * file while it lives.
 *
 * <p>Who finds the lock of a used place free has found a dead process, and holds with that lock the right to mend what the
 * dead one left; should it die meanwhile, the next one finds the same. A place is free again only afterwards, so a place
 * and the number of its use name one process for good. A process that finds no free place keeps the lock of a dead one's,
 * mends, and then has that place.
 */
final class Processes {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int FREE = 0;
    static final int USED = 1;

    /** How long to look whether a place becomes free: somebody may just be mending one. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int SLOT_SHIFT = 32;
    private static final long SLOT_MASK = 0xfff;
    private static final int GENERATION_SHIFT = 44;
    private static final long GENERATION_MASK = 0xffff;
    private static final long THREAD_MASK = 0xffff_ffffL;

    /** The bits of an owner: its thread, its place plus one, and the number of the place's use. */
    static final long OWNER_MASK = (1L << 60) - 1;

    private final Memory memory;
    private final Liveness liveness;
    private final int slot;
    private final long me;

    /** Kept, since a lock that is garbage is a lock given back. */
    private final FileLock life;

    /** The places of which it was told that they could not be mended. */
    @GuardedBy("this")
    private final BitSet told = new BitSet();

    private volatile long lastSweep = System.nanoTime();
    private @Nullable IntConsumer repair;
    private @Nullable Runnable afterDeath;

    /**
     * Takes a place for this process, in which it has to {@link #enter}.
     *
     * @param unmended places of dead processes that are left alone
     * @throws IllegalStateException if all others have living processes, and keep them for a moment
     */
    Processes(Memory memory, Liveness liveness, BitSet unmended) {
        this.memory = memory;
        this.liveness = liveness;
        Place place = take(unmended);
        life = place.life;
        slot = place.slot;
        me = (slot + 1L) << SLOT_SHIFT | (nextGeneration() & GENERATION_MASK) << GENERATION_SHIFT;
    }

    private record Place(int slot, FileLock life) {}

    private Place take(BitSet unmended) {
        Deadline patience = Deadline.after(PATIENCE);
        boolean interrupted = false;
        try {
            while (true) {
                // If none is free, then one of a dead process, if nobody is just mending that.
                Place place = take(FREE, unmended);
                if (place == null) {
                    place = take(USED, unmended);
                }
                if (place != null) {
                    return place;
                }
                if (patience.isOver()) {
                    throw allTaken(unmended);
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(this, SHORT);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IllegalStateException allTaken(BitSet unmended) {
        String dead = unmended.isEmpty()
                ? ", each by a process of this run that lives"
                : ", all but " + unmended.cardinality()
                        + " by processes of this run that live, and those by dead ones of"
                        + " which the log says why what they left could not be mended";
        return new IllegalStateException("all " + Layout.PROCESS_COUNT
                + " places for processes that use shared objects are taken" + dead
                + "; let fewer of them use locks, queues, values and the like, and it works again as soon as one of them"
                + " ends");
    }

    private @Nullable Place take(int state, BitSet unmended) {
        for (int candidate = 0; candidate < Layout.PROCESS_COUNT; candidate++) {
            if (memory.get(Layout.process(candidate) + Layout.PROCESS_STATE) == state && !unmended.get(candidate)) {
                FileLock lock = liveness.tryLock(candidate);
                if (lock != null) {
                    return new Place(candidate, lock);
                }
            }
        }
        return null;
    }

    private long nextGeneration() {
        return memory.get(Layout.process(slot) + Layout.PROCESS_GENERATION) + 1;
    }

    /**
     * Enters this process in its place, after it has mended what a dead one may have left there.
     *
     * @param repair what is done for a place whose process is dead
     * @param afterDeath what is done once all those found are mended
     * @return false if it cannot be mended just now: the place is given back, and this process has to take another
     */
    boolean enter(IntConsumer repair, Runnable afterDeath) {
        int at = Layout.process(slot);
        boolean inherited = memory.get(at + Layout.PROCESS_STATE) == USED;
        // As in every sweep, with the lock as the right to it, and under the old generation.
        if (inherited && !inherits(repair, afterDeath)) {
            return false;
        }
        this.repair = repair;
        this.afterDeath = afterDeath;
        memory.set(at + Layout.PROCESS_GENERATION, nextGeneration());
        memory.set(at + Layout.PROCESS_PID, ProcessHandle.current().pid());
        memory.set(at + Layout.PROCESS_SINCE, System.currentTimeMillis());
        memory.set(at + Layout.PROCESS_STATE, USED);
        if (inherited) {
            afterDeath.run();
        }
        return true;
    }

    private boolean inherits(IntConsumer repair, Runnable afterDeath) {
        try {
            repair.accept(slot);
            return true;
        } catch (RuntimeException e) {
            afterDeath.run(); // For the objects that are mended.
            String whose = "process " + memory.get(Layout.process(slot) + Layout.PROCESS_PID);
            LOG.log(Level.ERROR, "could not mend what " + whose + " left; leaving its place alone", e);
            Liveness.release(life);
            return false;
        }
    }

    /** This process as an owner, without a thread. */
    long me() {
        return me;
    }

    /** The calling thread of this process as an owner. */
    long mine() {
        return me | (Thread.currentThread().getId() & THREAD_MASK);
    }

    int slot() {
        return slot;
    }

    /** The place that a process has or had, and the number of the place's use, in one number that is no other's. */
    long name(int ofSlot) {
        long generation = memory.get(Layout.process(ofSlot) + Layout.PROCESS_GENERATION) & GENERATION_MASK;
        return (ofSlot + 1L) | (generation << (GENERATION_SHIFT - SLOT_SHIFT));
    }

    /** The place of an owner. */
    static int slotOf(long owner) {
        return (int) (owner >>> SLOT_SHIFT & SLOT_MASK) - 1;
    }

    /** Whether an owner is a thread of this process. */
    boolean isHere(long owner) {
        return (owner & ~THREAD_MASK & OWNER_MASK) == me;
    }

    /** An owner as a reader of reports knows it. */
    String describe(long owner) {
        if (isHere(owner)) {
            long id = owner & THREAD_MASK;
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getId() == id) {
                    return thread.getName();
                }
            }
            return "thread " + id;
        }
        return "process " + memory.get(Layout.process(slotOf(owner)) + Layout.PROCESS_PID);
    }

    /**
     * Asks the system about every process and mends what the dead ones left.
     *
     * @return whether there were any
     */
    synchronized boolean sweep() {
        lastSweep = System.nanoTime();
        boolean found = false;
        // What one dead process left in the middle of a change may have to be finished before another one's turn.
        for (boolean more = true; more; found |= more) {
            more = false;
            for (int other = 0; other < Layout.PROCESS_COUNT; other++) {
                more |= other != slot && mendIfDeadAndTell(other);
            }
        }
        if (found && afterDeath != null) {
            afterDeath.run();
        }
        return found;
    }

    /** What goes wrong with one dead process is told once and tried again later, and keeps nobody from the others. */
    @GuardedBy("this")
    private boolean mendIfDeadAndTell(int other) {
        try {
            boolean mended = mendIfDead(other);
            if (mended) {
                told.clear(other);
            }
            return mended;
        } catch (RuntimeException e) {
            Level level = told.get(other) ? Level.DEBUG : Level.ERROR;
            if (!told.get(other) && afterDeath != null) {
                afterDeath.run(); // For the objects that are mended.
            }
            told.set(other);
            LOG.log(level, "could not mend what " + describe((other + 1L) << SLOT_SHIFT) + " left; trying again", e);
            return false;
        }
    }

    private boolean mendIfDead(int other) {
        int state = Layout.process(other) + Layout.PROCESS_STATE;
        if (memory.get(state) != USED) {
            return false;
        }
        FileLock right = liveness.tryLock(other);
        if (right == null) {
            return false;
        }
        try {
            if (memory.get(state) != USED || repair == null) {
                return false;
            }
            repair.accept(other);
            memory.set(state, FREE);
            return true;
        } finally {
            Liveness.release(right);
        }
    }

    /** Sweeps if nobody here did for a while. */
    boolean sweepNowAndThen() {
        return System.nanoTime() - lastSweep > Waiters.LOOK_AGAIN && sweep();
    }
}
