package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Kind;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedCondition;
import dev.krait.threading.Acquirable;
import dev.krait.threading.Held;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A condition variable between processes: threads that hold its lock wait until another one, holding it too, signals that
 * something changed.
 *
 * <p>Mirrors Python's {@code multiprocessing.Condition}; {@code wait}, {@code wait_for}, {@code notify} and
 * {@code notify_all} are {@link #await()}, {@link #awaitFor(BooleanSupplier)}, {@link #signal()} and {@link #signalAll}.
 * Acquiring and releasing are those of the lock, which is a new {@link RLock} unless one is given; several conditions may
 * share one lock. It lies in memory that the processes of a run share and travels, with its lock, as {@link Lock} does.
 *
 * <p>Signals wake the threads that wait longest and are not kept for those that come later. A woken thread goes on when it
 * has the lock again. A signal whose receiver dies before it could act on it goes to the next one; should the process that
 * signals die, those go on that it reached.
 */
public final class Condition implements Acquirable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedCondition shared;
    private final transient Acquirable lock;
    private final transient SharedCondition.Guard guard;

    /**
     * A condition over a new reentrant lock.
     *
     * @throws IllegalStateException if the shared memory of this run is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    public Condition() {
        this(new RLock());
    }

    /**
     * A condition over a lock.
     *
     * @param lock the lock to hold for waiting and signalling
     * @throws IllegalStateException if the shared memory of this run is full
     */
    public Condition(Lock lock) {
        this(SharedCondition.create(lock.shared().handle()), lock, SharedCondition.guard(lock.shared()));
    }

    /**
     * A condition over a reentrant lock.
     *
     * @param lock the lock to hold for waiting and signalling
     * @throws IllegalStateException if the shared memory of this run is full
     */
    public Condition(RLock lock) {
        this(SharedCondition.create(lock.shared().handle()), lock, SharedCondition.guard(lock.shared()));
    }

    private Condition(SharedCondition shared, Acquirable lock, SharedCondition.Guard guard) {
        this.shared = shared;
        this.lock = lock;
        this.guard = guard;
    }

    static Condition of(Handle handle) {
        SharedCondition shared = SharedCondition.of(handle);
        if (shared.lock().kind() == Kind.LOCK) {
            Lock lock = Known.arriving(shared.lock(), Lock.class, Lock::new);
            return new Condition(shared, lock, SharedCondition.guard(lock.shared()));
        }
        RLock lock = Known.arriving(shared.lock(), RLock.class, RLock::new);
        return new Condition(shared, lock, SharedCondition.guard(lock.shared()));
    }

    @Override
    public void acquire() throws InterruptedException {
        lock.acquire();
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        return lock.acquire(blocking);
    }

    /**
     * Acquires the lock, waiting up to {@code timeout}.
     *
     * @param timeout how long to wait; zero or less tries once without blocking
     * @return whether it was acquired in time
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     */
    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return lock.acquire(timeout);
    }

    /**
     * Releases the lock, as that does.
     *
     * @throws IllegalStateException if the lock refuses it
     */
    @Override
    public void release() {
        lock.release();
    }

    @Override
    public SharedHeld hold() throws InterruptedException {
        Held held = lock.hold();
        return (SharedHeld) held;
    }

    /**
     * Whether somebody holds the lock right now.
     *
     * @return whether it is locked, as seen from any process
     */
    public boolean locked() {
        return lock instanceof Lock plain ? plain.locked() : ((RLock) lock).locked();
    }

    /**
     * Releases the lock, waits for a signal, and takes the lock again, as deep as it was held.
     *
     * <p>Mirrors Python's {@code wait()}. Nobody promises that what was waited for still holds then: ask in a loop, or use
     * {@link #awaitFor(BooleanSupplier)}.
     *
     * @throws IllegalStateException if the calling thread does not hold the lock; Python raises {@code AssertionError}
     * @throws InterruptedException if interrupted on entry or before a signal came; the lock is held again and no signal
     *     was used up. An interrupt after the signal stays pending instead
     */
    public void await() throws InterruptedException {
        checkWaiter();
        shared.await(guard, null);
    }

    /**
     * Releases the lock, waits for a signal up to {@code timeout}, and takes the lock again, as deep as it was held.
     *
     * <p>Mirrors Python's {@code wait(timeout)}. Taking the lock again may last longer than the timeout.
     *
     * @param timeout how long to wait for the signal; zero or less gives the lock away for a moment only
     * @return whether a signal came in time
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted on entry or before a signal came; the lock is held again and no signal
     *     was used up. An interrupt after the signal stays pending instead
     */
    public boolean await(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(Timeouts.pollingNanos(timeout));
        checkWaiter();
        return shared.await(guard, deadline);
    }

    private void checkWaiter() {
        if (!guard.isMine()) {
            throw new IllegalStateException(
                    "cannot wait on un-acquired lock: " + this + "; wait inside try (var held = condition.hold())");
        }
    }

    /**
     * Waits, as {@link #await()} does, until {@code predicate} is true. It is asked first without waiting, then after each
     * signal, and always while the lock is held, so that the lock may be missing only if the first answer is true.
     *
     * <p>Mirrors Python's {@code wait_for(predicate)}.
     *
     * @param predicate what is waited for
     * @throws IllegalStateException if it has to wait and the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while it has to wait; the lock is held again
     */
    public void awaitFor(BooleanSupplier predicate) throws InterruptedException {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Waits, as {@link #await(Duration)} does, until {@code predicate} is true or the whole of {@code timeout} is over. The
     * predicate is asked first without waiting, after each signal, and once more at the end.
     *
     * <p>Mirrors Python's {@code wait_for(predicate, timeout)}, which returns the predicate's last value.
     *
     * @param predicate what is waited for
     * @param timeout how long to wait in all; zero or less gives the lock away for a moment only
     * @return the predicate's last answer
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if it has to wait and the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while it has to wait; the lock is held again
     */
    public boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(Timeouts.pollingNanos(timeout));
        boolean signalled = true;
        while (!predicate.getAsBoolean()) {
            if (!signalled) {
                return false;
            }
            checkWaiter();
            signalled = shared.await(guard, deadline) && !deadline.isOver();
        }
        return true;
    }

    /**
     * Wakes the thread that waits longest, if any; it goes on once the caller has released the lock. Does not block.
     *
     * <p>Mirrors Python's {@code notify()}.
     *
     * @throws IllegalStateException if the calling thread does not hold the lock; Python raises {@code AssertionError}
     */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes the {@code count} threads that wait longest, or as many as there are; they go on, one after the other, once the
     * caller has released the lock. Does not block.
     *
     * <p>Mirrors Python's {@code notify(n)}.
     *
     * @param count how many to wake; zero or less wakes nobody
     * @throws IllegalStateException if the calling thread does not hold the lock
     */
    public void signal(int count) {
        if (!guard.isMine()) {
            throw new IllegalStateException(
                    "cannot signal on un-acquired lock: " + this + "; signal inside try (var held = condition.hold())");
        }
        shared.signal(guard, count);
    }

    /**
     * Wakes all threads that wait now; they go on, one after the other, once the caller has released the lock. Does not
     * block.
     *
     * <p>Mirrors Python's {@code notify_all()}.
     *
     * @throws IllegalStateException if the calling thread does not hold the lock
     */
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    /**
     * Its lock, and how many threads of all processes are inside a wait; a snapshot for a reader.
     *
     * @return such as {@code Condition@2a[RLock@1f[unlocked], 2 waiting]}
     */
    @Override
    public String toString() {
        return Reports.name(this) + "[" + lock + ", " + shared.handle().waiting() + " waiting]";
    }

    private Object writeReplace() {
        // Its lock goes along unseen, and must be the very same object, too, when that comes back.
        if (lock instanceof Lock plain) {
            Known.leaving(plain.shared().handle(), plain);
        } else if (lock instanceof RLock reentrant) {
            Known.leaving(reentrant.shared().handle(), reentrant);
        }
        return new SharedReference(Known.leaving(shared.handle(), this));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }
}
