package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.krait.threading.BrokenBarrierException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for a barrier, whatever kind of thread meets there. */
interface BarrierContract {
    Meeting create(int parties, @Nullable Runnable action, @Nullable Duration timeout);

    boolean virtual();

    private Meeting create(int parties) {
        return create(parties, null, null);
    }

    private Meeting create(int parties, Runnable action) {
        return create(parties, action, null);
    }

    private Meeting create(int parties, Duration timeout) {
        return create(parties, null, timeout);
    }

    /** A thread that has arrived and must be let through in the end; it notes its index. */
    private Thread arrived(Meeting barrier, List<Integer> indices) {
        int before = barrier.nWaiting();
        Thread thread = Runners.started(() -> indices.add(barrier.await()), virtual());
        Runners.eventually().until(() -> barrier.nWaiting() == before + 1 && Runners.isWaiting(thread));
        return thread;
    }

    /** A thread that has arrived and must be sent away. */
    private Thread arrivedInVain(Meeting barrier, Reason reason) {
        int before = barrier.nWaiting();
        Thread thread = Runners.started(() -> assertBroken(barrier, reason), virtual());
        Runners.eventually().until(() -> barrier.nWaiting() == before + 1 && Runners.isWaiting(thread));
        return thread;
    }

    private static void assertBroken(Meeting barrier, Reason reason) {
        assertThatThrownBy(barrier::await)
                .asInstanceOf(type(BrokenBarrierException.class))
                .extracting(BrokenBarrierException::reason)
                .isEqualTo(reason);
    }

    private static List<Integer> numbers() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    @Test
    default void parties_lessThanOne_areRefused() {
        assertThatThrownBy(() -> create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parties must be >= 1");
        assertThatThrownBy(() -> create(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void await_ofOneParty_returnsZeroAtOnce() throws Exception {
        var actions = new AtomicInteger();
        var barrier = create(1, actions::incrementAndGet);

        assertThat(barrier.await()).isZero();
        assertThat(barrier.await(Duration.ZERO)).isZero();

        assertThat(actions.get()).isEqualTo(2);
    }

    @Test
    default void await_returnsIndicesInOrderOfArrival() throws Exception {
        var barrier = create(3);
        var first = numbers();
        var second = numbers();
        Thread a = arrived(barrier, first);
        Thread b = arrived(barrier, second);
        assertThat(barrier.nWaiting()).isEqualTo(2);
        assertThat(barrier.parties()).isEqualTo(3);

        assertThat(barrier.await()).isEqualTo(2);
        Runners.join(a, b);

        assertThat(first).containsExactly(0);
        assertThat(second).containsExactly(1);
        assertThat(barrier.nWaiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    default void action_isRunByTheLastToArrive_beforeAnybodyGoesOn() throws Exception {
        var events = Collections.synchronizedList(new ArrayList<String>());
        var barrier = create(2, () -> {
            events.add("action by " + java.lang.Thread.currentThread().getId());
        });
        Thread other = Runners.waiting(
                () -> {
                    barrier.await();
                    events.add("on");
                },
                virtual());

        barrier.await();
        Runners.join(other);

        assertThat(events)
                .containsExactly("action by " + java.lang.Thread.currentThread().getId(), "on");
    }

    @Test
    default void barrier_canBeUsedRoundAfterRound() throws Exception {
        int rounds = 300;
        int[] shared = {0};
        var barrier = create(2, () -> shared[0]++);
        dev.krait.function.Action visitor = () -> {
            for (int i = 0; i < rounds; i++) {
                barrier.await();
                assertThat(shared[0]).isBetween(i + 1, i + 2);
            }
        };

        Runners.join(Runners.started(visitor, virtual()), Runners.started(visitor, virtual()));

        assertThat(shared[0]).isEqualTo(rounds);
    }

    @Test
    default void action_thatThrows_breaksTheBarrierAndThrowsInItsThread() throws Exception {
        var barrier = create(2, () -> {
            throw new IllegalArgumentException("action");
        });
        Thread other = arrivedInVain(barrier, Reason.ACTION_FAILED);

        assertThatThrownBy(barrier::await)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action");

        Runners.join(other);
        assertThat(barrier.isBroken()).isTrue();
        assertBroken(barrier, Reason.ACTION_FAILED);
    }

    @Test
    default void await_thatTimesOut_breaksTheBarrierForTheOthers() throws Exception {
        var barrier = create(3);
        Thread other = arrivedInVain(barrier, Reason.TIMED_OUT);

        assertThatThrownBy(() -> barrier.await(Runners.SHORT))
                .asInstanceOf(type(BrokenBarrierException.class))
                .extracting(BrokenBarrierException::reason)
                .isEqualTo(Reason.TIMED_OUT);

        Runners.join(other);
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.nWaiting()).isZero();
        assertBroken(barrier, Reason.TIMED_OUT);
    }

    @Test
    default void await_withZeroTimeout_breaksUnlessLast() throws Exception {
        var barrier = create(2);
        assertThatThrownBy(() -> barrier.await(Duration.ZERO)).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();

        barrier.reset();
        Thread other = arrived(barrier, numbers());
        assertThat(barrier.await(Duration.ZERO)).isEqualTo(1);
        Runners.join(other);
    }

    @Test
    default void timeoutOfTheConstructor_holdsForAwaitWithout_andGivesWayToItsArgument() throws Exception {
        var barrier = create(2, Runners.SHORT);
        assertBroken(barrier, Reason.TIMED_OUT);
        barrier.reset();

        var indices = numbers();
        Thread patient = Runners.waiting(() -> indices.add(barrier.await(Runners.LONG)), virtual());
        Runners.join(Runners.started(() -> new Event().await(Runners.SHORT.multipliedBy(3)), virtual()));
        assertThat(barrier.isBroken()).isFalse();
        indices.add(barrier.await());

        Runners.join(patient);
        assertThat(indices).containsExactlyInAnyOrder(0, 1);
        assertBroken(create(2, Duration.ZERO), Reason.TIMED_OUT);
        assertBroken(create(2, () -> {}, Runners.SHORT), Reason.TIMED_OUT);
    }

    @Test
    default void timeout_longerThanTheMaximum_isRefusedAndBreaksNothing() {
        Duration tooLong = Threading.TIMEOUT_MAX.plusNanos(1);
        var barrier = create(2);

        assertThatThrownBy(() -> barrier.await(tooLong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> create(2, tooLong)).isInstanceOf(IllegalArgumentException.class);

        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.nWaiting()).isZero();
    }

    @Test
    default void abort_failsCurrentAndLaterWaits_untilReset() throws Exception {
        var barrier = create(2);
        Thread waiter = arrivedInVain(barrier, Reason.ABORTED);

        barrier.abort();
        Runners.join(waiter);
        assertThat(barrier.isBroken()).isTrue();
        assertBroken(barrier, Reason.ABORTED);

        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        Thread next = arrived(barrier, numbers());
        assertThat(barrier.await()).isEqualTo(1);
        Runners.join(next);
    }

    @Test
    default void reset_sendsWaitersAway_butTheBarrierIsNotBroken() throws Exception {
        var barrier = create(3);
        Thread first = arrivedInVain(barrier, Reason.RESET);
        Thread second = arrivedInVain(barrier, Reason.RESET);

        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.nWaiting()).isZero();
        Runners.join(first, second);

        Thread third = arrived(barrier, numbers());
        Thread fourth = arrived(barrier, numbers());
        assertThat(barrier.await()).isEqualTo(2);
        Runners.join(third, fourth);
    }

    @Test
    default void abort_afterTheLastArrived_catchesNobody() throws Exception {
        var barrier = create(2);
        var indices = numbers();
        Thread waiter = arrived(barrier, indices);

        barrier.await();
        barrier.abort();

        Runners.join(waiter);
        assertThat(indices).containsExactly(0);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    default void interrupt_takesOneThreadOutOfTheRound_andTheOthersGoOnWaiting() throws Exception {
        var barrier = create(3);
        Runners.interruptEnds(barrier::await, virtual());
        assertThat(barrier.nWaiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();

        Thread leaver = Runners.waiting(
                () -> assertThatThrownBy(() -> barrier.await(Runners.LONG)).isInstanceOf(InterruptedException.class),
                virtual());
        var indices = numbers();
        Thread stayer = arrived(barrier, indices);
        leaver.interrupt();
        Runners.join(leaver);
        assertThat(barrier.nWaiting()).isEqualTo(1);
        Thread late = arrived(barrier, indices);
        indices.add(barrier.await());

        Runners.join(stayer, late);
        assertThat(indices).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    default void interrupt_pendingOnEntry_refusesTheArrival() throws Exception {
        var barrier = create(1);

        Runners.pendingInterruptRefuses(barrier::await, virtual());
        Runners.pendingInterruptRefuses(() -> barrier.await(Runners.LONG), virtual());

        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    default void interrupt_whileTheActionRuns_staysPendingAndTheThreadGoesThrough() throws Exception {
        var inAction = new Event();
        var goOn = new Event();
        var barrier = create(2, () -> {
            inAction.set();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        var pending = new ArrayList<Boolean>();
        Thread waiter = Runners.waiting(
                () -> {
                    barrier.await();
                    pending.add(java.lang.Thread.interrupted());
                },
                virtual());
        Thread last = Runners.started(barrier::await, virtual());
        inAction.await();

        waiter.interrupt();
        goOn.set();

        Runners.join(waiter, last);
        assertThat(pending).containsExactly(true);
    }

    @Test
    default void action_thatAbortsResetsOrWaits_isTakenAtItsWord() throws Exception {
        var self = new ArrayList<Meeting>();
        var aborting = create(1, () -> self.get(0).abort());
        self.add(aborting);
        assertBroken(aborting, Reason.ABORTED);

        self.set(0, create(1, () -> self.get(0).reset()));
        assertBroken(self.get(0), Reason.RESET);
        assertThat(self.get(0).isBroken()).isFalse();

        self.set(0, create(1, () -> {
            try {
                self.get(0).await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        assertThatThrownBy(self.get(0)::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its own barrier");
    }

    @Test
    default void toString_tellsTheWaitersOrThatItIsBroken() throws Exception {
        var barrier = create(2);
        Thread waiter = arrivedInVain(barrier, Reason.ABORTED);
        assertThat(barrier).asString().matches("Barrier@[0-9a-f]+\\[waiters 1/2]");

        barrier.abort();
        Runners.join(waiter);

        assertThat(barrier).asString().endsWith("[broken]");
    }

    @Test
    default void brokenBarrier_isAnIllegalState_andSaysWhatHelps() {
        var barrier = create(2);
        barrier.abort();

        assertThatThrownBy(barrier::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("abort() was called")
                .hasMessageContaining("reset()");
    }
}
