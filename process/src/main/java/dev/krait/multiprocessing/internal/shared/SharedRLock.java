package dev.krait.multiprocessing.internal.shared;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lock in shared memory that its owner may take again, and must release as often. */
public final class SharedRLock implements Survivor {
    static final int DEPTH = Layout.BODY + 8;

    private static final int MOST_TO_WAKE = 16;

    private final Handle handle;
    private final Memory memory;
    private final Mutex mutex;
    private final int depth;

    /**
     * The owner if it is a thread of this process that came by this object, and how often it took the lock beyond the first
     * time. Written by the owner alone, while it has the lock. Others read the owner without any order, but nobody can
     * mistake himself for it: a thread that is not the owner wrote something else here when it was so the last time, and sees
     * that or what somebody else wrote. So the owner need not ask shared memory who it is, or how deep. All who can reach the
     * lock in this process do so by the same object, see {@link Known}.
     */
    private long holder;

    private long more;

    /** Sleepers that the owner wakes when it releases the lock, and how many; the owner's alone. */
    private final long[] toWake = new long[MOST_TO_WAKE];

    private int wakes;

    private SharedRLock(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.mutex = new Mutex(handle, handle.at(), Layout.BODY);
        this.depth = handle.at() + DEPTH;
    }

    /** Makes an unlocked one. */
    public static SharedRLock create() {
        return new SharedRLock(Handle.create(Kind.RLOCK, at -> {}));
    }

    /** One that was made before. */
    public static SharedRLock of(Handle handle) {
        return new SharedRLock(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    Mutex mutex() {
        return mutex;
    }

    /** Acquires one level, waiting as long as it takes. */
    public void acquire() throws InterruptedException {
        acquire(null);
    }

    /** Acquires one level, waiting up to a deadline. */
    public boolean acquire(@Nullable Deadline deadline) throws InterruptedException {
        checkInterrupt();
        long caller = mutex.caller();
        if (tryOrAgain(caller)) {
            return true;
        }
        boolean acquired = mutex.await(deadline);
        if (acquired) {
            holder = caller;
        }
        return acquired;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Acquires it unless the calling thread has it anyway, without a level; whether it was acquired, for {@link #leave}. */
    public boolean enter() throws InterruptedException {
        long caller = mutex.caller();
        if (holder == caller) {
            return false;
        }
        checkInterrupt();
        if (!mutex.tryAcquire(caller)) {
            if (isOwner(caller)) {
                return false;
            }
            mutex.await(null);
        }
        holder = caller;
        return true;
    }

    /** Gives back what {@link #enter} acquired; nothing else was acquired or signalled since. */
    public void leave() {
        long caller = holder;
        holder = 0;
        mutex.release(caller);
    }

    /** Acquires one level if that needs no waiting. */
    public boolean tryAcquire() {
        long caller = mutex.caller();
        if (tryOrAgain(caller)) {
            return true;
        }
        boolean acquired = mutex.tryNow();
        if (acquired) {
            holder = caller;
        }
        return acquired;
    }

    /** The most frequent case first, which is one step: that nobody has it. */
    private boolean tryOrAgain(long caller) {
        if (holder == caller) {
            again();
            return true;
        }
        if (mutex.tryAcquire(caller)) {
            holder = caller;
            return true;
        }
        if (isOwner(caller)) {
            again();
            return true;
        }
        return false;
    }

    private void again() {
        if (more == Integer.MAX_VALUE) {
            throw new IllegalStateException("a shared lock was acquired " + more
                    + " times by one thread without a release, which is all that it can count");
        }
        setMore(more + 1);
    }

    private void setMore(long levels) {
        more = levels;
        memory.setRelease(depth, levels);
    }

    /** Whether a thread, the calling one, owns it; it may have come by another object for the same lock, that is garbage. */
    private boolean isOwner(long caller) {
        if (holder == caller) {
            return true;
        }
        if (!mutex.isOf(caller)) {
            return false;
        }
        holder = caller;
        more = memory.getPlain(depth);
        return true;
    }

    /** Gives one level back; false if the calling thread does not own it. */
    public boolean release() {
        long caller = mutex.caller();
        if (!isOwner(caller)) {
            return false;
        }
        if (more > 0) {
            setMore(more - 1);
            return true;
        }
        return releaseLast();
    }

    /**
     * Wakes a sleeper once the lock is free. Should this process die first, or be stopped, then the sleeper's next look finds
     * out by itself that there is something for it.
     */
    void wakeAtRelease(long wait) {
        if (wakes == MOST_TO_WAKE) {
            handle.arena().waiters().wake(wait);
        } else {
            toWake[wakes++] = wait;
        }
    }

    private boolean releaseLast() {
        long caller = holder;
        holder = 0;
        if (wakes == 0) {
            return mutex.release(caller);
        }
        long[] waits = Arrays.copyOf(toWake, wakes);
        wakes = 0;
        boolean released = mutex.release(caller);
        for (long wait : waits) {
            handle.arena().waiters().wake(wait);
        }
        return released;
    }

    /** How often the owner, the calling thread, took it beyond the first time. */
    long levels() {
        return more;
    }

    /** Gives all levels back, to be taken again by {@link #acquireLevels}; the caller owns it. */
    void releaseLevels() {
        if (more != 0) {
            setMore(0);
        }
        releaseLast();
    }

    void acquireLevels(long levels, Cell cell) {
        if (!mutex.isMine()) {
            mutex.acquireUninterruptibly(cell);
        }
        holder = mutex.caller();
        if (levels != 0) {
            setMore(levels);
        }
    }

    /** Whether the calling thread owns it. */
    public boolean isMine() {
        return isOwner(mutex.caller());
    }

    /** Whether somebody owns it. */
    public boolean isLocked() {
        return mutex.isLocked();
    }

    @Override
    public boolean ownerDied() {
        return mutex.ownerDied();
    }

    @Override
    public boolean markConsistent() {
        return isMine() && mutex.markConsistent();
    }

    /** For reports. */
    public void describe(Consumer<String> text) {
        long levels = memory.get(depth);
        text.accept(
                mutex.isLocked()
                        ? "locked" + mutex.describeOwner() + (levels > 0 ? " " + (levels + 1) + " deep" : "")
                        : "unlocked");
    }
}
