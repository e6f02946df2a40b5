package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static dev.krait.multiprocessing.Deaths.kill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.threading.BrokenBarrierException;
import dev.krait.threading.Held;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Semaphores, events, conditions and barriers between processes, some of which die. */
@Timeout(120)
class SharedWaitingAcrossTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Pool pool = new Pool(2);

    @AfterEach
    void endWorkers() throws Exception {
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    @Test
    void semaphore_permitsOfAKilledProcess_comeBackOnlyIfHeld() throws Exception {
        var semaphore = new Semaphore(5);
        long pid = pool.apply(() -> {
            Held first = semaphore.hold();
            Held second = semaphore.hold();
            semaphore.hold();
            second.close();
            semaphore.acquire();
            assertThat(first).isNotNull();
            return ProcessHandle.current().pid();
        });
        assertThat(semaphore.getValue()).isEqualTo(2);

        kill(pid);

        eventually().until(() -> semaphore.getValue() == 4);
    }

    @Test
    void semaphore_waiterOfThePermitsOfAKilledProcess_goesOn() throws Exception {
        var semaphore = new BoundedSemaphore(1);
        long pid = pool.apply(() -> {
            semaphore.hold();
            return ProcessHandle.current().pid();
        });
        var waiter = new FutureTask<>(() -> semaphore.acquire(LONG));
        new Thread(waiter).start();
        eventually().until(() -> semaphore.toString().contains("1 waiting"));

        kill(pid);

        assertThat(waiter.get()).isTrue();
        semaphore.release();
        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released too many times");
        Semaphore back = pool.apply(() -> semaphore);
        assertThat(back).isSameAs(semaphore);
        assertThat(pool.<String>apply(() -> ((Object) semaphore).getClass().getName()))
                .isEqualTo(BoundedSemaphore.class.getName());
    }

    @Test
    void semaphore_negative_isRefused() {
        assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundedSemaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void semaphore_moreHoldersThanAProcessCanHave_areRefusedAndChangeNothing() throws Exception {
        var semaphore = new Semaphore(70_000);
        var held = new ArrayDeque<Held>();
        while (held.size() < 65_535) {
            held.add(semaphore.hold());
        }

        assertThatThrownBy(semaphore::hold)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one process cannot hold more than 65535 permits");

        assertThat(semaphore.getValue()).isEqualTo(70_000 - 65_535);
        assertThat(semaphore.acquire(false)).isTrue();
        held.remove().close();
        held.add(semaphore.hold());
        held.forEach(Held::close);
        assertThat(semaphore.getValue()).isEqualTo(70_000 - 1);
    }

    @Test
    void event_setInAnotherProcess_wakesHere() throws Exception {
        var event = new Event();
        var answer = new Event();
        var other = pool.applyAsync(() -> {
            event.await();
            answer.set();
        });

        event.set();

        assertThat(answer.await(LONG)).isTrue();
        other.get();
    }

    @Test
    void condition_betweenProcesses_handsTurnsOver() throws Exception {
        var condition = new Condition();
        var mine = new Event();
        var other = pool.applyAsync(() -> {
            for (int i = 0; i < 50; i++) {
                try (var held = condition.hold()) {
                    assertThat(held.ownerDied()).isFalse();
                    condition.awaitFor(() -> mine.isSet());
                    mine.clear();
                    condition.signalAll();
                }
            }
        });

        for (int i = 0; i < 50; i++) {
            try (var held = condition.hold()) {
                assertThat(held).isNotNull();
                condition.awaitFor(() -> !mine.isSet());
                mine.set();
                condition.signalAll();
            }
        }
        other.get();
        assertThat(condition.locked()).isFalse();
    }

    @Test
    void signal_whoseReceiverIsKilledBeforeItHasTheLock_goesToTheNext() throws Exception {
        var condition = new Condition(new Lock());
        AsyncResult<Long> dying = pool.applyAsync(() -> {
            condition.acquire();
            condition.await();
            return 1L;
        });
        eventually().until(() -> condition.toString().endsWith(", 1 waiting]"));
        var next = new FutureTask<>(() -> {
            condition.acquire();
            boolean signalled = condition.await(LONG);
            condition.release();
            return signalled;
        });
        new Thread(next).start();
        eventually().until(() -> condition.toString().endsWith(", 2 waiting]"));

        condition.acquire();
        condition.signal();
        pool.terminate();
        pool.join(); // Only now is it sure that the receiver never gets the lock.
        assertThatThrownBy(dying::get).isInstanceOf(Exception.class);
        condition.release();

        assertThat(next.get()).isTrue();
    }

    @Test
    void barrier_betweenProcesses_letsAllThroughAndRunsItsActionOnce() throws Exception {
        var actions = new Semaphore(0);
        var barrier = new Barrier(3, () -> actions.release());
        AsyncResult<Integer> first = pool.applyAsync(() -> barrier.await());
        AsyncResult<Integer> second = pool.applyAsync(() -> barrier.await());

        int mine = barrier.await(LONG);

        assertThat(List.of(mine, first.get(), second.get())).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(actions.getValue()).isEqualTo(1);
    }

    @Test
    void barrier_atWhichAProcessIsKilled_breaksUntilReset() throws Exception {
        var barrier = new Barrier(3);
        var pids = new Event();
        var dying = pool.applyAsync(() -> {
            pids.set();
            barrier.await();
        });
        eventually().until(() -> barrier.nWaiting() == 1);
        var other = new FutureTask<>(() -> barrier.await(LONG));
        new Thread(other).start();
        eventually().until(() -> barrier.nWaiting() == 2);

        pool.terminate();

        assertThatThrownBy(other::get)
                .hasCauseInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("a process died");
        assertThatThrownBy(dying::get).isInstanceOf(Exception.class);
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.nWaiting()).isZero();
    }
}
