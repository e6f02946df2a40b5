package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimerTest {
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void timer_callsOnceAfterItsInterval_andIsFinished() throws Exception {
        var timer = new Timer(Runners.SHORT, calls::incrementAndGet);
        assertThat(timer.finished().isSet()).isFalse();
        long start = System.nanoTime();

        timer.start();
        Runners.join(timer);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Runners.SHORT.toNanos());
        assertThat(calls.get()).isEqualTo(1);
        assertThat(timer.finished().isSet()).isTrue();
        assertThat(timer.interval()).isEqualTo(Runners.SHORT);
    }

    @Test
    void timer_withZeroOrNegativeInterval_callsAtOnce() throws Exception {
        for (Duration interval : new Duration[] {Duration.ZERO, Duration.ofSeconds(-5)}) {
            var timer = new Timer(interval, calls::incrementAndGet);
            timer.start();
            Runners.join(timer);
        }

        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    void cancel_beforeTheCall_preventsItAndEndsTheThread() throws Exception {
        var timer = new Timer(Runners.LONG, calls::incrementAndGet);
        timer.start();

        timer.cancel();
        timer.cancel();

        Runners.join(timer);
        assertThat(calls.get()).isZero();
        assertThat(timer.finished().isSet()).isTrue();
    }

    @Test
    void cancel_beforeTheStart_preventsTheCall() throws Exception {
        var timer = new Timer(Duration.ZERO, calls::incrementAndGet);

        timer.cancel();
        timer.start();

        Runners.join(timer);
        assertThat(calls.get()).isZero();
    }

    @Test
    void cancel_afterTheCall_isHarmless() throws Exception {
        var timer = new Timer(Duration.ZERO, calls::incrementAndGet);
        timer.start();
        Runners.join(timer);

        timer.cancel();

        assertThat(calls.get()).isEqualTo(1);
        assertThat(timer.finished().isSet()).isTrue();
    }

    @Test
    void function_thatThrows_stillFinishesTheTimer() throws Exception {
        try (var quiet = new QuietHook()) {
            var timer = new Timer(Duration.ZERO, () -> {
                throw new IOException("function");
            });
            timer.start();

            assertThatThrownBy(timer::joinOrThrow).isInstanceOf(IOException.class);
            assertThat(timer.finished().isSet()).isTrue();
            assertThat(quiet.told()).hasSize(1);
        }
    }

    @Test
    void interrupt_endsTheTimerWithoutTheCall() throws Exception {
        try (var quiet = new QuietHook()) {
            var timer = new Timer(Runners.LONG, calls::incrementAndGet);
            timer.start();
            Runners.eventually().until(() -> Runners.isWaiting(timer));

            timer.interrupt();

            assertThatThrownBy(timer::joinOrThrow).isInstanceOf(InterruptedException.class);
            assertThat(calls.get()).isZero();
            assertThat(timer.finished().isSet()).isTrue();
            assertThat(quiet.told()).hasSize(1);
        }
    }

    @Test
    void timer_isAThreadWithItsOwnNameAndOptions() throws Exception {
        var plain = new Timer(Duration.ZERO, calls::incrementAndGet);
        var daemon = new Timer(
                Duration.ZERO,
                calls::incrementAndGet,
                ThreadOptions.defaults().withName("reminder").withDaemon(true));

        assertThat(plain.getName()).matches("Thread-\\d+");
        assertThat(plain.isDaemon()).isEqualTo(java.lang.Thread.currentThread().isDaemon());
        assertThat(daemon).hasToString("Timer[reminder, initial, daemon]");
    }

    @Test
    void interval_longerThanTheMaximum_isRefusedByTheConstructor() {
        assertThatThrownBy(() -> new Timer(Threading.TIMEOUT_MAX.plusNanos(1), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subclass_mayOverrideRun_asARepeatingTimer() throws Exception {
        var thrice = new Event();
        var repeating =
                new Timer(Duration.ofMillis(1), () -> {
                    if (calls.incrementAndGet() == 3) {
                        thrice.set();
                    }
                }) {
                    @Override
                    public void run() throws Exception {
                        while (!finished().await(interval())) {
                            calls.incrementAndGet();
                            if (calls.get() >= 3) {
                                thrice.set();
                            }
                        }
                    }
                };

        repeating.start();
        thrice.await();
        repeating.cancel();

        Runners.join(repeating);
        assertThat(calls.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void subclass_thatOverridesRun_canCallTheFunction_andShowsAsATimer() throws Exception {
        var timer = new Timer(Runners.LONG, calls::incrementAndGet) {
            @Override
            public void run() throws Exception {
                function().run();
                function().run();
            }
        };
        assertThat(timer).asString().startsWith("Timer[Thread-");

        timer.start();
        Runners.join(timer);

        assertThat(calls.get()).isEqualTo(2);
    }
}
