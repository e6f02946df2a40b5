package dev.krait.multiprocessing.internal.shared;

import dev.krait.multiprocessing.internal.memory.LazyCleaner;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The places for objects in shared memory: taken by compare-and-set, so that nothing can be left half linked.
 *
 * <p>An object has one bit per process that has a handle to it. When the last bit goes, a place whose object never left
 * its process is free at once. One that travelled may still be on its way somewhere; such a place is used again only when
 * room is needed and it has been without users for a while. A number that grows with each use of a place tells a late
 * arrival that its object is gone.
 *
 * <p>Who wants a place that has an object says so in its head, then looks for users, and only then, by another
 * compare-and-set, has it. Whoever sets a bit first and sees the object's number in the head afterwards keeps the object,
 * and may take the place back from one that looks. So who mends is a user, too, for as long as it mends.
 */
final class Objects {
    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static final long RESTS = TimeUnit.SECONDS.toMillis(60);
    private static final int TAKER_SHIFT = 8;
    private static final int GENERATION_SHIFT = 32;
    private static final long KIND_MASK = 0xff;
    private static final long COLLECTOR_GRACE = TimeUnit.SECONDS.toNanos(2);
    private static final long COLLECTOR_LOOK = TimeUnit.MILLISECONDS.toNanos(5);

    private final Memory memory;
    private final int slot;
    private final Remains remains;

    /** How many handles this process has to an object. */
    private final Map<Integer, Integer> handles = new HashMap<>();

    // Where to look first; no more than a hint.
    private volatile int smallHint;
    private volatile int largeHint;

    Objects(Memory memory, int slot, Remains remains) {
        this.memory = memory;
        this.slot = slot;
        this.remains = remains;
    }

    /** Removes what an object has outside of its place, once nobody can come for it any more. */
    interface Remains {
        void remove(Kind kind, int at, int generation);
    }

    /** Where an object is, and the number of its place's use. */
    record Place(int at, int generation) {}

    /**
     * Takes a place and sets it up.
     *
     * @throws IllegalStateException if there is none left
     */
    Place allocate(Kind kind, IntConsumer setUp) {
        CLEANER.get(); // Before there is a handle to be dropped.
        if (kind == Kind.QUEUE) {
            freeRestedQueues();
        }
        int at = takeOrCollect(kind);
        for (int word = Layout.HINT; word < kind.size(); word += Long.BYTES) {
            memory.setRelease(at + word, 0);
        }
        int generation = generationAt(memory, at);
        try {
            setUp.accept(at);
        } catch (RuntimeException | Error e) {
            memory.set(at, head(0, 0, generation));
            remains.remove(kind, at, generation);
            throw e;
        }
        addHandle(at);
        memory.set(at, head(kind.code(), 0, generation));
        return new Place(at, generation);
    }

    /** The number of a place's use, also while it is being set up. */
    static int generationAt(Memory memory, int at) {
        return generation(memory.get(at));
    }

    private static int generation(long head) {
        return (int) (head >>> GENERATION_SHIFT);
    }

    private static long taker(long head) {
        return head >>> TAKER_SHIFT & 0xffff;
    }

    private int takeOrCollect(Kind kind) {
        int at = take(kind, false);
        if (at < 0) {
            at = take(kind, true);
        }
        if (at < 0) {
            // Handles that nobody uses any more are known to be so only to the collector.
            System.gc();
            Deadline patience = Deadline.after(COLLECTOR_GRACE);
            while (at < 0 && !patience.isOver()) {
                LockSupport.parkNanos(this, COLLECTOR_LOOK);
                at = take(kind, true);
            }
        }
        if (at < 0) {
            throw new IllegalStateException("the shared memory of this run is full: it has room for "
                    + Layout.SMALL_COUNT + " locks, events, conditions and barriers and for " + Layout.LARGE_COUNT
                    + " semaphores and queues; make fewer, or drop those that are no longer needed");
        }
        return at;
    }

    private static long head(long kind, long taker, int generation) {
        return kind | taker << TAKER_SHIFT | (long) generation << GENERATION_SHIFT;
    }

    /** The head of an object that nobody can come for while it is looked whether it has users. Its kind stays, for whoever mends. */
    private long tried(long head) {
        return head | (slot + 1L) << TAKER_SHIFT;
    }

    private static long untried(long head) {
        return head(head & KIND_MASK, 0, generation(head));
    }

    private int take(Kind kind, boolean rested) {
        boolean small = kind.size() == Layout.SMALL_SIZE;
        int first = small ? Layout.SMALL : Layout.LARGE;
        int size = small ? Layout.SMALL_SIZE : Layout.LARGE_SIZE;
        int count = small ? Layout.SMALL_COUNT : Layout.LARGE_COUNT;
        int hint = small ? smallHint : largeHint;
        for (int i = 0; i < count; i++) {
            int number = (hint + i) % count;
            int at = first + number * size;
            long head = memory.get(at);
            int next = generation(head) + 1;
            boolean taken = (head & KIND_MASK) != 0
                    ? rested && isRested(at, head) && empties(at, head, next)
                    : taker(head) == 0 && memory.compareAndSet(at, head, head(0, slot + 1L, next));
            if (taken) {
                if (small) {
                    smallHint = number + 1;
                } else {
                    largeHint = number + 1;
                }
                return at;
            }
        }
        return -1;
    }

    /**
     * Takes a place from its object, unless that has users. One thread at a time, since all of a process look alike to those
     * who take the place back.
     */
    private synchronized boolean empties(int at, long head, int next) {
        FaultPoint.reach("place-to-try");
        long tried = tried(head);
        if (!memory.compareAndSet(at, head, tried)) {
            return false;
        }
        FaultPoint.reach("place-tried");
        if (hasUsers(at) || wasJustUsed(at)) {
            memory.compareAndSet(at, tried, head); // Somebody came for it just now, and may have gone again.
            FaultPoint.reach("place-tried-in-vain");
            return false;
        }
        if (!memory.compareAndSet(at, tried, head(0, slot + 1L, next))) {
            return false; // So did somebody who mends.
        }
        remains.remove(Kind.of(head), at, generation(head));
        return true;
    }

    /** Frees a place that has an object without users; does nothing if it has another one, or one that has users. */
    private boolean frees(int at, long head) {
        boolean empty = empties(at, head, generation(head));
        if (empty) {
            memory.set(at, head(0, 0, generation(head)));
        }
        return empty;
    }

    /** Gives up queues that nobody uses, since they have more than their places. */
    private void freeRestedQueues() {
        for (int number = 0; number < Layout.LARGE_COUNT; number++) {
            int at = Layout.LARGE + number * Layout.LARGE_SIZE;
            long head = memory.get(at);
            if ((head & KIND_MASK) == Kind.QUEUE.code() && isRested(at, head)) {
                frees(at, head);
            }
        }
    }

    private boolean isRested(int at, long head) {
        return (head & KIND_MASK) != 0
                && taker(head) == 0
                && !hasUsers(at)
                && memory.get(at + Layout.IDLE_SINCE) != 0
                && !wasJustUsed(at);
    }

    /** Whether an object that travelled has no users since a short while only. */
    private boolean wasJustUsed(int at) {
        long since = memory.get(at + Layout.IDLE_SINCE);
        return since != 0 && System.currentTimeMillis() - since <= RESTS;
    }

    private boolean hasUsers(int at) {
        for (int word = 0; word < Layout.PROCESS_COUNT / Long.SIZE; word++) {
            if (memory.get(at + Layout.USERS + word * Long.BYTES) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a place still holds the object that it held when a reference to it was written. */
    private boolean holds(int at, Kind kind, int generation) {
        return memory.get(at) == head(kind.code(), 0, generation);
    }

    /** Adds a handle to an object that another process, or this one before, made; false if the object is gone. */
    synchronized boolean attach(Kind kind, int at, int generation) {
        CLEANER.get();
        boolean place = at >= Layout.SMALL && at < Layout.END;
        if (!place || !holds(at, kind, generation)) {
            return false;
        }
        addHandle(at);
        if (!holds(at, kind, generation)) {
            takeHandleBack(at);
            return false;
        }
        return true;
    }

    /** The bit is set each time: who set the place up may have cleared that of a handle to what was there before. */
    private synchronized void addHandle(int at) {
        handles.merge(at, 1, Integer::sum);
        memory.setBits(userWord(at, slot), userBit(slot));
    }

    /** Drops a handle to an object. */
    synchronized void dropHandle(int at) {
        rests(at);
        takeHandleBack(at);
    }

    /** Drops a handle to what may be another object, or one that has rested all the while. */
    private synchronized void takeHandleBack(int at) {
        Integer left = handles.merge(at, -1, Integer::sum);
        if (left == null || left <= 0) {
            handles.remove(at);
            dropUser(at, slot);
        }
    }

    /** Drops a handle when it is garbage, or before. */
    Cleaner.Cleanable dropWith(Handle handle, int at) {
        return CLEANER.get().register(handle, () -> dropHandle(at));
    }

    private static int userWord(int at, int slot) {
        return at + Layout.USERS + slot / Long.SIZE * Long.BYTES;
    }

    private static long userBit(int slot) {
        return 1L << slot % Long.SIZE;
    }

    /** Notes when an object was last used that others may still come for, while it is sure to be there. */
    private void rests(int at) {
        if (memory.get(at + Layout.TRAVELLED) != 0) {
            memory.set(at + Layout.IDLE_SINCE, System.currentTimeMillis());
        }
    }

    /**
     * A process no longer uses what is in a place; also called for a dead one. Once the bit is clear, there may be another
     * object at any time. That one is looked at, too: perhaps it was dropped while the bit was still there.
     */
    private void dropUser(int at, int user) {
        FaultPoint.reach("user-leaves");
        memory.clearBits(userWord(at, user), userBit(user));
        long head = untried(memory.get(at));
        boolean freed = false;
        while (!freed && !hasUsers(at) && (head & KIND_MASK) != 0) {
            FaultPoint.reach("found-unused");
            if (memory.get(at + Layout.TRAVELLED) != 0 || memory.get(at) != head) {
                return; // Others may come for it, or somebody else sees to it.
            }
            freed = frees(at, head);
        }
    }

    /** From now on other processes may know the object, or learn of it by what is on its way. */
    void travels(int at) {
        memory.setRelease(at + Layout.TRAVELLED, 1);
    }

    /** What is done with an object when a process died. */
    interface Repair {
        void mend(Kind kind, int at);
    }

    /**
     * Goes over all objects for a process that died, and gives up what it had begun to set up.
     *
     * @throws RuntimeException the first of what was thrown; the other objects are mended then
     */
    void mendAll(int dead, Repair repair) {
        RuntimeException first = mendRegion(Layout.SMALL, Layout.SMALL_SIZE, Layout.SMALL_COUNT, dead, repair);
        RuntimeException second = mendRegion(Layout.LARGE, Layout.LARGE_SIZE, Layout.LARGE_COUNT, dead, repair);
        if (first != null) {
            throw first;
        }
        if (second != null) {
            throw second;
        }
    }

    private @Nullable RuntimeException mendRegion(int first, int size, int count, int dead, Repair repair) {
        RuntimeException failure = null;
        for (int number = 0; number < count; number++) {
            int at = first + number * size;
            long head = memory.get(at);
            if ((head & KIND_MASK) == 0 && isUser(memory, at, dead)) {
                // It came for what was there before, and did not live to see that this is gone.
                memory.clearBits(userWord(at, dead), userBit(dead));
                head = memory.get(at); // Who has dropped what was made meanwhile has seen the bit.
            }
            if ((head & KIND_MASK) != 0) {
                try {
                    mendObject(at, generation(head), dead, repair);
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure;
                }
            } else if (taker(head) == dead + 1) {
                if (size == Layout.LARGE_SIZE) {
                    remains.remove(
                            Kind.QUEUE, at, generation(head)); // Of a queue, if one was being made or freed there.
                }
                memory.compareAndSet(at, head, head(0, 0, generation(head)));
            }
        }
        return failure;
    }

    /** The object stays meanwhile: for the dead process if that is a user of it, else for this one. */
    private void mendObject(int at, int generation, int dead, Repair repair) {
        boolean used = isUser(memory, at, dead);
        if (!used) {
            addHandle(at);
        }
        boolean mended = false;
        try {
            Kind kind = kept(at, generation);
            if (kind != null) {
                repair.mend(kind, at);
                if (used) {
                    rests(at);
                }
            }
            mended = true;
        } finally {
            if (!used) {
                takeHandleBack(at); // Which also frees it, should somebody have died before he could.
            } else if (mended) {
                dropUser(at, dead);
            }
        }
    }

    /** What a place has that a user's bit keeps, after it was taken back from who tries it; null if it is another object. */
    private @Nullable Kind kept(int at, int generation) {
        while (true) {
            long head = memory.get(at);
            if ((head & KIND_MASK) == 0 || generation(head) != generation) {
                return null;
            }
            long untried = untried(head);
            if (head == untried || memory.compareAndSet(at, head, untried)) {
                return Kind.of(head);
            }
        }
    }

    /** Whether a process has, or had when it died, a handle to an object. */
    static boolean isUser(Memory memory, int at, int slot) {
        return (memory.get(userWord(at, slot)) & userBit(slot)) != 0;
    }
}
