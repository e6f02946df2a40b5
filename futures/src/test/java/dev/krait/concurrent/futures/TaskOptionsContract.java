package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.krait.multiprocessing.OverdueTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How every executor treats deadlines, retries, priorities and context. */
interface TaskOptionsContract extends ExecutorSource {
    /** A deadline that is meant to pass. */
    Duration SHORT = Duration.ofMillis(60);

    @Test
    default void priority_decidesWhichQueuedTaskIsNext(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var first = executor.submit(Gate::arriveAndWait, gate, "first");
            gate.awaitMark("first");
            var low = executor.with(TaskOptions.defaults().withPriority(-1));
            var high = executor.with(TaskOptions.defaults().withPriority(2));
            var futures = List.of(
                    low.submit(Gate::writeLine, gate, "low"),
                    executor.submit(Gate::writeLine, gate, "normal"),
                    high.submit(Gate::writeLine, gate, "high"),
                    executor.submit(Gate::writeLine, gate, "normal too"),
                    high.submit(Gate::writeLine, gate, "high too"));
            gate.open();
            Futures.await(futures);
            assertThat(first.result()).isEqualTo("first");
            assertThat(gate.lines()).containsExactly("high", "high too", "normal", "normal too", "low");
        }
    }

    @Test
    default void retries_runTheTaskAgainUntilItSucceeds(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(3));
            assertThat(patient.submit(Gate::failUntil, gate, 3).result()).isEqualTo(3);
            assertThat(gate.lines()).hasSize(3);
        }
    }

    @Test
    default void retries_usedUp_giveTheLastFailure(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(2).withRetryDelay(Duration.ofMillis(1)));
            assertThatThrownBy(patient.submit(Gate::failUntil, gate, 9)::result)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("run 3")
                    .satisfies(last -> assertThat(earlierRuns(last)).containsExactly("run 1", "run 2"));
            assertThat(gate.lines()).hasSize(3);
        }
    }

    @Test
    default void failuresOfManyRuns_areNotAllKept(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var stubborn = executor.with(TaskOptions.defaults().withRetries(150));
            assertThatThrownBy(stubborn.submit(Gate::failUntil, gate, Integer.MAX_VALUE)::result)
                    .hasMessage("run 151")
                    .satisfies(last -> assertThat(earlierRuns(last))
                            .hasSize(100)
                            .startsWith("run 51")
                            .endsWith("run 150"));
        }
    }

    private static List<String> earlierRuns(Throwable last) {
        return Stream.of(last.getSuppressed())
                .filter(IOException.class::isInstance)
                .map(Throwable::getMessage)
                .toList();
    }

    @Test
    default void timeout_afterAFailedRun_tellsOfThatToo(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            // Whatever the machine is busy with, the first run is over some day, and all the time is over after that.
            Duration limit = SHORT;
            List<String> told = List.of();
            while (told.isEmpty()) {
                limit = limit.multipliedBy(3);
                var patient = executor.with(
                        TaskOptions.defaults().withTimeout(limit).withRetries(1).withRetryDelay(Duration.ofHours(1)));
                var future = patient.submit(Gate::failUntil, gate, Integer.MAX_VALUE);
                var late = catchThrowableOfType(TimeoutException.class, () -> future.result(Duration.ofMinutes(2)));
                assertThat(late).hasMessageContaining("within its timeout of " + limit);
                told = earlierRuns(late);
            }
            assertThat(told).hasSize(1).first().asString().startsWith("run ");
        }
    }

    @Test
    default void retries_ofAFailureNotWorthIt_areNotMade(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var choosy = executor.with(
                    TaskOptions.defaults().withRetries(5).withRetryOn(IllegalStateException.class::isInstance));
            assertThatThrownBy(choosy.submit(Gate::failUntil, gate, 9)::result).hasMessage("run 1");
            assertThat(gate.lines()).hasSize(1);
        }
    }

    @Test
    default void predicateThatThrows_leavesTheFailureAsItIs(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var faulty = executor.with(TaskOptions.defaults().withRetries(5).withRetryOn(failure -> {
                throw new AssertionError("the predicate's own");
            }));
            var future = faulty.submit(Gate::failUntil, gate, 9);
            assertThatThrownBy(() -> future.result(Duration.ofSeconds(30))).hasMessage("run 1");
        }
    }

    @Test
    default void retries_areMadeAlsoWhenTheExecutorIsClosed(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        Future<Integer> future;
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(5).withRetryDelay(Duration.ofMillis(5)));
            future = patient.submit(Gate::failUntil, gate, 4);
        }
        assertThat(future.done()).isTrue();
        assertThat(future.result()).isEqualTo(4);
    }

    @Test
    default void taskThatWaitsForItsRetry_canBeCancelled(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults()
                    .withRetries(5)
                    .withRetryDelay(Duration.ofHours(1))
                    .withRetryOn(failure -> {
                        gate.mark("asked");
                        return true;
                    }));
            var future = patient.submit(Gate::failUntil, gate, 9);
            gate.awaitMark("asked");
            assertThat(future.cancel(true)).isTrue();
        }
        assertThat(gate.lines()).hasSize(1);
    }

    @Test
    default void groupThatIsClosed_waitsForNoRetry(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            try (var group = new TaskGroup(executor)) {
                var patient = group.with(TaskOptions.defaults()
                        .withRetries(5)
                        .withRetryDelay(Duration.ofHours(1))
                        .withRetryOn(failure -> {
                            gate.mark("asked");
                            return true;
                        }));
                var future = patient.submit(Gate::failUntil, gate, 9);
                gate.awaitMark("asked");
                assertThat(future.done()).isFalse();
            }
            assertThat(gate.lines()).hasSize(1);
        }
    }

    @Test
    default void actionOnTimeout_getsTheTaskThatIsStopped(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var told = new CompletableFuture<OverdueTask>();
            var watched =
                    executor.with(TaskOptions.defaults().withRunTimeout(SHORT).withOnTimeout(task -> {
                        told.complete(task);
                        throw new IllegalStateException("what it throws does no harm");
                    }));
            // More than one where the time of a run begins with its sending and the worker is slow to begin it.
            await().pollInSameThread().atMost(Duration.ofSeconds(60)).until(() -> {
                var late = watched.submit(Gate::arriveAndWait, gate, "late");
                assertThatThrownBy(() -> late.result(Duration.ofSeconds(30)))
                        .isExactlyInstanceOf(TimeoutException.class);
                return told.isDone();
            });
            OverdueTask task = told.get();
            assertThat(task.description()).startsWith("a call of ").contains("late");
            assertThat(task.reason()).isEqualTo("ran longer than its run timeout of PT0.06S and was stopped");
            assertThat(task.pid()).isPositive();
            assertThat(executor.submit(Tasks::square, 3).result(Duration.ofSeconds(30)))
                    .isEqualTo(9);
        }
    }

    @Test
    default void runTimeout_stopsTheTaskAndLeavesTheWorker(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var hasty = executor.with(TaskOptions.defaults().withRunTimeout(SHORT));
            var future = hasty.submit(Gate::arriveAndWait, gate, "slow");
            assertThatThrownBy(() -> future.result(Duration.ofSeconds(30)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("a call of a lambda of " + TaskOptionsContract.class.getName()
                            + " ran longer than its run timeout of PT0.06S and was stopped");
            assertThat(executor.submit(Tasks::square, 3).result(Duration.ofSeconds(30)))
                    .isEqualTo(9);
        }
    }

    /** A task: takes its time and fails, but for the last run. */
    static int failSlowlyUntil(Gate gate, int run, long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return Gate.failUntil(gate, run);
    }

    @Test
    default void runTimeout_ofATaskWithRetries_countsForEachRun(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            assertThat(executor.submit(Tasks::square, 3).result()).isEqualTo(9); // Its worker is there.
            Duration limit = Duration.ofMillis(1500);
            var patient =
                    executor.with(TaskOptions.defaults().withRunTimeout(limit).withRetries(3));
            long some = limit.dividedBy(3).toNanos();
            assertThat(patient.submit(TaskOptionsContract::failSlowlyUntil, gate, 4, some)
                            .result(Duration.ofSeconds(60)))
                    .isEqualTo(4);
        }
    }

    @Test
    default void runTimeout_doesNotCountThePauseBeforeARetry(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults()
                    .withRunTimeout(Duration.ofMillis(1500))
                    .withRetries(1)
                    .withRetryDelay(Duration.ofMillis(2500)));
            assertThat(patient.submit(Gate::failUntil, gate, 2).result(Duration.ofSeconds(30)))
                    .isEqualTo(2);
        }
    }

    @Test
    default void runTimeout_ofALaterRun_stopsThatRunAndTellsOfTheEarlierOne(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            assertThat(executor.submit(Tasks::square, 3).result()).isEqualTo(9); // Its worker is there.
            var patient = executor.with(TaskOptions.defaults()
                    .withRunTimeout(Duration.ofMillis(1500))
                    .withRetries(1));
            var future = patient.submit(TaskOptionsContract::failOnceThenWait, gate);
            var late = catchThrowableOfType(TimeoutException.class, () -> future.result(Duration.ofSeconds(30)));
            assertThat(late).hasMessageContaining("ran longer than its run timeout of PT1.5S");
            assertThat(earlierRuns(late)).containsExactly("run 1");
            assertThat(executor.submit(Tasks::square, 3).result(Duration.ofSeconds(30)))
                    .isEqualTo(9);
        }
    }

    /** A task: fails at once, and waits for ever when it is run again. */
    static String failOnceThenWait(Gate gate) throws Exception {
        Gate.failUntil(gate, 2);
        return Gate.arriveAndWait(gate, "again");
    }

    @Test
    default void runTimeout_notReached_doesNothing() throws Exception {
        try (var executor = newExecutor(1)) {
            var hasty = executor.with(TaskOptions.defaults()
                    .withRunTimeout(Duration.ofMinutes(5))
                    .withTimeout(Duration.ofMinutes(5))
                    .withQueueTimeout(Duration.ofMinutes(5)));
            assertThat(hasty.submit(Tasks::square, 3).result()).isEqualTo(9);
        }
    }

    @Test
    default void runTimeout_ofATaskBehindAnother_countsFromItsOwnStart(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            SubmitContract.makeTasksLookShort(executor);
            var blocker = executor.submit(Gate::arriveAndWait, gate, "blocker");
            var behind = executor.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(1500)))
                    .submit(Tasks::square, 3);
            var unseen = executor.with(TaskOptions.defaults().withTimeout(Duration.ofSeconds(2)))
                    .submit(Tasks::square, 4);
            gate.awaitMark("blocker");
            assertThatThrownBy(() -> unseen.result(Duration.ofSeconds(30))).isInstanceOf(TimeoutException.class);
            assertThat(behind.done()).isFalse();
            gate.open();
            assertThat(blocker.result()).isEqualTo("blocker");
            assertThat(behind.result(Duration.ofSeconds(30))).isEqualTo(9);
        }
    }

    @Test
    default void queueTimeout_ofATaskBehindAnother_passesWhileThatRuns(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            SubmitContract.makeTasksLookShort(executor);
            var blocker = executor.submit(Gate::arriveAndWait, gate, "blocker");
            var behind = executor.with(TaskOptions.defaults().withQueueTimeout(SHORT))
                    .submit(Gate::leaveMark, gate, "ran");
            assertThatThrownBy(() -> behind.result(Duration.ofSeconds(30))).hasMessageContaining("queue timeout");
            gate.open();
            assertThat(blocker.result()).isEqualTo("blocker");
        }
        assertThat(gate.has("ran")).isFalse();
    }

    /** A task: reports progress, often, for twice as long as it may be silent. */
    static int keepReporting(long silenceNanos) {
        long end = System.nanoTime() + 2 * silenceNanos;
        int reports = 0;
        while (System.nanoTime() < end) {
            Futures.reportProgress();
            reports++;
            if (reports % 1000 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return reports;
    }

    @Test
    default void progressTimeout_stopsOnlyWhatIsSilent(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var limit = Duration.ofMillis(1500);
        try (var executor = newExecutor(1)) {
            var watched = executor.with(TaskOptions.defaults().withProgressTimeout(limit));
            assertThat(watched.submit(TaskOptionsContract::keepReporting, limit.toNanos())
                            .result())
                    .isPositive();
            var silent = watched.submit(Gate::arriveAndWait, gate, "silent");
            assertThatThrownBy(() -> silent.result(Duration.ofSeconds(30)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("no progress");
            assertThat(executor.submit(Tasks::square, 3).result(Duration.ofSeconds(30)))
                    .isEqualTo(9);
        }
    }

    @Test
    default void progressTimeout_asLongAsCanBeCounted_neverPasses() throws Exception {
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withProgressTimeout(Duration.ofNanos(Long.MAX_VALUE)));
            assertThat(patient.submit(Tasks::square, 3).result(Duration.ofSeconds(60)))
                    .isEqualTo(9);
        }
    }

    @Test
    default void progressTimeout_carriesContextToo() throws Exception {
        try (var executor = newExecutor(1)) {
            var both = executor.with(TaskOptions.defaults()
                    .withProgressTimeout(Duration.ofMinutes(5))
                    .withContext(ContextCarrier.ofThreadLocal(() -> Tasks.USER)));
            Tasks.USER.set("ada");
            try (var users = both.map((Integer n) -> Tasks.user() + n, List.of(1, 2))) {
                assertThat(users.take()).isEqualTo("ada1");
                assertThat(users.take()).isEqualTo("ada2");
            } finally {
                Tasks.USER.remove();
            }
        }
    }

    @Test
    default void progressTimeout_doesNotCountThePauseBeforeARetry(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults()
                    .withProgressTimeout(Duration.ofMillis(1500))
                    .withRetries(1)
                    .withRetryDelay(Duration.ofMillis(2500)));
            assertThat(patient.submit(Gate::failUntil, gate, 2).result(Duration.ofSeconds(30)))
                    .isEqualTo(2);
        }
    }

    @Test
    default void queueTimeout_failsWhatWaitsTooLong(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var hasty = executor.with(TaskOptions.defaults().withQueueTimeout(SHORT));
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var future = hasty.submit(Gate::leaveMark, gate, "queued");
            assertThatThrownBy(() -> future.result(Duration.ofSeconds(30)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("queue timeout");
            gate.open();
            assertThat(running.result()).isEqualTo("running");
            executor.shutdown();
            assertThat(gate.has("queued")).isFalse();
        }
    }

    @Test
    default void timeout_countsWaitingAndRunning(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var hasty = executor.with(TaskOptions.defaults().withTimeout(SHORT));
            var running = hasty.submit(Gate::arriveAndWait, gate, "running");
            var queued = hasty.submit(Gate::arriveAndWait, gate, "queued");
            assertThatThrownBy(() -> running.result(Duration.ofSeconds(30))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> queued.result(Duration.ofSeconds(30))).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    default void context_goesFromTheSubmitterToTheTask() throws Exception {
        try (var executor = newExecutor(1)) {
            var carrying =
                    executor.with(TaskOptions.defaults().withContext(ContextCarrier.ofThreadLocal(() -> Tasks.USER)));
            Tasks.USER.set("ada");
            try {
                assertThat(carrying.submit(Tasks::user).result()).isEqualTo("ada");
                assertThat(executor.submit(Tasks::user).result()).isEqualTo("nobody");
            } finally {
                Tasks.USER.remove();
            }
        }
    }

    @Test
    default void options_holdForEveryItemOfAMap(@TempDir Path folder) throws Exception {
        // Each item has runs of its own to count, since executors differ in when they try again.
        var gates = List.of(
                Gate.in(Files.createDirectory(folder.resolve("first"))),
                Gate.in(Files.createDirectory(folder.resolve("second"))));
        try (var executor = newExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(1));
            try (var results = patient.map((Gate gate) -> Gate.failUntil(gate, 2), gates)) {
                assertThat(results.take()).isEqualTo(2);
                assertThat(results.take()).isEqualTo(2);
            }
        }
    }

    @Test
    default void shutdownNow_whileARetryIsDecidedOn_makesNone(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var asked = new CountDownLatch(1);
        var shut = new CountDownLatch(1);
        try (var executor = newExecutor(1)) {
            var retried = executor.with(TaskOptions.defaults().withRetries(1).withRetryOn(failure -> {
                        asked.countDown();
                        return Uninterruptibles.awaitUninterruptibly(shut, Duration.ofSeconds(30));
                    }))
                    .submit(Gate::failUntil, gate, 9);
            asked.await();
            executor.asExecutorService().shutdownNow();
            shut.countDown();
            assertThat(executor.awaitTermination(Duration.ofSeconds(30))).isTrue();
            assertThat(retried.cancelled()).isTrue();
            assertThat(gate.lines()).hasSize(1);
        }
    }
}
