package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody chooses whom to let through, signal or wake, and comes late: the wait is over and its place another one's, as
 * when its process died and was mended, or gave it up.
 */
@Timeout(120)
class LateDecisionsTest {
    private static final long DECIDED = 2;

    private final Arena arena = Arena.current();
    private final Waiters waiters = arena.waiters();
    private final SharedLock lock = SharedLock.create();
    private final SharedCondition condition = SharedCondition.create(lock.handle());
    private final SharedCondition another = SharedCondition.create(lock.handle());
    private final SharedCondition.Guard guard = SharedCondition.guard(lock);

    /** Two places: that of whoever is chosen first, and the next one. */
    private Cell first;

    private Cell second;

    @BeforeEach
    void takePlaces() throws Exception {
        first = waiters.cells().take(null);
        second = waiters.cells().take(null);
    }

    @AfterEach
    void givePlacesBack() {
        FaultPoint.on(null);
        waiters.leave(first, false);
        waiters.leave(second, false);
    }

    private void bothWaitFor(int object) {
        waiters.enter(first, object, Turns.WAITING);
        waiters.enter(second, object, Turns.WAITING);
    }

    private void signal() throws InterruptedException {
        lock.acquire(null);
        try {
            condition.signal(guard, 1);
        } finally {
            lock.release();
        }
    }

    private static int at(SharedCondition of) {
        return of.handle().at();
    }

    private static void onceAt(String point, Runnable action) {
        var done = new AtomicBoolean();
        FaultPoint.on(reached -> {
            if (reached.equals(point) && done.compareAndSet(false, true)) {
                action.run();
            }
        });
    }

    /** The place of the one that is chosen goes to a wait for something else. */
    private void reuseFirst(int object, long state) {
        endFirst();
        waiters.enter(first, object, state);
    }

    /** As its thread, or whoever mends, would. */
    private void endFirst() {
        waiters.turns().end(first);
        arena.memory().set(first.at + Layout.CELL_ASLEEP, 0);
    }

    private boolean isWaiting(Cell cell) {
        return waiters.turns().state(cell) == Turns.WAITING;
    }

    private int number(Cell cell) {
        return waiters.turns().value(cell);
    }

    @Test
    void barrier_thatChoseAWaitWhosePlaceIsAnothersBefore_letsNobodyElseThrough() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        bothWaitFor(barrier.handle().at());
        onceAt("waiter-chosen", () -> reuseFirst(at(another), Turns.WAITING));

        int last = barrier.await(() -> {}, null);

        assertThat(isWaiting(first)).as("who waits for something else").isTrue();
        assertThat(isWaiting(second)).isFalse();
        assertThat(number(second)).isZero();
        assertThat(last).isEqualTo(1);
    }

    @Test
    void barrier_thatChoseAWaitWhosePlaceIsAtAnotherBarrierBefore_leavesItsNumberAlone() throws Exception {
        SharedBarrier late = SharedBarrier.create(2);
        SharedBarrier early = SharedBarrier.create(3);
        waiters.enter(first, late.handle().at(), Turns.WAITING);
        var numbers = new FutureTask<>(() -> {
            waiters.enter(second, early.handle().at(), Turns.WAITING);
            reuseFirst(early.handle().at(), Turns.WAITING);
            return early.await(() -> {}, null);
        });
        onceAt("waiter-chosen", numbers);

        late.await(() -> {}, null);

        assertThat(numbers.get()).isEqualTo(2);
        assertThat(number(second)).isZero();
        assertThat(number(first)).isEqualTo(1);
    }

    @Test
    void barrier_thatBreaksAndChoseAWaitWhosePlaceIsAnothersBefore_sendsNobodyElseAway() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        bothWaitFor(barrier.handle().at());
        onceAt("waiter-chosen", () -> reuseFirst(at(another), Turns.WAITING));

        barrier.abort();

        assertThat(isWaiting(first)).as("who waits for something else").isTrue();
        assertThat(isWaiting(second)).isFalse();
    }

    @Test
    void barrier_thatIsResetWhileSomebodyBreaksIt_keepsWhoComesThen() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        waiters.enter(first, barrier.handle().at(), Turns.WAITING);
        onceAt("barrier-broken", () -> {
            barrier.reset();
            waiters.enter(second, barrier.handle().at(), Turns.WAITING);
        });

        barrier.abort();

        assertThat(isWaiting(first)).isFalse();
        assertThat(isWaiting(second)).as("who came after the reset").isTrue();
        assertThat(barrier.broken()).isZero();
    }

    @Test
    void barrier_thatIsResetWhileADeadProcessIsMended_keepsWhoComesThen() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        int at = barrier.handle().at();
        waiters.enter(first, at, Turns.WAITING);
        onceAt("barrier-broken", () -> {
            barrier.reset();
            waiters.enter(second, at, Turns.WAITING);
        });

        int slot = Processes.slotOf(arena.memory().get(first.at + Layout.CELL_OWNER));
        SharedBarrier.mend(waiters, arena.memory(), at, slot);

        assertThat(isWaiting(first)).isFalse();
        assertThat(isWaiting(second)).as("who came after the reset").isTrue();
    }

    @Test
    void barrier_thatIsMendedInTheMiddleOfAReset_keepsWhoComesThen() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        int at = barrier.handle().at();
        waiters.enter(first, at, Turns.WAITING);
        int slot = Processes.slotOf(arena.memory().get(first.at + Layout.CELL_OWNER));
        var mending = new CountDownLatch(1);
        var reset = new CountDownLatch(1);
        var mender = new FutureTask<>(() -> SharedBarrier.mend(waiters, arena.memory(), at, slot), null);
        Thread resetter = Thread.currentThread();
        FaultPoint.on(reached -> {
            if (reached.equals("waiter-chosen") && Thread.currentThread() == resetter && mending.getCount() > 0) {
                new Thread(mender).start();
                pass(mending);
            } else if (reached.equals("barrier-broken")) {
                mending.countDown();
                pass(reset);
            }
        });

        barrier.reset();
        waiters.enter(second, at, Turns.WAITING);
        reset.countDown();
        mender.get();

        assertThat(barrier.broken()).isZero();
        assertThat(isWaiting(first)).isFalse();
        assertThat(isWaiting(second)).as("who came after the reset").isTrue();
    }

    @Test
    void barrier_whoseRoundPassesAfterAll_isNotBrokenByWhoseTimeWasOver() throws Exception {
        long timeout = TimeUnit.MILLISECONDS.toNanos(250);
        while (!lateAtAPassingBarrier(Deadline.after(timeout), thread -> {})) {
            timeout *= 2; // It was over before the last had arrived.
        }
    }

    @Test
    void barrier_whoseRoundPassesAfterAll_isNotBrokenByWhoWasInterrupted() throws Exception {
        assertThat(lateAtAPassingBarrier(null, Thread::interrupt)).isTrue();
    }

    /**
     * The last to arrive is held up while it lets the others through, until the one whose time is over wants to break it.
     *
     * @return false if that came before the last
     */
    private static boolean lateAtAPassingBarrier(@Nullable Deadline deadline, Consumer<Thread> whilePassing)
            throws Exception {
        SharedBarrier barrier = SharedBarrier.create(2);
        var late = new FutureTask<>(() -> barrier.await(() -> {}, deadline));
        var thread = new Thread(late);
        var breaking = new CountDownLatch(1);
        FaultPoint.on(reached -> {
            if (reached.equals("barrier-tripping")) {
                whilePassing.accept(thread);
                pass(breaking);
            } else if (reached.equals("barrier-breaking")) {
                breaking.countDown();
            }
        });
        thread.start();
        await().until(() -> barrier.waiting() == 1 || late.isDone());
        int last;
        try {
            last = late.isDone() ? -1 : barrier.await(() -> {}, null);
        } catch (SharedBarrier.Broken tooLate) {
            last = -1;
        }
        if (last < 0) {
            assertThatThrownBy(late::get).hasCauseInstanceOf(SharedBarrier.Broken.class);
            return false;
        }
        assertThat(last).isEqualTo(1);
        assertThat(late.get()).isZero();
        assertThat(barrier.broken()).isZero();
        return true;
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this", e);
        }
    }

    @Test
    void barrier_whoseResetWasNotFinished_isWholeForTheNextToCome() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(1);
        onceAt("barrier-resetting", () -> {
            throw new IllegalStateException("as if it were killed");
        });
        assertThatThrownBy(barrier::reset).hasMessageContaining("killed");

        assertThat(barrier.broken()).isZero();
        assertThat(barrier.await(() -> {}, null)).isZero();
    }

    @Test
    void signal_whoseReceiverIsGoneAndItsPlaceAnothers_goesToTheNext() throws Exception {
        bothWaitFor(at(condition));
        onceAt("waiter-chosen", () -> reuseFirst(at(another), Turns.WAITING));
        signal();

        assertThat(isWaiting(first)).as("who waits for something else").isTrue();
        assertThat(isWaiting(second)).as("who waited for the signal").isFalse();
    }

    @Test
    void signal_whoseReceiverWaitsAnewForTheSame_goesToWhoWaitsLongest() throws Exception {
        bothWaitFor(at(condition));
        onceAt("waiter-chosen", () -> reuseFirst(at(condition), Turns.WAITING));
        signal();

        assertThat(isWaiting(first)).as("who came after it").isTrue();
        assertThat(isWaiting(second)).isFalse();
    }

    @Test
    void signal_whoseReceiverTimesOutAtThatInstant_goesToTheNext() throws Exception {
        bothWaitFor(at(condition));
        onceAt("waiter-chosen", () -> waiters.turns().change(first, 3));
        signal();

        assertThat(waiters.turns().state(first)).isEqualTo(3);
        assertThat(waiters.turns().state(second)).isEqualTo(DECIDED);
    }

    @Test
    void wake_whoseSleeperIsGoneAndItsPlaceAnothers_goesToTheNext() throws Exception {
        bothWaitFor(lock.handle().at());
        waiters.announce(first);
        waiters.announce(second);
        onceAt("sleeper-chosen", () -> {
            reuseFirst(at(another), 0);
            waiters.announce(first);
        });

        waiters.wakeOne(lock.handle().at());

        assertThat(waiters.isAsleep(first)).as("who sleeps for something else").isTrue();
        assertThat(waiters.isAsleep(second)).isFalse();
    }

    @Test
    void wakeAtRelease_ofAWaitThatIsOver_wakesNobodyElse() throws Exception {
        SharedRLock reentrant = SharedRLock.create();
        SharedCondition over = SharedCondition.create(reentrant.handle());
        bothWaitFor(at(over));
        waiters.announce(first);
        reentrant.acquire();
        over.signal(SharedCondition.guard(reentrant), 1);
        reuseFirst(at(another), Turns.WAITING);
        waiters.announce(first);

        reentrant.release();

        assertThat(waiters.isAsleep(first)).isTrue();
    }

    @Test
    void count_ofWhoWaits_neverTakesAPlaceThatGoesFromOneObjectToAnotherForBoth() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        waiters.enter(first, at(another), Turns.WAITING);
        waiters.enter(second, barrier.handle().at(), Turns.WAITING);
        onceAt("turn-read", () -> reuseFirst(barrier.handle().at(), DECIDED));

        assertThat(barrier.waiting()).isEqualTo(1);
        assertThat(waiters.turns().state(first)).isEqualTo(DECIDED);
    }
}
