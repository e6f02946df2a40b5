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

    /** Sleepers that the owner wakes when it releases the lock, and how many; the owner's alone. */
    private final int[] toWake = new int[MOST_TO_WAKE];

    private int wakes;

    private SharedRLock(Handle handle) {
        this.handle = handle;
        this.memory = handle.arena().memory();
        this.mutex = new Mutex(handle.arena(), handle.at(), Layout.BODY);
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
        if (!again()) {
            mutex.acquire();
        } else if (Thread.interrupted()) {
            release();
            throw new InterruptedException();
        }
    }

    /** Acquires it unless the calling thread has it anyway, without a level; whether it was acquired, for {@link #leave}. */
    public boolean enter() throws InterruptedException {
        if (mutex.isMine()) {
            return false;
        }
        mutex.acquire();
        return true;
    }

    /** Gives back what {@link #enter} acquired; nothing else was acquired or signalled since. */
    public void leave() {
        mutex.release();
    }

    /** Acquires one level, waiting up to a deadline. */
    public boolean acquire(@Nullable Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return again() || mutex.acquire(deadline);
    }

    /** Acquires one level if that needs no waiting. */
    public boolean tryAcquire() {
        return again() || mutex.tryNow();
    }

    /** Acquires one level, waiting as long as it takes, whatever interrupts come. */
    public void acquireUninterruptibly() {
        if (!again()) {
            mutex.acquireUninterruptibly();
        }
    }

    /** How often the owner took it beyond the first time is written by the owner alone. */
    private boolean again() {
        if (!mutex.isMine()) {
            return false;
        }
        long more = memory.getPlain(depth);
        if (more == Integer.MAX_VALUE) {
            throw new IllegalStateException("a shared lock was acquired " + more
                    + " times by one thread without a release, which is all that it can count");
        }
        memory.setRelease(depth, more + 1);
        return true;
    }

    /** Gives one level back; false if the calling thread does not own it. */
    public boolean release() {
        if (!mutex.isMine()) {
            return false;
        }
        long more = memory.getPlain(depth);
        if (more > 0) {
            memory.setRelease(depth, more - 1);
            return true;
        }
        return releaseLast();
    }

    /**
     * Wakes a sleeper once the lock is free. Should this process die first, or be stopped, then the sleeper's next look finds
     * out by itself that there is something for it.
     */
    void wakeAtRelease(int cell) {
        if (wakes == MOST_TO_WAKE) {
            handle.arena().waiters().wake(cell);
        } else {
            toWake[wakes++] = cell;
        }
    }

    private boolean releaseLast() {
        if (wakes == 0) {
            return mutex.release();
        }
        int[] cells = Arrays.copyOf(toWake, wakes);
        wakes = 0;
        boolean released = mutex.release();
        for (int cell : cells) {
            handle.arena().waiters().wake(cell);
        }
        return released;
    }

    /** Gives all levels back, to be taken again by {@link #acquireLevels}; the caller owns it. */
    long releaseLevels() {
        long more = memory.getPlain(depth);
        memory.setRelease(depth, 0);
        releaseLast();
        return more;
    }

    void acquireLevels(long more, Cell cell) {
        mutex.acquireUninterruptibly(cell);
        memory.setRelease(depth, more);
    }

    /** Whether the calling thread owns it. */
    public boolean isMine() {
        return mutex.isMine();
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
        return mutex.isMine() && mutex.markConsistent();
    }

    /** For reports. */
    public void describe(Consumer<String> text) {
        long more = memory.get(depth);
        text.accept(
                mutex.isLocked()
                        ? "locked" + mutex.describeOwner() + (more > 0 ? " " + (more + 1) + " deep" : "")
                        : "unlocked");
    }
}
