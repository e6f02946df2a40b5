package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for an event, whatever kind of thread waits for it. */
interface EventContract {
    Flag create();

    boolean virtual();

    @Test
    default void event_isUnsetAtFirst_setAndClearChangeIt() {
        var event = create();
        assertThat(event.isSet()).isFalse();

        event.set();
        assertThat(event.isSet()).isTrue();
        event.set();
        assertThat(event.isSet()).isTrue();

        event.clear();
        assertThat(event.isSet()).isFalse();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    default void await_whenSet_returnsAtOnce() throws Exception {
        var event = create();
        event.set();

        event.await();
        assertThat(event.await(Duration.ZERO)).isTrue();
        assertThat(event.await(Duration.ofSeconds(-1))).isTrue();
    }

    @Test
    default void await_whenUnset_waitsForSet_andAllGoOn() throws Exception {
        var event = create();
        Thread first = Runners.waiting(event::await, virtual());
        Thread second =
                Runners.waiting(() -> assertThat(event.await(Runners.LONG)).isTrue(), virtual());
        Thread third = Runners.waiting(event::await, virtual());

        event.set();

        Runners.join(first, second, third);
    }

    @Test
    default void awaitWithTimeout_whenNobodySets_returnsFalse() throws Exception {
        var event = create();
        long start = System.nanoTime();

        assertThat(event.await(Runners.SHORT)).isFalse();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Runners.SHORT.toNanos());
        assertThat(event.await(Duration.ZERO)).isFalse();
        assertThat(event.await(Duration.ofNanos(-1))).isFalse();
    }

    @Test
    default void awaitWithTimeout_longerThanTheMaximum_isRefused() {
        assertThatThrownBy(() -> create().await(Threading.TIMEOUT_MAX.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void setFollowedByClear_stillWakesAllWhoWaited() throws Exception {
        for (int round = 0; round < 50; round++) {
            var event = create();
            List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
            Thread first = Runners.waiting(() -> answers.add(event.await(Runners.LONG)), virtual());
            Thread second = Runners.waiting(() -> answers.add(event.await(Runners.LONG)), virtual());

            event.set();
            event.clear();

            Runners.join(first, second);
            assertThat(answers).containsExactly(true, true);
            assertThat(event.isSet()).isFalse();
        }
    }

    @Test
    default void await_afterClear_waitsForTheNextSet() throws Exception {
        var event = create();
        event.set();
        event.clear();

        Thread waiter = Runners.waiting(event::await, virtual());
        assertThat(waiter.isAlive()).isTrue();

        event.set();
        Runners.join(waiter);
    }

    @Test
    default void interrupt_endsTheWaitAndLeavesTheEventAlone() throws Exception {
        var event = create();

        Runners.interruptEnds(event::await, virtual());
        Runners.interruptEnds(() -> event.await(Runners.LONG), virtual());
        Runners.pendingInterruptRefuses(event::await, virtual());
        Runners.pendingInterruptRefuses(() -> event.await(Runners.LONG), virtual());

        assertThat(event).asString().endsWith("[unset]");
        Thread waiter = Runners.waiting(event::await, virtual());
        event.set();
        Runners.join(waiter);
    }

    @Test
    default void toString_tellsTheFlagAndTheWaiters() throws Exception {
        var event = create();
        assertThat(event).asString().matches("Event@[0-9a-f]+\\[unset]");
        Thread waiter = Runners.waiting(event::await, virtual());

        assertThat(event).asString().endsWith("[unset, 1 waiting]");

        event.set();
        Runners.join(waiter);
        assertThat(event).asString().endsWith("[set]");
    }

    @Test
    default void whatHappenedBeforeSet_isSeenAfterTheWait() throws Exception {
        int[] plain = {0};
        var ping = create();
        var pong = create();
        Thread partner = Runners.started(
                () -> {
                    for (int i = 0; i < 1000; i++) {
                        ping.await();
                        ping.clear();
                        plain[0]++;
                        pong.set();
                    }
                },
                virtual());

        for (int i = 0; i < 1000; i++) {
            plain[0]++;
            ping.set();
            pong.await();
            pong.clear();
            assertThat(plain[0]).isEqualTo(2 * (i + 1));
        }
        Runners.join(partner);
    }
}
