package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds for a condition over any lock. */
interface ConditionContract {
    Signalling create();

    boolean virtual();

    /** Whether threads that were signalled together get the lock in the order in which they waited. */
    default boolean inTurn() {
        return true;
    }

    private void assertWoken(List<Integer> woken, Integer... numbers) {
        if (inTurn()) {
            assertThat(woken).containsExactly(numbers);
        } else {
            assertThat(woken).containsExactlyInAnyOrder(numbers);
        }
    }

    /** A thread that is inside a wait and will note its number when it goes on. */
    private Thread waiter(Signalling condition, List<Integer> woken, int number) {
        Thread thread = Runners.started(
                () -> condition.run(() -> {
                    int before = woken.size();
                    condition.await();
                    assertThat(woken.size()).isGreaterThanOrEqualTo(before);
                    woken.add(number);
                }),
                virtual());
        Runners.eventually().until(() -> condition.toString().contains(", " + number + " waiting]"));
        Runners.eventually().until(() -> !condition.locked() && Runners.isWaiting(thread));
        return thread;
    }

    @Test
    default void await_withoutTheLock_isRefused() {
        Signalling condition = create();

        assertThatThrownBy(condition::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot wait on un-acquired lock");
        assertThatThrownBy(() -> condition.await(Runners.SHORT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> condition.awaitFor(() -> false)).isInstanceOf(IllegalStateException.class);
        assertThat(condition.toString()).endsWith(", 0 waiting]");
    }

    @Test
    default void signal_withoutTheLock_isRefused() throws Exception {
        Signalling condition = create();

        assertThatThrownBy(condition::signal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot signal on un-acquired lock");
        assertThatThrownBy(() -> condition.signal(2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void awaitAndSignal_whileAnotherThreadHolds_areRefused() throws Exception {
        Signalling condition = create();
        condition.acquire();

        Runners.join(Runners.started(
                () -> {
                    assertThatThrownBy(condition::await).isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalStateException.class);
                },
                virtual()));

        assertThat(condition.locked()).isTrue();
        condition.release();
    }

    @Test
    default void await_releasesTheLockMeanwhile_andHoldsItAfterwards() throws Exception {
        Signalling condition = create();
        var holds = new ArrayList<Boolean>();
        Thread waiter = Runners.waiting(
                () -> condition.run(() -> {
                    condition.await();
                    holds.add(condition.locked());
                }),
                virtual());
        Runners.eventually().until(() -> !condition.locked());

        condition.run(condition::signal);
        Runners.join(waiter);

        assertThat(holds).containsExactly(true);
        assertThat(condition.locked()).isFalse();
    }

    @Test
    default void awaitWithTimeout_tellsWhetherASignalCame() throws Exception {
        Signalling condition = create();

        condition.run(() -> {
            assertThat(condition.await(Runners.SHORT)).isFalse();
            assertThat(condition.locked()).isTrue();
        });

        var signalled = new ArrayList<Boolean>();
        Thread waiter =
                Runners.waiting(() -> condition.run(() -> signalled.add(condition.await(Runners.LONG))), virtual());
        Runners.eventually().until(() -> !condition.locked());
        condition.run(condition::signal);
        Runners.join(waiter);
        assertThat(signalled).containsExactly(true);
    }

    @Test
    default void awaitWithZeroOrNegativeTimeout_givesTheLockAwayForAMoment() throws Exception {
        Signalling condition = create();
        var entered = new AtomicInteger();
        condition.acquire();
        Thread other = Runners.waiting(() -> condition.run(entered::incrementAndGet), virtual());

        while (entered.get() == 0) {
            assertThat(condition.await(Duration.ZERO)).isFalse();
            assertThat(condition.await(Duration.ofSeconds(-1))).isFalse();
        }

        assertThat(condition.locked()).isTrue();
        condition.release();
        Runners.join(other);
    }

    @Test
    default void awaitWithTimeout_longerThanTheMaximum_isRefusedWhileTheLockStaysHeld() throws Exception {
        Signalling condition = create();
        Duration tooLong = Threading.TIMEOUT_MAX.plusNanos(1);

        condition.acquire();
        assertThatThrownBy(() -> condition.await(tooLong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> condition.awaitFor(() -> true, tooLong)).isInstanceOf(IllegalArgumentException.class);

        assertThat(condition.locked()).isTrue();
        condition.release();
    }

    @Test
    default void signal_wakesTheLongestWaitingFirst_oneOrAsManyAsAsked() throws Exception {
        Signalling condition = create();
        List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
        var waiters = new ArrayList<Thread>();
        for (int i = 1; i <= 6; i++) {
            waiters.add(waiter(condition, woken, i));
        }

        condition.run(condition::signal);
        Runners.join(waiters.get(0));
        assertThat(woken).containsExactly(1);

        condition.run(() -> condition.signal(3));
        Runners.join(waiters.get(1), waiters.get(2), waiters.get(3));
        assertWoken(woken, 1, 2, 3, 4);
        assertThat(condition.toString()).endsWith(", 2 waiting]");

        condition.run(condition::signalAll);
        Runners.join(waiters.get(4), waiters.get(5));
        assertWoken(woken, 1, 2, 3, 4, 5, 6);
    }

    @Test
    default void signal_ofNoneOrFewer_wakesNobody() throws Exception {
        Signalling condition = create();
        List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
        Thread waiter = waiter(condition, woken, 1);

        condition.run(() -> {
            condition.signal(0);
            condition.signal(-1);
        });
        condition.run(() -> {
            // A woken thread would be through by now: it would have queued for the lock before this block did.
            assertThat(condition.await(Runners.SHORT)).isFalse();
        });

        assertThat(woken).isEmpty();
        assertThat(Runners.isWaiting(waiter)).isTrue();
        condition.run(() -> condition.signal(5));
        Runners.join(waiter);
    }

    @Test
    default void signalledThread_goesOnOnlyAfterTheSignallerReleased() throws Exception {
        Signalling condition = create();
        List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
        Thread waiter = waiter(condition, woken, 1);

        condition.acquire();
        condition.signal();
        Runners.eventually().until(() -> Runners.isWaiting(waiter));
        assertThat(woken).isEmpty();
        condition.release();

        Runners.join(waiter);
        assertThat(woken).containsExactly(1);
    }

    @Test
    default void signal_withNobodyWaiting_isNotKeptForLater() throws Exception {
        Signalling condition = create();

        condition.run(() -> {
            condition.signal();
            condition.signalAll();
            assertThat(condition.await(Runners.SHORT)).isFalse();
        });
    }

    @Test
    default void interrupt_whileWaiting_leavesTheLockHeldAndUsesUpNoSignal() throws Exception {
        Signalling condition = create();
        var woken = new ArrayList<Integer>();
        Thread first = Runners.waiting(
                () -> condition.run(() -> {
                    assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
                    assertThat(condition.locked()).isTrue();
                }),
                virtual());
        Runners.eventually().until(() -> !condition.locked());
        Thread second = Runners.waiting(
                () -> condition.run(() -> {
                    condition.await();
                    woken.add(2);
                }),
                virtual());
        Runners.eventually().until(() -> !condition.locked());

        condition.acquire();
        first.interrupt();
        // Its wait is over once it queues for the lock; a signal must then go to the second.
        Runners.eventually().until(() -> condition.toString().contains(", 1 waiting], 2 waiting]"));
        condition.signal();
        condition.release();

        Runners.join(first, second);
        assertThat(woken).containsExactly(2);
        assertThat(condition.toString()).endsWith(", 0 waiting]");
    }

    @Test
    default void interrupt_whileWaitingWithTimeout_endsTheWait() throws Exception {
        Signalling condition = create();

        Runners.interruptEnds(() -> condition.run(() -> condition.await(Runners.LONG)), virtual());
        Runners.interruptEnds(() -> condition.run(() -> condition.awaitFor(() -> false)), virtual());
        Runners.interruptEnds(() -> condition.run(() -> condition.awaitFor(() -> false, Runners.LONG)), virtual());

        assertThat(condition.locked()).isFalse();
    }

    @Test
    default void interrupt_afterTheSignal_staysPending() throws Exception {
        Signalling condition = create();
        var pending = new ArrayList<Boolean>();
        Thread waiter = Runners.waiting(
                () -> {
                    condition.run(condition::await);
                    pending.add(java.lang.Thread.interrupted());
                },
                virtual());
        Runners.eventually().until(() -> !condition.locked());

        condition.acquire();
        condition.signal();
        waiter.interrupt();
        condition.release();

        Runners.join(waiter);
        assertThat(pending).containsExactly(true);
    }

    @Test
    default void awaitFor_whenAlreadyTrue_needsNoLockAndAsksOnce() throws Exception {
        Signalling condition = create();
        var asked = new AtomicInteger();

        condition.awaitFor(() -> asked.incrementAndGet() > 0);
        assertThat(condition.awaitFor(() -> asked.incrementAndGet() > 0, Runners.LONG))
                .isTrue();

        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    default void awaitFor_asksAfterEachSignal_untilItIsTrue() throws Exception {
        Signalling condition = create();
        var state = new AtomicInteger();
        var answers = new ArrayList<Integer>();
        Thread waiter = Runners.waiting(
                () -> condition.run(() -> condition.awaitFor(() -> {
                    answers.add(state.get());
                    return state.get() == 3;
                })),
                virtual());
        Runners.eventually().until(() -> !condition.locked());

        for (int i = 1; i <= 3; i++) {
            int next = i;
            condition.run(() -> {
                state.set(next);
                condition.signal();
            });
            Runners.eventually().until(() -> {
                try (var held = condition.hold()) {
                    assertThat(held).isNotNull();
                    return answers.size() > next;
                }
            });
        }

        Runners.join(waiter);
        assertThat(answers).containsExactly(0, 1, 2, 3);
    }

    @Test
    default void awaitForWithTimeout_returnsTheLastAnswer_andCountsTheWholeCall() throws Exception {
        Signalling condition = create();
        var stop = new Event();
        Thread nuisance = Runners.started(
                () -> {
                    while (!stop.isSet()) {
                        condition.run(condition::signalAll);
                    }
                },
                virtual());

        long start = System.nanoTime();
        boolean answer = condition.call(() -> condition.awaitFor(() -> false, Duration.ofMillis(50)));
        long waited = System.nanoTime() - start;
        stop.set();
        Runners.join(nuisance);

        assertThat(answer).isFalse();
        assertThat(waited).isBetween(Duration.ofMillis(50).toNanos(), Runners.LONG.toNanos());
    }

    @Test
    default void awaitForWithZeroTimeout_asksTwice() throws Exception {
        Signalling condition = create();
        var asked = new AtomicInteger();

        boolean answer = condition.call(() -> condition.awaitFor(
                () -> {
                    asked.incrementAndGet();
                    return false;
                },
                Duration.ZERO));
        boolean second =
                condition.call(() -> condition.awaitFor(() -> asked.incrementAndGet() == 4, Duration.ofSeconds(-1)));

        assertThat(answer).isFalse();
        assertThat(second).isTrue();
        assertThat(asked.get()).isEqualTo(4);
    }
}
