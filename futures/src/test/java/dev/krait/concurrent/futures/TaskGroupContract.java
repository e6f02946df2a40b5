package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How groups of tasks stand or fall together on every executor. */
interface TaskGroupContract extends ExecutorSource {
    @Test
    default void group_ofTasksThatSucceed_hasAllResultsAfterJoin() throws Exception {
        try (var executor = newExecutor(2);
                var group = new TaskGroup(executor)) {
            var four = group.submit(Tasks::square, 2);
            var nine = group.submit(Tasks::square, 3);
            group.join();
            assertThat(four.done() && nine.done()).isTrue();
            assertThat(four.result() + nine.result()).isEqualTo(13);
            assertThat(group.isStopped()).isFalse();
        }
    }

    @Test
    default void group_withoutTasks_joinsAtOnce() throws Exception {
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor)) {
            group.join();
            assertThat(group.isTerminated()).isFalse();
        }
    }

    @Test
    default void group_withAFailure_stopsTheOthersAndThrowsIt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(2)) {
            try (var group = new TaskGroup(executor)) {
                var running = group.submit(Gate::arriveAndWait, gate, "running");
                gate.awaitMark("running");
                var failing = group.submit(Tasks::failWithIo, 5);
                var queued = group.submit(Gate::arriveAndWait, gate, "queued");
                assertThatThrownBy(group::join)
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessage("no 5");
                assertThat(failing.exception()).isInstanceOf(IOException.class);
                assertThat(running.cancelled()).isTrue();
                assertThat(queued.cancelled()).isTrue();
                assertThat(group.isStopped()).isTrue();
            }
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
        }
    }

    @Test
    default void group_thatHasStopped_runsNothingMore(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor)) {
            var failing = group.submit(Tasks::failWithIo, 5);
            assertThatThrownBy(group::join).isInstanceOf(IOException.class);
            assertThat(failing.done()).isTrue();
            var late = group.submit(Gate::leaveMark, gate, "late");
            assertThat(late.cancelled()).isTrue();
            assertThatThrownBy(group::join).hasMessage("no 5");
            assertThat(gate.has("late")).isFalse();
        }
    }

    @Test
    default void group_whoseTimeIsUp_stopsAllAndThrowsTimeout(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            try (var group = new TaskGroup(executor, TaskOptionsContract.SHORT)) {
                var running = group.submit(Gate::arriveAndWait, gate, "running");
                var queued = group.submit(Gate::arriveAndWait, gate, "queued");
                assertThatThrownBy(group::join).isInstanceOf(TimeoutException.class);
                assertThat(running.cancelled()).isTrue();
                assertThat(queued.cancelled()).isTrue();
            }
            assertThat(executor.submit(Tasks::square, 2).result(Duration.ofSeconds(30)))
                    .isEqualTo(4);
        }
    }

    @Test
    default void group_idleWhenItsTimeIsUp_runsNothingMoreAndThrowsTimeoutForThat(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor, TaskOptionsContract.SHORT)) {
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(group::isStopped);
            var late = group.submit(Gate::leaveMark, gate, "late");
            assertThat(late.cancelled()).isTrue();
            assertThatThrownBy(group::join)
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("within its timeout of PT0.06S");
            assertThat(gate.has("late")).isFalse();
        }
    }

    @Test
    default void group_whoseTasksEndedBeforeItsTimeWasUp_isJoinedWithoutTimeout() throws Exception {
        // With more time, on a machine that is too busy to do the task in it.
        Duration limit = TaskOptionsContract.SHORT;
        boolean doneInTime = false;
        try (var executor = newExecutor(1)) {
            while (!doneInTime) {
                limit = limit.multipliedBy(3);
                try (var group = new TaskGroup(executor, limit)) {
                    var future = group.submit(Tasks::square, 2);
                    await().pollInSameThread().until(future::done);
                    await().pollInSameThread().until(() -> group.toString().contains("[0 tasks"));
                    doneInTime = !group.isStopped();
                    await().pollInSameThread().atMost(Duration.ofMinutes(2)).until(group::isStopped);
                    if (doneInTime) {
                        group.join();
                        assertThat(future.result()).isEqualTo(4);
                    }
                }
            }
        }
    }

    @Test
    default void group_inTime_isNotStoppedByItsTimeout() throws Exception {
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor, Duration.ofMinutes(5))) {
            var future = group.submit(Tasks::square, 2);
            group.join();
            assertThat(future.result()).isEqualTo(4);
        }
    }

    @Test
    default void group_closedWithoutJoin_stopsWhatIsLeft(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            Future<String> running;
            Future<String> queued;
            try (var group = new TaskGroup(executor)) {
                running = group.submit(Gate::arriveAndWait, gate, "running");
                queued = group.submit(Gate::arriveAndWait, gate, "queued");
                gate.awaitMark("running");
            }
            assertThat(running.cancelled()).isTrue();
            assertThat(queued.cancelled()).isTrue();
            assertThat(executor.submit(Tasks::square, 2).result(Duration.ofSeconds(30)))
                    .isEqualTo(4);
        }
    }

    @Test
    default void group_closed_refusesTasksAndLeavesTheExecutorOpen() throws Exception {
        try (var executor = newExecutor(1)) {
            var group = new TaskGroup(executor);
            group.close();
            group.close();
            assertThat(group.isTerminated()).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> group.submit(Tasks::square, 2));
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
        }
    }

    @Test
    default void group_ofAMap_standsOrFallsTogether() {
        try (var executor = newExecutor(2);
                var group = new TaskGroup(executor);
                var results = group.map(
                        Tasks::failOnOdd,
                        List.of(0, 2, 4, 5),
                        MapOptions.defaults().withChunkSize(2))) {
            assertThatThrownBy(group::join).hasMessage("odd: 5");
            assertThat(results.hasNext()).isTrue();
        }
    }

    @Test
    default void group_withOptions_keepsThemTogether(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor)) {
            var future = group.with(TaskOptions.defaults().withRetries(2)).submit(Gate::failUntil, gate, 3);
            group.join();
            assertThat(future.result()).isEqualTo(3);
        }
    }

    @Test
    default void group_overAViewWithOptions_keepsThem(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor.with(TaskOptions.defaults().withRetries(2)))) {
            var future = group.submit(Gate::failUntil, gate, 3);
            group.join();
            assertThat(future.result()).isEqualTo(3);
        }
    }

    @Test
    default void group_overAGroup_isJoinedByBoth() throws Exception {
        try (var executor = newExecutor(2);
                var outer = new TaskGroup(executor);
                var inner = new TaskGroup(outer)) {
            var four = inner.submit(Tasks::square, 2);
            var nine = outer.submit(Tasks::square, 3);
            inner.join();
            outer.join();
            assertThat(four.result() + nine.result()).isEqualTo(13);
        }
    }

    @Test
    default void group_overAGroupThatStops_isStoppedWithIt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(2);
                var outer = new TaskGroup(executor);
                var inner = new TaskGroup(outer)) {
            var running = inner.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var failing = outer.submit(Tasks::failWithIo, 5);
            assertThatThrownBy(outer::join).hasMessage("no 5");
            assertThat(failing.exception()).isInstanceOf(IOException.class);
            assertThat(running.cancelled()).isTrue();
            inner.join();
            var late = inner.submit(Tasks::square, 2);
            assertThat(late.cancelled()).isTrue();
        }
    }

    @Test
    default void group_joinInterrupted_leavesTheGroupAsItIs(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor)) {
            var running = group.submit(Gate::arriveAndWait, gate, "running");
            Thread.currentThread().interrupt();
            assertThatThrownBy(group::join).isInstanceOf(InterruptedException.class);
            assertThat(running.done()).isFalse();
            gate.open();
            group.join();
            assertThat(running.result()).isEqualTo("running");
        }
    }

    /** Has a callback of a future ask something that takes a while, and gives its answer. */
    private static <T> CompletableFuture<T> answerInACallback(Future<?> future, Callable<T> question) {
        var answer = new CompletableFuture<T>();
        future.addDoneCallback(done -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Test
    default void callbackOfATaskThatAFailureCancels_mayWaitForAnotherTask(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var group = new TaskGroup(executor)) {
            var failing = group.submit(Gate::arriveAndFail, gate, "failing");
            gate.awaitMark("failing");
            var answer = answerInACallback(
                    group.submit(Tasks::square, 2),
                    () -> executor.submit(Tasks::square, 3).result(Duration.ofSeconds(10)));
            gate.open();
            assertThatThrownBy(group::join).hasMessage("failing");
            assertThat(failing.done()).isTrue();
            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(9);
        }
    }

    @Test
    default void callbackOfATaskThatADeadlineCancels_mayWaitForAnotherDeadline(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var hurried = executor.with(TaskOptions.defaults().withTimeout(TaskOptionsContract.SHORT));
            try (var group =
                    new TaskGroup(executor.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(200))))) {
                var late = group.submit(Gate::arriveAndWait, gate, "late");
                var answer = answerInACallback(
                        group.submit(Tasks::square, 2),
                        () -> hurried.submit(Gate::arriveAndWait, gate, "hurried")
                                .exception(Duration.ofSeconds(10)));
                assertThatThrownBy(group::join).isInstanceOf(TimeoutException.class);
                assertThat(late.done()).isTrue();
                assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            } finally {
                gate.open();
            }
        }
    }
}
