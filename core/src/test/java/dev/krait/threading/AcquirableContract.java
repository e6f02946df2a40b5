package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What everything that is acquired and released has in common, when one thread at a time may have it. */
interface AcquirableContract {
    Acquirable create();

    /** Whether the other threads of these tests are virtual. */
    boolean virtual();

    /** Whether a negative timeout counts as zero; otherwise it is refused. */
    boolean takesNegativeForZero();

    default Thread waiting(Action body) {
        return Runners.waiting(body, virtual());
    }

    default Thread started(Action body) {
        return Runners.started(body, virtual());
    }

    /** Whether another thread could acquire it now; if so, it has been given back. */
    default boolean free(Acquirable subject) throws Exception {
        var answer = new ArrayList<Boolean>();
        Runners.join(started(() -> {
            boolean got = subject.acquire(false);
            answer.add(got);
            if (got) {
                subject.release();
            }
        }));
        return answer.get(0);
    }

    @Test
    default void acquire_whenFree_keepsOthersOutUntilRelease() throws Exception {
        Acquirable subject = create();

        subject.acquire();
        boolean freeMeanwhile = free(subject);
        subject.release();

        assertThat(freeMeanwhile).isFalse();
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void acquire_whenHeld_waitsForRelease() throws Exception {
        Acquirable subject = create();
        var steps = new ArrayList<String>();
        subject.acquire();
        Thread waiter = waiting(() -> {
            subject.acquire();
            steps.add("acquired");
            subject.release();
        });

        steps.add("release");
        subject.release();
        Runners.join(waiter);

        assertThat(steps).containsExactly("release", "acquired");
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void acquireBlocking_whenHeld_waitsForReleaseAndReturnsTrue() throws Exception {
        Acquirable subject = create();
        subject.acquire();
        Thread waiter = waiting(() -> {
            assertThat(subject.acquire(true)).isTrue();
            subject.release();
        });

        subject.release();

        Runners.join(waiter);
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void acquireNonBlocking_tellsWhetherItGotIt() throws Exception {
        Acquirable subject = create();

        assertThat(subject.acquire(false)).isTrue();
        Runners.join(started(() -> assertThat(subject.acquire(false)).isFalse()));
        subject.release();
    }

    @Test
    default void acquireNonBlocking_withPendingInterrupt_worksAndKeepsIt() throws Exception {
        Acquirable subject = create();

        Runners.join(started(() -> {
            java.lang.Thread.currentThread().interrupt();
            assertThat(subject.acquire(false)).isTrue();
            assertThat(java.lang.Thread.interrupted()).isTrue();
            subject.release();
        }));
    }

    @Test
    default void acquireWithZeroTimeout_polls() throws Exception {
        Acquirable subject = create();

        assertThat(subject.acquire(Duration.ZERO)).isTrue();
        Runners.join(started(() -> assertThat(subject.acquire(Duration.ZERO)).isFalse()));
        subject.release();
    }

    @Test
    default void acquireWithTimeout_whenHeld_waitsThatLongAndReturnsFalse() throws Exception {
        Acquirable subject = create();
        subject.acquire();

        Runners.join(started(() -> {
            long start = System.nanoTime();
            assertThat(subject.acquire(Runners.SHORT)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Runners.SHORT.toNanos());
        }));

        subject.release();
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void acquireWithTimeout_whenReleasedInTime_returnsTrue() throws Exception {
        Acquirable subject = create();
        subject.acquire();
        Thread waiter = waiting(() -> {
            assertThat(subject.acquire(Runners.LONG)).isTrue();
            subject.release();
        });

        subject.release();

        Runners.join(waiter);
    }

    @Test
    default void acquireWithTimeout_negative_isRefusedOrPolls() throws Exception {
        Acquirable subject = create();
        Duration negative = Duration.ofNanos(-1);

        if (takesNegativeForZero()) {
            assertThat(subject.acquire(negative)).isTrue();
            Runners.join(started(() -> assertThat(subject.acquire(negative)).isFalse()));
            subject.release();
        } else {
            assertThatThrownBy(() -> subject.acquire(negative))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("negative");
            assertThat(free(subject)).isTrue();
        }
    }

    @Test
    default void acquireWithTimeout_longerThanTheMaximum_isRefusedAndAcquiresNothing() throws Exception {
        Acquirable subject = create();

        assertThatThrownBy(() -> subject.acquire(Threading.TIMEOUT_MAX.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than the longest wait");

        assertThat(free(subject)).isTrue();
        assertThat(subject.acquire(Threading.TIMEOUT_MAX)).isTrue();
        subject.release();
    }

    @Test
    default void release_whenSeveralWait_letsExactlyOneProceed() throws Exception {
        Acquirable subject = create();
        var through = new AtomicInteger();
        var goOn = new Event();
        subject.acquire();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(waiting(() -> {
                subject.acquire();
                through.incrementAndGet();
                goOn.await();
                subject.release();
            }));
        }

        subject.release();
        Runners.eventually().until(() -> through.get() > 0);
        Runners.eventually().until(() -> waiters.stream().allMatch(Runners::isWaiting));

        assertThat(through.get()).isEqualTo(1);
        goOn.set();
        Runners.join(waiters.toArray(new Thread[0]));
        assertThat(through.get()).isEqualTo(3);
    }

    @Test
    default void interrupt_whileAcquiring_acquiresNothing() throws Exception {
        Acquirable subject = create();
        subject.acquire();

        Runners.interruptEnds(subject::acquire, virtual());
        Runners.interruptEnds(() -> subject.acquire(true), virtual());
        Runners.interruptEnds(() -> subject.acquire(Runners.LONG), virtual());
        Runners.interruptEnds(() -> subject.hold().close(), virtual());
        Runners.interruptEnds(() -> subject.run(() -> {}), virtual());
        Runners.interruptEnds(() -> subject.call(() -> 1), virtual());

        assertThat(free(subject)).isFalse();
        subject.release();
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void interrupt_pendingOnEntry_acquiresNothing() throws Exception {
        Acquirable subject = create();

        Runners.pendingInterruptRefuses(subject::acquire, virtual());
        Runners.pendingInterruptRefuses(() -> subject.acquire(true), virtual());
        Runners.pendingInterruptRefuses(() -> subject.acquire(Runners.LONG), virtual());
        Runners.pendingInterruptRefuses(() -> subject.hold().close(), virtual());

        assertThat(free(subject)).isTrue();
    }

    @Test
    default void interruptedWaiter_doesNotTakeTheTurnOfTheNext() throws Exception {
        Acquirable subject = create();
        subject.acquire();
        Thread first = waiting(() -> assertThatThrownBy(subject::acquire).isInstanceOf(InterruptedException.class));
        Thread second = waiting(() -> {
            subject.acquire();
            subject.release();
        });

        first.interrupt();
        Runners.join(first);
        subject.release();

        Runners.join(second);
    }

    @Test
    default void hold_releasesAtTheEndOfTheBlock_alsoWhenItThrows() throws Exception {
        Acquirable subject = create();

        try (var held = subject.hold()) {
            assertThat(held.toString()).startsWith("Held[");
            assertThat(free(subject)).isFalse();
        }
        assertThat(free(subject)).isTrue();

        assertThatThrownBy(() -> {
                    try (var held = subject.hold()) {
                        throw new IOException("inside " + held);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void held_closedTwice_releasesOnce() throws Exception {
        Acquirable subject = create();
        Held held = subject.hold();
        held.close();
        subject.acquire();

        held.close();

        assertThat(free(subject)).isFalse();
        subject.release();
    }

    @Test
    default void run_holdsDuringTheBody_andReleasesHoweverItEnds() throws Exception {
        Acquirable subject = create();
        var ran = new ArrayList<Boolean>();

        subject.run(() -> {
            try {
                ran.add(free(subject));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(ran).containsExactly(false);
        assertThat(free(subject)).isTrue();

        assertThatThrownBy(() -> subject.run(() -> {
                    throw new IOException("body");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("body");
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void call_returnsTheBodysResult_andReleasesHoweverItEnds() throws Exception {
        Acquirable subject = create();

        String result = subject.call(() -> "result");
        assertThat(result).isEqualTo("result");
        assertThat(free(subject)).isTrue();

        assertThatThrownBy(() -> subject.call(() -> {
                    throw new IllegalArgumentException("body");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(free(subject)).isTrue();
    }

    @Test
    default void counterUnderIt_losesNoIncrement() throws Exception {
        Acquirable subject = create();
        int[] counter = {0};
        Action work = () -> {
            for (int i = 0; i < 2000; i++) {
                try (var held = subject.hold()) {
                    assertThat(held).isNotNull();
                    counter[0]++;
                }
            }
        };

        Runners.join(started(work), started(work), started(work));

        assertThat(counter[0]).isEqualTo(6000);
    }

    @Test
    default void toString_tellsHowManyWait() throws Exception {
        Acquirable subject = create();
        assertThat(subject.toString()).doesNotContain("2 waiting");
        subject.acquire();
        Thread first = waiting(() -> subject.run(() -> {}));
        Thread second = waiting(() -> subject.run(() -> {}));

        // Where the waiting is done in another process, that knows of it a moment later.
        Runners.eventually().until(() -> subject.toString().contains("2 waiting]"));

        subject.release();
        Runners.join(first, second);
        assertThat(subject.toString()).doesNotContain("2 waiting");
    }
}
