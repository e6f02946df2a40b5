package dev.krait.threading;

import dev.krait.threading.BrokenBarrierException.Reason;
import dev.krait.threading.internal.ExclusiveSync;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point that lets its threads through when a fixed number of them has arrived, round after round.
 *
 * <p>Mirrors Python's {@code threading.Barrier}; {@code wait} is {@link #await()}. The last thread to arrive runs the
 * barrier's action, if there is one, before anybody goes on. If a thread times out, the action throws, or
 * {@link #abort} is called, the barrier is broken: all who wait and all who come later get a
 * {@link BrokenBarrierException}, until {@link #reset}.
 *
 * <p>Any number of threads may use it at once; more than {@link #parties} of them meet in several rounds.
 *
 * <p>What each thread did before it arrived <i>happens-before</i> the action, and that <i>happens-before</i> what any of
 * them does after it was let through.
 *
 * <p>Differs from Python in that an interrupt takes one thread out of the round and leaves the others waiting, that threads
 * which were let through are never caught by a later abort, and that abort and reset called by the action count.
 */
@SuppressWarnings("this-escape") // the lock only keeps the barrier for reports, which name it
public class Barrier implements AnyBarrier {
    private final int parties;
    private final @Nullable Runnable action;
    private final @Nullable Duration timeout;

    /** Held while a round changes, and for as long as the action runs. */
    private final RLock lock = new RLock((Object) this);

    private final ExclusiveSync.Waiters changed = lock.sync().newWaiters(this);

    /** Written with the lock held, read by anybody. */
    private volatile Round round = new Round();

    /**
     * A barrier.
     *
     * @param parties how many threads meet
     * @throws IllegalArgumentException if it is less than one
     */
    public Barrier(int parties) {
        this(parties, null, null);
    }

    /**
     * A barrier with an action.
     *
     * @param parties how many threads meet
     * @param action what the last of them runs before they all go on; whatever it throws, unchecked, is thrown by that
     *     one's {@code await}
     * @throws IllegalArgumentException if there are less than one
     */
    public Barrier(int parties, Runnable action) {
        this(parties, action, null);
    }

    /**
     * A barrier whose {@link #await()} has a timeout.
     *
     * @param parties how many threads meet
     * @param timeout how long {@link #await()} waits; zero or less breaks the barrier unless the last one arrives
     * @throws IllegalArgumentException if there are less than one, or the timeout is longer than
     *     {@link Threading#TIMEOUT_MAX}
     */
    public Barrier(int parties, Duration timeout) {
        this(parties, null, timeout);
    }

    /**
     * A barrier with an action, whose {@link #await()} has a timeout.
     *
     * @param parties how many threads meet
     * @param action what the last of them runs before they all go on; null for nothing
     * @param timeout how long {@link #await()} waits; null for ever, zero or less breaks the barrier unless the last one
     *     arrives
     * @throws IllegalArgumentException if there are less than one, or the timeout is longer than
     *     {@link Threading#TIMEOUT_MAX}
     */
    public Barrier(int parties, @Nullable Runnable action, @Nullable Duration timeout) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be >= 1, not " + parties);
        }
        if (timeout != null) {
            Timeouts.pollingNanos(timeout);
        }
        this.parties = parties;
        this.action = action;
        this.timeout = timeout;
    }

    /**
     * Waits until all parties have arrived, up to the barrier's own timeout, if it has one.
     *
     * @return the number of this thread in its round, from 0 for the first to arrive to {@code parties - 1} for the last
     * @throws BrokenBarrierException if the barrier is broken or gets broken, or is reset meanwhile
     * @throws IllegalStateException if called by the barrier's own action
     * @throws InterruptedException if interrupted on entry or while waiting: this thread counts as not arrived then, and
     *     the others go on waiting. An interrupt after the last thread arrived stays pending instead
     */
    @Override
    public int await() throws InterruptedException {
        return timeout == null ? await(false, 0) : await(true, Timeouts.pollingNanos(timeout));
    }

    /**
     * Waits until all parties have arrived, up to {@code timeout}, after which the barrier is broken for all.
     *
     * @param timeout how long to wait; zero or less breaks the barrier unless this is the last thread to arrive
     * @return the number of this thread in its round, from 0 for the first to arrive to {@code parties - 1} for the last
     * @throws BrokenBarrierException if the timeout is over, if the barrier is broken or gets broken, or is reset meanwhile
     * @throws IllegalArgumentException if the timeout is longer than {@link Threading#TIMEOUT_MAX}
     * @throws IllegalStateException if called by the barrier's own action
     * @throws InterruptedException if interrupted on entry or while waiting: this thread counts as not arrived then, and
     *     the others go on waiting. An interrupt after the last thread arrived stays pending instead
     */
    @Override
    public int await(Duration timeout) throws InterruptedException {
        return await(true, Timeouts.pollingNanos(timeout));
    }

    private int await(boolean timed, long nanos) throws InterruptedException {
        if (lock.mine()) {
            throw new IllegalStateException("the action of " + this + " waits at its own barrier, which cannot end");
        }
        lock.acquire();
        try {
            Round mine = round;
            mine.failIfBroken(this);
            Arrival me = mine.arrive();
            if (mine.arrived() == parties) {
                runAction(mine);
                endRound(mine);
            } else {
                waitFor(mine, me, timed, nanos);
            }
            return me.index;
        } finally {
            lock.release();
        }
    }

    private void runAction(Round mine) {
        if (action == null) {
            return;
        }
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            if (!done) {
                breakRound(mine, Reason.ACTION_FAILED);
            }
        }
    }

    private void endRound(Round mine) {
        mine.failIfBroken(this);
        mine.passed = true;
        round = new Round();
        changed.signalAll();
    }

    private void waitFor(Round mine, Arrival me, boolean timed, long nanos) throws InterruptedException {
        long start = timed ? System.nanoTime() : 0;
        while (!mine.over()) {
            try {
                if (!timed) {
                    changed.await();
                } else if (!changed.signalledWithin(nanos - (System.nanoTime() - start)) && !mine.over()) {
                    breakRound(mine, Reason.TIMED_OUT);
                }
            } catch (InterruptedException interrupted) {
                if (!mine.over()) {
                    mine.withdraw(me);
                    throw interrupted;
                }
                java.lang.Thread.currentThread().interrupt();
            }
        }
        mine.failIfBroken(this);
    }

    private void breakRound(Round mine, Reason reason) {
        if (!mine.over()) {
            mine.broken = reason;
            changed.signalAll();
        }
    }

    /**
     * Sends the waiting threads away with a {@link BrokenBarrierException} and starts over; also makes a broken barrier
     * usable again. Waits for an action that is running.
     */
    @Override
    public void reset() {
        lock.acquireUninterruptibly();
        try {
            breakRound(round, Reason.RESET);
            round = new Round();
        } finally {
            lock.release();
        }
    }

    /**
     * Breaks the barrier: the waiting threads, and all who come before a {@link #reset}, get a
     * {@link BrokenBarrierException}. Waits for an action that is running.
     */
    @Override
    public void abort() {
        lock.acquireUninterruptibly();
        try {
            breakRound(round, Reason.ABORTED);
        } finally {
            lock.release();
        }
    }

    /**
     * How many threads meet.
     *
     * @return the number of threads in a round
     */
    @Override
    public int parties() {
        return parties;
    }

    /**
     * How many threads wait for the others now, Python's {@code n_waiting}.
     *
     * @return how many have arrived; zero while the barrier is broken
     */
    @Override
    public int nWaiting() {
        Round current = round;
        return current.over() ? 0 : current.arrived();
    }

    /**
     * Whether it is broken and needs a {@link #reset}, Python's {@code broken}.
     *
     * @return whether it is broken
     */
    @Override
    public boolean isBroken() {
        Reason reason = round.broken;
        return reason != null && reason != Reason.RESET;
    }

    /**
     * How many threads wait of how many, or that it is broken; a snapshot for a reader.
     *
     * @return such as {@code Barrier@1f[waiters 1/2]}
     */
    @Override
    public String toString() {
        return Labels.of(this, null) + (isBroken() ? "[broken]" : "[waiters " + nWaiting() + "/" + parties + "]");
    }

    /** One thread in one round. */
    private static final class Arrival {
        int index;

        Arrival(int index) {
            this.index = index;
        }
    }

    /** The threads that go through together, and how that ended. Changed with the lock held. */
    private static final class Round {
        private final List<Arrival> arrivals = new ArrayList<>(2);
        private volatile int arrived;
        private volatile boolean passed;
        private volatile @Nullable Reason broken;

        int arrived() {
            return arrived;
        }

        Arrival arrive() {
            var arrival = new Arrival(arrivals.size());
            arrivals.add(arrival);
            arrived = arrivals.size();
            return arrival;
        }

        /** Those who came later move up, so that the numbers stay without gaps. */
        void withdraw(Arrival leaver) {
            arrivals.remove(leaver.index);
            for (int i = leaver.index; i < arrivals.size(); i++) {
                arrivals.get(i).index = i;
            }
            arrived = arrivals.size();
        }

        boolean over() {
            return passed || broken != null;
        }

        void failIfBroken(Barrier barrier) {
            Reason reason = broken;
            if (reason != null) {
                throw new BrokenBarrierException(barrier.toString(), reason);
            }
        }
    }
}
