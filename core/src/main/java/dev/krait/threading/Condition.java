package dev.krait.threading;

import static java.util.Objects.requireNonNull;

import dev.krait.threading.internal.ExclusiveSync;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A condition variable: threads that hold its lock wait until another one, holding it too, signals that something changed.
 *
 * <p>Mirrors Python's {@code threading.Condition}; {@code wait}, {@code wait_for}, {@code notify} and {@code notify_all}
 * are {@link #await()}, {@link #awaitFor(BooleanSupplier)}, {@link #signal()} and {@link #signalAll}, because the other
 * words belong to {@link Object} and mean something else. Acquiring and releasing are those of the lock, which is a new
 * {@link RLock} unless one is given; several conditions may share one lock.
 *
 * <pre>{@code
 * try (var held = changed.hold()) {
 *     changed.awaitFor(() -> !items.isEmpty());
 *     return items.remove();
 * }
 * }</pre>
 *
 * <p>Signals wake the threads that wait longest and are not kept for those that come later. A woken thread goes on when it
 * has the lock again. What a thread did before it released the lock <i>happens-before</i> a wait returns.
 *
 * <p>Differs from Python in that only the thread that acquired a plain {@link Lock} may wait and signal, where Python is
 * content if anybody did, and that predicates are boolean and throw nothing checked: they are asked by the waiting thread
 * itself, whose wait would have to declare it.
 */
@SuppressWarnings("this-escape") // the waiters only keep the condition for reports, which name it
public class Condition implements Acquirable {
    private final Acquirable lock;
    private final ExclusiveSync sync;
    private final ExclusiveSync.Waiters waiters;
    private final AtomicInteger waiting = new AtomicInteger();

    /** A condition over a new reentrant lock. */
    public Condition() {
        this(new RLock());
    }

    /**
     * A condition over a lock.
     *
     * @param lock the lock to hold for waiting and signalling
     */
    public Condition(Lock lock) {
        this(lock, requireNonNull(lock, "lock; use the constructor without one").sync());
    }

    /**
     * A condition over a reentrant lock.
     *
     * @param lock the lock to hold for waiting and signalling
     */
    public Condition(RLock lock) {
        this(lock, requireNonNull(lock, "lock; use the constructor without one").sync());
    }

    private Condition(Acquirable lock, ExclusiveSync sync) {
        this.lock = lock;
        this.sync = sync;
        this.waiters = sync.newWaiters(this);
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
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the timeout is negative or longer than {@link Threading#TIMEOUT_MAX}
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

    /**
     * Whether somebody holds the lock right now.
     *
     * @return whether it is locked, as seen from any thread
     */
    public boolean locked() {
        return sync.levels() != 0;
    }

    /**
     * Releases the lock, waits for a signal, and takes the lock again, as deep as it was held.
     *
     * <p>Mirrors Python's {@code wait()}. Nobody promises that what was waited for still holds then: ask in a loop, or use
     * {@link #awaitFor(BooleanSupplier)}.
     *
     * @throws IllegalStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted on entry or before a signal came; the lock is held again and no signal
     *     was used up. An interrupt after the signal stays pending instead
     */
    @SuppressWarnings("WaitNotInLoop") // The loop around the state is the caller's.
    public void await() throws InterruptedException {
        enter();
        try {
            waiters.await();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /**
     * Releases the lock, waits for a signal up to {@code timeout}, and takes the lock again, as deep as it was held.
     *
     * <p>Mirrors Python's {@code wait(timeout)}. Taking the lock again may last longer than the timeout.
     *
     * @param timeout how long to wait for the signal; zero or less gives the lock away for a moment only
     * @return whether a signal came in time
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     * @throws IllegalStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted on entry or before a signal came; the lock is held again and no signal
     *     was used up. An interrupt after the signal stays pending instead
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return awaitNanos(Timeouts.pollingNanos(timeout));
    }

    private boolean awaitNanos(long nanos) throws InterruptedException {
        enter();
        try {
            return waiters.signalledWithin(nanos);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void enter() {
        if (!sync.mine()) {
            throw new IllegalStateException(
                    "cannot wait on un-acquired lock: " + this + "; wait inside try (var held = condition.hold())");
        }
        waiting.incrementAndGet();
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
        requireNonNull(predicate, "predicate");
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
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     * @throws IllegalStateException if it has to wait and the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while it has to wait; the lock is held again
     */
    public boolean awaitFor(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        requireNonNull(predicate, "predicate");
        long nanos = Timeouts.pollingNanos(timeout);
        if (predicate.getAsBoolean()) {
            return true;
        }
        long start = System.nanoTime();
        long left = nanos;
        boolean signalled = true;
        while (signalled) {
            signalled = awaitNanos(left);
            if (predicate.getAsBoolean()) {
                return true;
            }
            left = nanos - (System.nanoTime() - start);
            signalled &= left > 0;
        }
        return false;
    }

    /**
     * Wakes the thread that waits longest, if any; it goes on once the caller has released the lock. Does not block.
     *
     * <p>Mirrors Python's {@code notify()}.
     *
     * @throws IllegalStateException if the calling thread does not hold the lock
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
        checkSignaller();
        for (int i = 0; i < count && sync.hasWaiters(waiters); i++) {
            waiters.signal();
        }
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
        checkSignaller();
        waiters.signalAll();
    }

    private void checkSignaller() {
        if (!sync.mine()) {
            throw new IllegalStateException(
                    "cannot signal on un-acquired lock: " + this + "; signal inside try (var held = condition.hold())");
        }
    }

    /**
     * Its lock, and how many threads are inside a wait; a snapshot for a reader.
     *
     * @return such as {@code Condition@2a[RLock@1f[unlocked], 2 waiting]}
     */
    @Override
    public String toString() {
        return Labels.of(this, null) + "[" + lock + ", " + waiting.get() + " waiting]";
    }
}
