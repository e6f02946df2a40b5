package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private final CountDownLatch gate = new CountDownLatch(1);

    private static ThreadPoolExecutor bounded(int workers, int capacity, WhenFull whenFull) {
        return new ThreadPoolExecutor(workers, ThreadPoolOptions.defaults().withQueueCapacity(capacity, whenFull));
    }

    private void awaitGate() throws InterruptedException {
        gate.await();
    }

    @Test
    void queueCapacity_belowOne_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ThreadPoolOptions.defaults().withQueueCapacity(0, WhenFull.BLOCK));
    }

    @Test
    void fullQueue_thatRejects_throws() throws Exception {
        try (var executor = bounded(1, 2, WhenFull.REJECT)) {
            var taken = List.of(
                    executor.submit(() -> awaitGate()),
                    executor.submit(() -> awaitGate()),
                    executor.submit(() -> awaitGate()));
            assertThatThrownBy(() -> executor.submit(() -> awaitGate()))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("full with 2 tasks");
            gate.countDown();
            assertThat(Futures.await(taken).notDone()).isEmpty();
            executor.submit(() -> awaitGate()).result();
        }
    }

    @Test
    void fullQueue_thatRunsInTheCaller_doesSo() throws Exception {
        try (var executor = bounded(1, 1, WhenFull.RUN_IN_CALLER)) {
            var first = executor.submit(() -> awaitGate());
            var second = executor.submit(Thread::currentThread);
            var third = executor.submit(Thread::currentThread);
            assertThat(third.done()).isTrue();
            assertThat(third.result()).isSameAs(Thread.currentThread());
            gate.countDown();
            assertThat(second.result()).isNotSameAs(Thread.currentThread());
            assertThat(first.result()).isNull();
        }
    }

    @Test
    void fullQueue_thatBlocks_letsTheSubmitterWaitForRoom() throws Exception {
        try (var executor = bounded(1, 1, WhenFull.BLOCK);
                var submitter = new ThreadPoolExecutor(1)) {
            var accepted = new ArrayList<Future<?>>();
            accepted.add(executor.submit(() -> awaitGate()));
            accepted.add(executor.submit(() -> awaitGate()));
            var blocked = awaitBlocked(submitter, executor);
            gate.countDown();
            assertThat(blocked.result()).isEqualTo(4);
            assertThat(Futures.await(accepted).notDone()).isEmpty();
        }
    }

    /** A submission that is blocked in another thread. */
    private static Future<Integer> awaitBlocked(Executor submitter, Executor executor) {
        var thread = new AtomicReference<Thread>();
        var blocked = submitter.submit(() -> {
            thread.set(Thread.currentThread());
            return executor.submit(Tasks::square, 2).result();
        });
        await().pollInSameThread()
                .until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
        return blocked;
    }

    @Test
    void blockedSubmitter_whenShutDown_isRefused() throws Exception {
        try (var executor = bounded(1, 1, WhenFull.BLOCK);
                var submitters = new ThreadPoolExecutor(2)) {
            var first = executor.submit(() -> awaitGate());
            var second = executor.submit(() -> awaitGate());
            var blocked = awaitBlocked(submitters, executor);
            var blockedToo = awaitBlocked(submitters, executor);
            executor.shutdown(false);
            assertThat(blocked.exception()).isInstanceOf(IllegalStateException.class);
            assertThat(blockedToo.exception()).isInstanceOf(IllegalStateException.class);
            gate.countDown();
            assertThat(first.result()).isNull();
            assertThat(second.result()).isNull();
        }
    }

    @Test
    void blockedSubmitter_interrupted_isRejectedAndKeepsTheFlag() throws Exception {
        try (var executor = bounded(1, 1, WhenFull.BLOCK)) {
            var first = executor.submit(() -> awaitGate());
            var second = executor.submit(() -> awaitGate());
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> executor.submit(() -> awaitGate()))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            gate.countDown();
            assertThat(first.result()).isNull();
            assertThat(second.result()).isNull();
        }
    }

    @Test
    void ownWorker_goesBeyondTheBoundInsteadOfBlockingForEver() throws Exception {
        try (var executor = bounded(1, 1, WhenFull.BLOCK)) {
            var futures = executor.submit(() -> {
                        var inner = new ArrayList<Future<Integer>>();
                        for (int i = 0; i < 10; i++) {
                            inner.add(executor.submit(Tasks::square, i));
                        }
                        return inner;
                    })
                    .result();
            assertThat(futures.get(9).result()).isEqualTo(81);
            var first = executor.submit(() -> awaitGate());
            var second = executor.submit(() -> awaitGate());
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> executor.submit(() -> awaitGate()))
                    .as("the bound holds as before")
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(Thread.interrupted()).isTrue();
            gate.countDown();
            assertThat(Futures.await(List.of(first, second)).notDone()).isEmpty();
        }
    }

    @Test
    void cancelledTask_thatWaits_givesItsPlaceBackAtOnce() throws Exception {
        try (var executor = bounded(1, 2, WhenFull.REJECT)) {
            var running = executor.submit(() -> awaitGate());
            var cancelled =
                    executor.with(TaskOptions.defaults().withPriority(1)).submit(() -> awaitGate());
            var cancelledToo = executor.submit(() -> awaitGate());
            assertThat(cancelled.cancel()).isTrue();
            assertThat(cancelledToo.cancel(true)).isTrue();
            var next = executor.submit(Tasks::square, 3);
            var last = executor.submit(Tasks::square, 4);
            assertThat(executor.queuedTasks()).isEqualTo(2);
            assertThatThrownBy(() -> executor.submit(() -> awaitGate()))
                    .as("the bound holds as before")
                    .isInstanceOf(RejectedExecutionException.class);
            gate.countDown();
            assertThat(running.result()).isNull();
            assertThat(next.result()).isEqualTo(9);
            assertThat(last.result()).isEqualTo(16);
        }
    }

    @Test
    void taskWhoseTimeIsUp_beforeItBegins_letsTheNextSubmitterIn() throws Exception {
        try (var executor = bounded(1, 1, WhenFull.BLOCK);
                var submitter = new ThreadPoolExecutor(1)) {
            var running = executor.submit(() -> awaitGate());
            var hasty = executor.with(TaskOptions.defaults().withQueueTimeout(Duration.ofMillis(200)));
            var late = hasty.submit(() -> awaitGate());
            var next = submitter.submit(() -> executor.submit(Tasks::square, 3).result());
            assertThat(late.exception()).isInstanceOf(TimeoutException.class);
            await().pollInSameThread().until(() -> executor.queuedTasks() == 1);
            gate.countDown();
            assertThat(running.result()).isNull();
            assertThat(next.result()).isEqualTo(9);
        }
    }

    @Test
    void tasksCancelledWhileWorkersTakeThem_giveEachPlaceBackOnce() throws Exception {
        int capacity = 4;
        try (var executor = bounded(2, capacity, WhenFull.BLOCK)) {
            for (int i = 0; i < 20_000; i++) {
                Future<Integer> task = executor.submit(Tasks::square, i);
                assertThat(task.cancel() || task.running() || task.done()).isTrue();
            }
            var blockers = new ArrayList<Future<?>>();
            blockers.add(executor.submit(() -> awaitGate()));
            blockers.add(executor.submit(() -> awaitGate()));
            await().pollInSameThread().until(() -> blockers.stream().allMatch(Future::running));
            Thread.currentThread().interrupt(); // Now a submission that would have to wait is refused.
            for (int i = 0; i < capacity; i++) {
                blockers.add(executor.submit(() -> awaitGate()));
            }
            assertThatThrownBy(() -> executor.submit(() -> awaitGate())).isInstanceOf(RejectedExecutionException.class);
            assertThat(Thread.interrupted()).isTrue();
            gate.countDown();
            assertThat(Futures.await(blockers).notDone()).isEmpty();
        }
    }
}
