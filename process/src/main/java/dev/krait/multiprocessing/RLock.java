package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedRLock;
import dev.krait.threading.Acquirable;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;

/**
 * A reentrant lock between processes: the thread that owns it may acquire it again, and must release it as often.
 *
 * <p>Mirrors Python's {@code multiprocessing.RLock}. It lies in memory that the processes of a run share and travels as
 * {@link Lock} does. If the process of its owner dies, the next one who asks gets it, within a second, and learns of it from
 * {@link SharedHeld#ownerDied()}; if that process is only stopped, those who want the lock wait.
 *
 * <p>What a thread did before it released the lock <i>happens-before</i> whatever a thread of any process does that acquires
 * it next, as far as that looks at shared memory.
 */
public final class RLock implements Acquirable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedRLock shared;

    /**
     * An unlocked lock.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public RLock() {
        this(SharedRLock.create());
    }

    RLock(Handle handle) {
        this(SharedRLock.of(handle));
    }

    private RLock(SharedRLock shared) {
        this.shared = shared;
    }

    SharedRLock shared() {
        return shared;
    }

    /** Acquires it for a short step unless the calling thread has it anyway; whether {@link #leave} must release it. */
    boolean enter() throws InterruptedException {
        return shared.enter();
    }

    void leave(boolean entered) {
        if (entered) {
            shared.leave();
        }
    }

    @Override
    public void acquire() throws InterruptedException {
        shared.acquire();
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        if (!blocking) {
            return shared.tryAcquire();
        }
        shared.acquire();
        return true;
    }

    /**
     * Acquires, waiting up to {@code timeout}.
     *
     * <p>Mirrors Python's {@code acquire(timeout=…)}, which for locks between processes takes a negative timeout for zero.
     *
     * @param timeout how long to wait; zero or less tries once without blocking
     * @return whether it was acquired in time
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return shared.acquire(Deadline.after(Timeouts.pollingNanos(timeout)));
    }

    /**
     * Gives back one level; the last one unlocks and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if the calling thread does not own the lock; Python raises {@code AssertionError}
     */
    @Override
    public void release() {
        if (!shared.release()) {
            throw new IllegalStateException("cannot release un-acquired lock: " + this
                    + " is not owned by this thread; the thread that acquired it must release it");
        }
    }

    /**
     * Whether some thread owns it right now.
     *
     * @return whether it is locked, as seen from any process
     */
    public boolean locked() {
        return shared.isLocked();
    }

    @Override
    public SharedHeld hold() throws InterruptedException {
        shared.acquire();
        return new HeldLock(this, shared);
    }

    /**
     * Whether it is locked, by which thread of this or which other process, how deep, and how many threads wait; a snapshot
     * for a reader.
     *
     * @return such as {@code RLock@1f[locked by main 2 deep, 3 waiting]}
     */
    @Override
    public String toString() {
        return Reports.of(this, shared::describe, shared.handle().waiting());
    }

    private Object writeReplace() {
        return new SharedReference(Known.leaving(shared.handle(), this));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }
}
