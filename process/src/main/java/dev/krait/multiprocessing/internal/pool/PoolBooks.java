package dev.krait.multiprocessing.internal.pool;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a pool knows: who is alive, what is owed, and whether it takes more. One lock guards all of it; every method but
 * {@link #change}, {@link #read} and {@link #awaitEnd} is for holders of that lock.
 */
final class PoolBooks {
    private enum State {
        /** Takes tasks. */
        OPEN,
        /** Takes no more tasks and does those it has. */
        CLOSED,
        /** Does no more tasks. */
        ENDED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PoolSettings settings;
    private final SegmentPool segments;
    private final WorkerRoster roster;
    private final TaskLedger ledger;

    private State state = State.OPEN;

    /** How many still have tasks to bring although the pool may be closed. */
    private int holds;

    private PoolOutcome.@Nullable Broken broken;

    PoolBooks(PoolSettings settings, SegmentPool segments, WorkerRoster roster) {
        this.settings = settings;
        this.segments = segments;
        this.roster = roster;
        this.ledger = new TaskLedger(roster, segments);
    }

    /** Changes something under the lock, and does what that asks for when the lock is released. */
    void change(Consumer<Afterwards> change) {
        var after = new Afterwards();
        lock.lock();
        try {
            change.accept(after);
        } finally {
            lock.unlock();
        }
        after.run();
    }

    /** Looks something up under the lock. */
    <T extends @Nullable Object> T read(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the pool is closed or terminated and all its workers have ended; false if it was not in time. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!hasEnded()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it takes no more tasks, has none to do, and no worker is left. */
    boolean hasEnded() {
        return state != State.OPEN
                && (holds == 0 || state == State.ENDED || broken != null)
                && roster.isEmpty()
                && ledger.nothingWaits();
    }

    WorkerRoster roster() {
        return roster;
    }

    TaskLedger ledger() {
        return ledger;
    }

    /** Why the pool can run nothing any more, null if it can. */
    PoolOutcome.@Nullable Broken broken() {
        return broken;
    }

    void breakDown(PoolOutcome.Broken reason) {
        broken = reason;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean hasBeenTerminated() {
        return state == State.ENDED;
    }

    /** Whether tasks that it has are still run. */
    boolean isWorking() {
        return state != State.ENDED && broken == null;
    }

    void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
        }
    }

    void terminate() {
        state = State.ENDED;
    }

    void hold() {
        checkOpen();
        holds++;
    }

    void releaseHold() {
        holds--;
        changed.signalAll();
    }

    /** Refuses when the pool takes no more tasks. */
    void checkOpen() {
        if (broken != null) {
            throw new BrokenPoolException(broken);
        }
        if (state != State.OPEN) {
            throw new IllegalStateException("this pool takes no more tasks: it was "
                    + (state == State.CLOSED ? "closed" : "terminated") + " before this call");
        }
    }

    /** Refuses when the pool takes no more tasks, not even those for which somebody holds it. */
    void checkHeld() {
        if (broken != null || state != State.CLOSED || holds == 0) {
            checkOpen();
        }
    }

    /** Whether no task waits or is in flight. */
    boolean isEmptyHanded() {
        return ledger.nothingWaits() && roster.isIdle();
    }

    /** Starts the workers that are missing. */
    void startWorkers() {
        if (isWorking()) {
            boolean asNeeded = settings.onDemand() || state == State.CLOSED;
            roster.fill(asNeeded ? ledger.waiting() + roster.inFlight() : settings.size());
        }
    }

    /** Gives waiting tasks to workers, and starts successors of those that have got their last one. */
    void dispatch(Afterwards after) {
        ledger.dispatch(after);
        if (settings.life().maxTasks() > 0) {
            startWorkers();
        }
    }

    /** Lets the workers go when nothing is left to do, and says so when they have gone. */
    void finishIfDone(Afterwards after) {
        if (isDone()) {
            roster.ready().clear();
            roster.standby().clear();
            roster.workers().forEach(after::retire);
        }
        if (hasEnded()) {
            segments.close();
            changed.signalAll();
        }
    }

    /** Whether it takes no more tasks and has done those that it had, so that nobody needs its workers. */
    boolean isDone() {
        return state == State.CLOSED && (holds == 0 || broken != null) && isEmptyHanded();
    }

    /** A worker has ended. */
    void removed(WorkerChannel worker) {
        roster.remove(worker);
        changed.signalAll();
    }
}
