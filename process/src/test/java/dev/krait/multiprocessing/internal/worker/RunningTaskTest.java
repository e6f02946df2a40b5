package dev.krait.multiprocessing.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunningTaskTest {
    private static final long SEED = 7;
    private static final int TASKS = 10_000;

    private final RunningTask running = new RunningTask();

    @Test
    void interrupt_ofTheRunningTask_hitsItAndEndsWithIt() {
        running.begin(3);
        running.interruptEvenEarly(3);

        assertThat(running.number()).isEqualTo(3);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        running.end();
        assertThat(running.number()).isEqualTo(-1);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interrupt_beforeTheTaskBegins_hitsThatTaskOnce() {
        running.interruptEvenEarly(5);

        running.begin(4);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        running.end();
        running.begin(5);
        assertThat(Thread.interrupted()).isTrue();
        running.end();
        running.begin(6);
        assertThat(Thread.interrupted()).isFalse();
        running.end();
    }

    @Test
    void interrupt_afterTheTaskHasEnded_hitsNobody() {
        running.begin(0);
        running.end();
        running.interruptEvenEarly(0);

        assertThat(Thread.interrupted()).isFalse();
        running.begin(1);
        assertThat(Thread.interrupted()).isFalse();
        running.end();
    }

    @Test
    void flagFromBetweenTwoTasks_isMeantForNone() {
        Thread.currentThread().interrupt();

        running.begin(0);
        assertThat(Thread.interrupted()).isFalse();
        running.end();
    }

    @Test
    void interrupts_atAnyInstant_hitExactlyTheTasksTheyAreFor() throws InterruptedException {
        var begun = new Semaphore(0);
        var failure = new AtomicReference<Throwable>();
        var worker = new AtomicReference<RunningTask>();
        // Every second task waits for its interrupt; those between must see none.
        var runner = new Thread(() -> {
            try {
                var its = new RunningTask();
                worker.set(its);
                for (long task = 0; task < TASKS; task++) {
                    begun.release();
                    its.begin(task);
                    if (task % 2 == 0) {
                        while (!Thread.interrupted()) {
                            LockSupport.park();
                        }
                    }
                    assertThat(Thread.currentThread().isInterrupted())
                            .as("task %d is interrupted", task)
                            .isFalse();
                    its.end();
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        runner.start();
        var random = new Random(SEED);
        long seen = 0;
        for (long task = 0; task < TASKS && runner.isAlive(); task += 2) {
            // Until it has begun, or the one before it, which ends by itself.
            long awaited = task + 1 - (task == 0 ? 0 : random.nextInt(2));
            assertThat(begun.tryAcquire((int) (awaited - seen), 30, TimeUnit.SECONDS))
                    .as("task %d begins, seed %d", awaited - 1, SEED)
                    .isTrue();
            seen = awaited;
            for (int i = random.nextInt(50); i > 0; i--) {
                Thread.onSpinWait();
            }
            worker.get().interruptEvenEarly(task);
        }
        runner.join(TimeUnit.SECONDS.toMillis(40));

        assertThat(failure.get()).isNull();
        assertThat(runner.isAlive())
                .as("a task waits for its interrupt, seed %d", SEED)
                .isFalse();
    }
}
