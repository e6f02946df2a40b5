package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedLock;
import dev.krait.threading.Acquirable;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;

/**
 * A lock that one thread of all processes has at a time and that nobody owns: any thread of any process may release it.
 *
 * <p>Mirrors Python's {@code multiprocessing.Lock}. It lies in memory that the processes of a run share. Captured by a task,
 * sent as a value or part of one, or held in a field of what is sent, it is the same lock on the other side, and the very
 * same object when it comes back. It is not reentrant.
 *
 * <p>If a process dies while one of its threads has the lock, the next one who asks gets it, within a second, and learns of
 * it from {@link SharedHeld#ownerDied()}; in Python everybody waits for ever. If the process is only stopped, those who want
 * the lock wait until it goes on, or until their own timeout is over.
 *
 * <p>What a thread did before it released the lock <i>happens-before</i> whatever a thread of any process does that acquires
 * it next, as far as that looks at shared memory.
 *
 * <pre>{@code
 * var lock = new Lock();
 * pool.map(line -> {
 *     try (var held = lock.hold()) {
 *         append(line);
 *     }
 *     return null;
 * }, lines);
 * }</pre>
 */
public final class Lock implements Acquirable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedLock shared;

    /**
     * An unlocked lock.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Lock() {
        this(SharedLock.create());
    }

    Lock(Handle handle) {
        this(SharedLock.of(handle));
    }

    private Lock(SharedLock shared) {
        this.shared = shared;
    }

    SharedLock shared() {
        return shared;
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
     * Unlocks, from any thread of any process, and lets one waiting thread go on. Does not block.
     *
     * @throws IllegalStateException if it is not locked; Python raises {@code ValueError}
     */
    @Override
    public void release() {
        if (!shared.release()) {
            throw new IllegalStateException("release of an unlocked lock: " + this
                    + "; release once for each acquire, best with try (var held = lock.hold())");
        }
    }

    /**
     * Whether somebody has it right now.
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
     * Whether it is locked, by which thread of this or which other process, and how many threads wait; a snapshot for a
     * reader.
     *
     * @return such as {@code Lock@1f[locked by process 4711, 2 waiting]}
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
