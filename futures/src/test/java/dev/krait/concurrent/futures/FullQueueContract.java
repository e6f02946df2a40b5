package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for who submits to an executor with one worker, who is busy, and one place in its queue, which is taken. */
interface FullQueueContract {
    Duration LONG = Duration.ofSeconds(60);

    Executor newExecutor(WhenFull whenFull);

    private static List<Future<String>> fill(Executor executor, Gate gate) {
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        gate.awaitMark("running");
        return List.of(running, executor.submit(Gate::leaveMark, gate, "queued"));
    }

    /** What becomes of a submission in a thread of its own. */
    record Submission(CompletableFuture<Future<Integer>> end) {
        /** One that waits for room. */
        static Submission blocked(Executor executor) {
            var submission = new Submission(new CompletableFuture<>());
            var submitter = new Thread(() -> {
                try {
                    submission.end.complete(executor.submit(Tasks::square, 3));
                } catch (RuntimeException e) {
                    submission.end.completeExceptionally(e);
                }
            });
            submitter.start();
            await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> submission.end.isDone() || submitter.getState() == Thread.State.WAITING);
            return submission;
        }

        Future<Integer> future() throws Exception {
            return end.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    default void blockedSubmitter_whenTheExecutorIsShutDown_isRefusedAtOnce(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.BLOCK)) {
            try {
                var taken = fill(executor, gate);
                var first = Submission.blocked(executor);
                var second = Submission.blocked(executor);
                executor.shutdown(false);
                for (var submission : List.of(first, second)) {
                    assertThatThrownBy(submission::future)
                            .hasCauseInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("cannot schedule new futures after shutdown");
                }
                gate.open();
                assertThat(Futures.await(taken, LONG).notDone()).isEmpty();
            } finally {
                gate.open();
            }
        }
    }

    @Test
    default void blockedSubmitter_whoseTaskRunsOutOfTime_getsAFutureThatSaysSo(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.BLOCK)) {
            try {
                var taken = fill(executor, gate);
                for (var options : List.of(
                        TaskOptions.defaults().withTimeout(TaskOptionsContract.SHORT),
                        TaskOptions.defaults()
                                .withQueueTimeout(TaskOptionsContract.SHORT)
                                .withRetries(1))) {
                    assertThat(Submission.blocked(executor.with(options))
                                    .future()
                                    .exception(LONG))
                            .isInstanceOf(TimeoutException.class);
                }
                gate.open();
                assertThat(Futures.await(taken, LONG).notDone()).isEmpty();
                assertThat(executor.submit(Tasks::square, 4).result(LONG)).isEqualTo(16);
            } finally {
                gate.open();
            }
        }
    }

    @Test
    default void blockedSubmitter_whoseGroupRunsOutOfTime_getsACancelledFuture(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.BLOCK)) {
            try {
                var taken = fill(executor, gate);
                var group = new TaskGroup(executor, TaskOptionsContract.SHORT);
                assertThat(Submission.blocked(group).future().cancelled()).isTrue();
                assertThatThrownBy(group::join).isInstanceOf(TimeoutException.class);
                group.close();
                assertThat(taken.get(1).done()).isFalse();
            } finally {
                gate.open();
            }
        }
    }

    @Test
    @Timeout(60)
    default void taskThatRunsInTheCaller_outOfTime_isStoppedThere(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.RUN_IN_CALLER)) {
            try {
                var taken = fill(executor, gate);
                for (var options : List.of(
                        TaskOptions.defaults().withTimeout(TaskOptionsContract.SHORT),
                        TaskOptions.defaults().withRunTimeout(TaskOptionsContract.SHORT),
                        TaskOptions.defaults().withProgressTimeout(TaskOptionsContract.SHORT))) {
                    var late = executor.with(options).submit(Gate::arriveAndWait, gate, "late");
                    assertThat(late.exception(LONG)).isInstanceOf(TimeoutException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }
                assertThat(gate.has("late-interrupted")).isTrue();
                assertThat(taken.get(1).done()).isFalse();
            } finally {
                gate.open();
            }
        }
    }

    @Test
    @Timeout(60)
    default void taskThatRunsInTheCaller_whoseGroupRunsOutOfTime_isStoppedThere(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.RUN_IN_CALLER)) {
            try {
                var taken = fill(executor, gate);
                try (var group = new TaskGroup(executor, TaskOptionsContract.SHORT)) {
                    assertThat(group.submit(Gate::arriveAndWait, gate, "late").cancelled())
                            .isTrue();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    assertThatThrownBy(group::join).isInstanceOf(TimeoutException.class);
                }
                assertThat(taken.get(1).done()).isFalse();
            } finally {
                gate.open();
            }
        }
    }

    @Test
    default void refusedTask_withADeadline_isOverForItsGroup(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.REJECT)) {
            try {
                var taken = fill(executor, gate);
                try (var group = new TaskGroup(executor)) {
                    var hurried = group.with(TaskOptions.defaults().withTimeout(LONG));
                    assertThatThrownBy(() -> hurried.submit(Tasks::square, 3))
                            .isInstanceOf(RejectedExecutionException.class);
                    group.join();
                }
                assertThat(taken.get(1).done()).isFalse();
            } finally {
                gate.open();
            }
        }
    }

    /** Calls of a service that run out of time while they submit two jobs. */
    interface Hasty {
        void call(ExecutorService service, List<ExecutorServiceContract.Job<String>> jobs) throws Exception;
    }

    private void runOutOfTime(Path folder, Hasty hasty) throws Exception {
        Gate gate = Gate.in(folder);
        for (var whenFull : List.of(WhenFull.BLOCK, WhenFull.RUN_IN_CALLER)) {
            try (var executor = newExecutor(whenFull)) {
                try {
                    var taken = fill(executor, gate);
                    ExecutorServiceContract.Job<String> job = () -> Gate.arriveAndWait(gate, "late");
                    hasty.call(executor.asExecutorService(), List.of(job, job));
                    assertThat(taken.get(1).done()).isFalse();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                } finally {
                    gate.open();
                }
            }
            gate.close();
        }
    }

    @Test
    @Timeout(30)
    default void invokeAll_outOfTimeWhileItSubmits_cancelsTheRest(@TempDir Path folder) throws Exception {
        runOutOfTime(
                folder,
                (service, jobs) -> assertThat(service.invokeAll(jobs, 50, TimeUnit.MILLISECONDS))
                        .hasSize(2)
                        .allMatch(java.util.concurrent.Future::isCancelled));
    }

    @Test
    @Timeout(30)
    default void invokeAny_outOfTimeWhileItSubmits_throwsTimeout(@TempDir Path folder) throws Exception {
        runOutOfTime(
                folder,
                (service, jobs) -> assertThatThrownBy(() -> service.invokeAny(jobs, 50, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class));
    }

    @Test
    @Timeout(60)
    default void map_outOfTimeWhileItWaitsForRoom_givesWhatIsThereAndThrowsTimeout(@TempDir Path folder)
            throws Exception {
        Gate gate = Gate.in(folder);
        var names = List.of("0", "1", "2", "3");
        var limit = MapOptions.defaults().withTimeout(Duration.ofSeconds(2));
        try (var executor = newExecutor(WhenFull.BLOCK)) {
            try (var results = executor.map(name -> Gate.arriveAndWait(gate, name), names, limit)) {
                gate.awaitMark("0");
                gate.open();
                executor.submit(Tasks::square, 2).result(); // Now those before it are done.
                assertThat(results.take()).isEqualTo("0");
                assertThat(results.take()).isEqualTo("1");
                assertThat(results.hasNext()).isTrue();
                assertThatThrownBy(results::take).isInstanceOf(TimeoutException.class);
                assertThat(results.hasNext()).isFalse();
            } finally {
                gate.open();
            }
            assertThat(gate.has("2")).isFalse();
        }
    }

    @Test
    @Timeout(60)
    default void map_outOfTimeInATaskThatRunsInTheCaller_stopsItAndThrowsTimeout(@TempDir Path folder)
            throws Exception {
        Gate gate = Gate.in(folder);
        var limit = MapOptions.defaults().withTimeout(TaskOptionsContract.SHORT);
        try (var executor = newExecutor(WhenFull.RUN_IN_CALLER)) {
            try {
                var taken = fill(executor, gate);
                try (var results = executor.map(name -> Gate.arriveAndWait(gate, name), List.of("0", "1"), limit)) {
                    assertThatThrownBy(results::take).isInstanceOf(TimeoutException.class);
                    assertThat(results.hasNext()).isFalse();
                }
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                assertThat(gate.has("1")).isFalse();
                assertThat(taken.get(1).done()).isFalse();
            } finally {
                gate.open();
            }
        }
    }

    @Test
    @Timeout(60)
    default void takeOfAMap_interruptedWhileItWaitsForRoom_losesNothing(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var ahead = MapOptions.defaults().withBufferSize(2);
        try (var executor = newExecutor(WhenFull.BLOCK);
                var results =
                        executor.map(name -> Gate.arriveAndWait(gate, name), List.of("0", "1", "2", "3"), ahead)) {
            try {
                gate.awaitMark("0");
                Thread.currentThread().interrupt();
                assertThatThrownBy(results::take).isInstanceOf(InterruptedException.class);
                gate.open();
                for (String name : List.of("0", "1", "2", "3")) {
                    assertThat(results.take()).isEqualTo(name);
                }
                assertThat(results.hasNext()).isFalse();
            } finally {
                gate.open();
            }
        }
    }
}
