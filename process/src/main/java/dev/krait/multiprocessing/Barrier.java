package dev.krait.multiprocessing;

import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Handle;
import dev.krait.multiprocessing.internal.shared.Known;
import dev.krait.multiprocessing.internal.shared.SharedBarrier;
import dev.krait.threading.AnyBarrier;
import dev.krait.threading.BrokenBarrierException;
import dev.krait.threading.internal.Timeouts;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point between processes that lets its threads through when a fixed number of them has arrived, round after
 * round.
 *
 * <p>Mirrors Python's {@code multiprocessing.Barrier}; {@code wait} is {@link #await()}. It lies in memory that the
 * processes of a run share and travels, with its action, as {@link Lock} does. The last thread to arrive runs the action, if
 * there is one, before anybody goes on. If a thread times out, the action throws, a process dies while one of its threads
 * waits or runs the action, or {@link #abort} is called, the barrier is broken: all who wait and all who come later get a
 * {@link BrokenBarrierException}, until {@link #reset}.
 *
 * <p>An action is waited for. But if it goes on for a second after a thread's timeout was over, or after the thread was
 * interrupted, then the barrier is broken: the process that runs it may be stopped.
 *
 * <p>What each thread did before it arrived <i>happens-before</i> the action, and that <i>happens-before</i> what any of
 * them does after it was let through, as far as they look at shared memory.
 *
 * <p>Differs from Python in that an interrupt takes one thread out of the round and leaves the others waiting, that threads
 * which were let through are never caught by a later abort, and that less than one party is refused, and more than 1024,
 * as no more threads of all processes can wait for shared objects at a time.
 */
public final class Barrier implements AnyBarrier, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedBarrier shared;
    private final transient @Nullable Action action;
    private final transient @Nullable Duration timeout;

    /**
     * A barrier.
     *
     * @param parties how many threads meet
     * @throws IllegalArgumentException if it is less than one, or more than 1024
     * @throws IllegalStateException if the shared memory of this run is full
     */
    public Barrier(int parties) {
        this(parties, null, null);
    }

    /**
     * A barrier with an action.
     *
     * @param parties how many threads meet
     * @param action what the last of them runs, in its process, before they all go on
     * @throws IllegalArgumentException if there are less than one, or more than 1024
     * @throws IllegalStateException if the shared memory of this run is full
     */
    public Barrier(int parties, Action action) {
        this(parties, action, null);
    }

    /**
     * A barrier whose {@link #await()} has a timeout.
     *
     * @param parties how many threads meet
     * @param timeout how long {@link #await()} waits; zero or less breaks the barrier unless the last one arrives
     * @throws IllegalArgumentException if there are less than one or more than 1024, or the timeout is longer than 292
     *     years
     * @throws IllegalStateException if the shared memory of this run is full
     */
    public Barrier(int parties, Duration timeout) {
        this(parties, null, timeout);
    }

    /**
     * A barrier with an action, whose {@link #await()} has a timeout.
     *
     * @param parties how many threads meet
     * @param action what the last of them runs, in its process, before they all go on; null for nothing
     * @param timeout how long {@link #await()} waits; null for ever, zero or less breaks the barrier unless the last one
     *     arrives
     * @throws IllegalArgumentException if there are less than one or more than 1024, or the timeout is longer than 292
     *     years
     * @throws IllegalStateException if the shared memory of this run is full
     */
    public Barrier(int parties, @Nullable Action action, @Nullable Duration timeout) {
        this(SharedBarrier.create(checked(parties, timeout)), action, timeout);
    }

    Barrier(Handle handle, @Nullable Action action, @Nullable Duration timeout) {
        this(SharedBarrier.of(handle), action, timeout);
    }

    private Barrier(SharedBarrier shared, @Nullable Action action, @Nullable Duration timeout) {
        this.shared = shared;
        this.action = action;
        this.timeout = timeout;
    }

    private static int checked(int parties, @Nullable Duration timeout) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be >= 1, not " + parties);
        }
        if (parties > SharedBarrier.MOST_PARTIES) {
            throw new IllegalArgumentException("parties must be <= " + SharedBarrier.MOST_PARTIES
                    + ", which is how many threads of all processes can wait for shared objects at a time, not "
                    + parties
                    + "; let one thread of each process meet the others");
        }
        if (timeout != null) {
            Timeouts.pollingNanos(timeout);
        }
        return parties;
    }

    /**
     * Waits until all parties have arrived, up to the barrier's own timeout, if it has one.
     *
     * @return the number of this thread in its round, from 0 for the first to arrive to {@code parties - 1} for the last
     * @throws BrokenBarrierException if the barrier is broken or gets broken, or is reset meanwhile
     * @throws IllegalStateException if called by the barrier's own action, or with the cause if the action threw a checked
     *     exception here; what it throws unchecked is thrown as it is
     * @throws InterruptedException if interrupted on entry or while waiting: this thread counts as not arrived then, and
     *     the others go on waiting. An interrupt after the last thread arrived stays pending instead
     */
    @Override
    public int await() throws InterruptedException {
        return arrive(timeout == null ? null : Deadline.after(Timeouts.pollingNanos(timeout)));
    }

    /**
     * Waits until all parties have arrived, up to {@code timeout}, after which the barrier is broken for all.
     *
     * @param timeout how long to wait; zero or less breaks the barrier unless this is the last thread to arrive
     * @return the number of this thread in its round, from 0 for the first to arrive to {@code parties - 1} for the last
     * @throws BrokenBarrierException if the timeout is over, if the barrier is broken or gets broken, or is reset meanwhile
     * @throws IllegalArgumentException if the timeout is longer than 292 years
     * @throws IllegalStateException if called by the barrier's own action, or with the cause if the action threw a checked
     *     exception here; what it throws unchecked is thrown as it is
     * @throws InterruptedException if interrupted on entry or while waiting: this thread counts as not arrived then, and
     *     the others go on waiting. An interrupt after the last thread arrived stays pending instead
     */
    @Override
    public int await(Duration timeout) throws InterruptedException {
        return arrive(Deadline.after(Timeouts.pollingNanos(timeout)));
    }

    private int arrive(@Nullable Deadline deadline) throws InterruptedException {
        if (shared.isInAction()) {
            throw new IllegalStateException("the action of " + this + " waits at its own barrier, which cannot end");
        }
        try {
            return shared.await(this::runAction, deadline);
        } catch (SharedBarrier.Broken e) {
            throw new BrokenBarrierException(toString(), reason(e.reason()));
        }
    }

    private void runAction() {
        if (action == null) {
            return;
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("the action of " + this + " failed: " + e, e);
        }
    }

    private static BrokenBarrierException.Reason reason(int code) {
        return switch (code) {
            case SharedBarrier.TIMED_OUT -> BrokenBarrierException.Reason.TIMED_OUT;
            case SharedBarrier.ABORTED -> BrokenBarrierException.Reason.ABORTED;
            case SharedBarrier.ACTION_FAILED -> BrokenBarrierException.Reason.ACTION_FAILED;
            case SharedBarrier.RESET -> BrokenBarrierException.Reason.RESET;
            default -> BrokenBarrierException.Reason.PROCESS_DIED;
        };
    }

    /**
     * Sends the waiting threads away with a {@link BrokenBarrierException} and starts over; also makes a broken barrier
     * usable again. Waits for an action that is running, but no longer than a second.
     */
    @Override
    public void reset() {
        shared.reset();
    }

    /**
     * Breaks the barrier: the waiting threads, and all who come before a {@link #reset}, get a
     * {@link BrokenBarrierException}. Waits for an action that is running, but no longer than a second.
     */
    @Override
    public void abort() {
        shared.abort();
    }

    /**
     * How many threads meet.
     *
     * @return the number of threads in a round
     */
    @Override
    public int parties() {
        return shared.parties();
    }

    /**
     * How many threads of all processes wait for the others now, Python's {@code n_waiting}.
     *
     * @return how many have arrived; zero while the barrier is broken
     */
    @Override
    public int nWaiting() {
        return shared.waiting();
    }

    /**
     * Whether it is broken and needs a {@link #reset}, Python's {@code broken}.
     *
     * @return whether it is broken
     */
    @Override
    public boolean isBroken() {
        return shared.broken() != 0;
    }

    /**
     * How many threads wait of how many, or that it is broken; a snapshot for a reader.
     *
     * @return such as {@code Barrier@1f[waiters 1/2]}
     */
    @Override
    public String toString() {
        return Reports.name(this) + (isBroken() ? "[broken]" : "[waiters " + nWaiting() + "/" + parties() + "]");
    }

    private Object writeReplace() {
        return new SharedReference(Known.leaving(shared.handle(), this), action, timeout);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }
}
