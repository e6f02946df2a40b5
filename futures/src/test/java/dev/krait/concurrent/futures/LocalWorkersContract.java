package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds for every executor whose tasks run in this JVM: they may use the executor themselves. */
interface LocalWorkersContract extends ExecutorSource {
    @Test
    default void submit_fromInsideTasks_runsTheseToo() throws Exception {
        for (int workers = 1; workers <= 2; workers++) {
            try (var executor = newExecutor(workers)) {
                var left = new CountDownLatch((1 << 11) - 1);
                Future<Integer> root = executor.submit(() -> grow(executor, left, 10));
                assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(root.result()).isEqualTo(10);
            }
        }
    }

    private static int grow(Executor executor, CountDownLatch left, int depth) {
        if (depth > 0) {
            var one = executor.submit(() -> grow(executor, left, depth - 1));
            var two = executor.submit(() -> grow(executor, left, depth - 1));
            assertThat(one).isNotSameAs(two);
        }
        left.countDown();
        return depth;
    }

    @Test
    default void submit_hundredThousandTasksFromOneTask_runsThemAll() throws Exception {
        int tasks = 100_000;
        var left = new CountDownLatch(tasks);
        try (var executor = newExecutor(1)) {
            Future<Integer> submitter = executor.submit(() -> {
                int submitted = 0;
                while (submitted < tasks) {
                    if (!executor.submit(left::countDown).cancelled()) {
                        submitted++;
                    }
                }
                return submitted;
            });
            assertThat(submitter.result(Duration.ofSeconds(60))).isEqualTo(tasks);
        }
        assertThat(left.getCount()).isZero();
    }

    @Test
    default void join_ofItsOwnGroupByATask_isRefused() throws Exception {
        try (var executor = newExecutor(2);
                var outer = new TaskGroup(executor);
                var inner = new TaskGroup(outer)) {
            for (TaskGroup own : List.of(inner, outer)) {
                var joining = inner.submit(() -> {
                    try {
                        own.join();
                        return "joined";
                    } catch (IllegalStateException e) {
                        return String.valueOf(e.getMessage());
                    }
                });
                assertThat(joining.result(Duration.ofSeconds(30))).startsWith("a task cannot join its own group");
            }
            inner.join();
            outer.join();
        }
    }

    @Test
    default void join_ofAnotherGroupByATask_waits() throws Exception {
        try (var executor = newExecutor(2);
                var group = new TaskGroup(executor);
                var other = new TaskGroup(executor)) {
            var joining = group.submit(() -> {
                var four = other.submit(Tasks::square, 2);
                other.join();
                return four.result();
            });
            assertThat(joining.result(Duration.ofSeconds(30))).isEqualTo(4);
        }
    }

    @Test
    default void shutdownAndClose_fromATask_doNotWaitForThemselves() throws Exception {
        try (var executor = newExecutor(2)) {
            var shutDown = executor.submit(() -> {
                executor.shutdown();
                executor.close();
                return executor.isShutdown();
            });
            assertThat(shutDown.result(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    default void shutdownCancellingFutures_fromATask_cancelsWhatIsBehindIt() throws Exception {
        var behind = new ArrayList<Future<Integer>>();
        var allBehind = new CountDownLatch(1);
        try (var executor = newExecutor(1)) {
            var ending = executor.submit(() -> {
                allBehind.await();
                executor.shutdown(true, true);
                return executor.isShutdown();
            });
            for (int i = 0; i < 10; i++) {
                behind.add(executor.submit(Tasks::square, i));
            }
            allBehind.countDown();
            assertThat(ending.result(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(behind).allMatch(Future::cancelled);
    }

    @Test
    default void submit_fromATaskAfterTheShutdown_isRefused() throws Exception {
        var closed = new CountDownLatch(1);
        try (var executor = newExecutor(1)) {
            var late = executor.submit(() -> {
                closed.await();
                return executor.submit(Tasks::square, 2).result();
            });
            executor.shutdown(false);
            closed.countDown();
            assertThat(late.exception(Duration.ofSeconds(60)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot schedule new futures after shutdown");
        }
    }

    @Test
    default void shutdownNow_rightAfterASubmission_stopsThatTaskToo() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (var executor = newExecutor(1)) {
                var never = new CountDownLatch(1);
                if (i % 2 == 1) {
                    executor.submit(Tasks::square, 1).result(); // Now a worker is there.
                }
                var stopped = executor.submit(() -> never.await());
                executor.asExecutorService().shutdownNow();
                try {
                    assertThat(executor.awaitTermination(Duration.ofSeconds(20)))
                            .isTrue();
                    assertThat(stopped.cancelled()).isTrue();
                } finally {
                    never.countDown();
                }
            }
        }
    }
}
