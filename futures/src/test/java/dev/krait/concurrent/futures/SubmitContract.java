package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every executor does with single tasks, wherever it runs them. Tasks are static methods, so that they travel. */
interface SubmitContract extends ExecutorSource {
    /** Has an executor do so many tiny tasks that it would send more of them ahead, if it ever does. */
    static void makeTasksLookShort(Executor executor) throws Exception {
        for (int round = 0; round < 20; round++) {
            var tiny = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 200; i++) {
                tiny.add(executor.submit(Tasks::square, i));
            }
            Futures.await(tiny);
        }
    }

    // ---- submit

    @Test
    default void submit_aFunction_givesItsResult() throws Exception {
        try (var executor = newExecutor(1)) {
            assertThat(executor.submit(() -> Tasks.square(7)).result()).isEqualTo(49);
        }
    }

    @Test
    default void submit_anAction_givesNull(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            Future<@Nullable Void> future = executor.submit(() -> gate.mark("ran"));
            assertThat(future.result()).isNull();
            assertThat(gate.has("ran")).isTrue();
        }
    }

    @Test
    default void submit_withArguments_passesThemInOrder() throws Exception {
        try (var executor = newExecutor(2)) {
            assertThat(executor.submit(Tasks::square, 5).result()).isEqualTo(25);
            assertThat(executor.submit((a, b) -> a - b, 10, 4).result()).isEqualTo(6);
            assertThat(executor.submit(Tasks::join, "x", 2, true).result()).isEqualTo("x2true");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // it does not look into type arguments
    default void submit_nullArgumentAndResult_areAllowed() throws Exception {
        try (var executor = newExecutor(1)) {
            Function1<@Nullable String, @Nullable String> identity = Tasks::same;
            assertThat(executor.submit(identity, null).result()).isNull();
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    default void submit_null_isRefused() {
        try (var executor = newExecutor(1)) {
            assertThatNullPointerException().isThrownBy(() -> executor.submit((Function0<String>) null));
            assertThatNullPointerException().isThrownBy(() -> executor.submit((Action) null));
            assertThatNullPointerException()
                    .isThrownBy(() -> executor.map((Function1<Integer, Integer>) null, List.of(1)));
        }
    }

    @Test
    default void submit_manyTasks_givesEveryResult() throws Exception {
        int tasks = 2_000;
        try (var executor = newExecutor(2)) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                futures.add(executor.submit(Tasks::square, i));
            }
            for (int i = 0; i < tasks; i++) {
                assertThat(futures.get(i).result()).isEqualTo(i * i);
            }
        }
    }

    @Test
    default void submit_fromACallback_runsTheTask(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var second = new Future<Future<Integer>>();
            var waiting = executor.submit(Gate::arriveAndWait, gate, "waiting");
            waiting.addDoneCallback(first -> second.setResult(executor.submit(Tasks::square, 4)));
            gate.open(); // Only now, so that the callback is called by whoever completes the future.
            assertThat(second.result(Duration.ofSeconds(30)).result()).isEqualTo(16);
        }
    }

    @Test
    default void submit_fromCallbacksOfTasksThatCallbacksHaveSubmitted_goesOn() throws Exception {
        try (var executor = newExecutor(2)) {
            var last = new Future<Integer>();
            submitNext(executor, 300, last);
            assertThat(last.result(Duration.ofSeconds(60))).isZero();
        }
    }

    private static void submitNext(Executor executor, int left, Future<Integer> last) {
        executor.submit(Tasks::square, 1).addDoneCallback(done -> {
            if (left == 0) {
                last.setResult(left);
            } else {
                submitNext(executor, left - 1, last);
            }
        });
    }

    @Test
    default void submit_hundredThousandTasksFromSeveralThreads_givesEveryResult() throws Exception {
        int tasks = 100_000;
        int submitters = 4;
        try (var executor = newExecutor(2)) {
            var sums = new ArrayList<CompletableFuture<Long>>();
            for (int part = 0; part < submitters; part++) {
                int from = part * (tasks / submitters);
                sums.add(CompletableFuture.supplyAsync(() -> sumOfSquares(executor, from, tasks / submitters)));
            }
            long sum = 0;
            for (CompletableFuture<Long> part : sums) {
                sum += part.get(300, TimeUnit.SECONDS);
            }
            assertThat(sum)
                    .isEqualTo(LongStream.range(0, tasks)
                            .map(n -> (n % 1000) * (n % 1000))
                            .sum());
        }
    }

    private static long sumOfSquares(Executor executor, int from, int count) {
        var futures = new ArrayList<Future<Integer>>();
        for (int i = from; i < from + count; i++) {
            futures.add(executor.submit(Tasks::square, i % 1000));
        }
        long sum = 0;
        try {
            for (Future<Integer> future : futures) {
                sum += future.result();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return sum;
    }

    // ---- failures

    @Test
    default void result_whenTaskThrows_throwsThatException() {
        try (var executor = newExecutor(1)) {
            var future = executor.submit(Tasks::failWithIo, 3);
            assertThatThrownBy(future::result)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("no 3");
            assertThatThrownBy(() -> future.result(Duration.ofSeconds(30)))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("no 3");
        }
    }

    @Test
    default void get_whenTaskThrows_wrapsThatException() {
        try (var executor = newExecutor(1)) {
            var future = executor.submit(Tasks::failWithIo, 3);
            assertThatThrownBy(future::get)
                    .isExactlyInstanceOf(ExecutionException.class)
                    .cause()
                    .isExactlyInstanceOf(IOException.class);
        }
    }

    @Test
    default void exception_tellsWhatTheTaskThrew() throws Exception {
        try (var executor = newExecutor(1)) {
            assertThat(executor.submit(Tasks::failWithIo, 3).exception())
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("no 3");
            assertThat(executor.submit(Tasks::square, 3).exception()).isNull();
        }
    }

    @Test
    default void submit_whenTaskThrowsAnError_workerGoesOn() throws Exception {
        try (var executor = newExecutor(1)) {
            assertThatThrownBy(executor.submit(Tasks::failWithError)::result)
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("an error, not an exception");
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
        }
    }

    // ---- waiting

    @Test
    default void result_whenTimeIsUp_throwsTimeoutAndLeavesTheTask(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var future = executor.submit(Gate::arriveAndWait, gate, "first");
            assertThatThrownBy(() -> future.result(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.exception(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.get(5, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            gate.open();
            assertThat(future.result()).isEqualTo("first");
        }
    }

    @Test
    default void callbacks_runOnceWhenDone() throws Exception {
        try (var executor = newExecutor(1)) {
            var seen = new Future<Integer>();
            executor.submit(Tasks::square, 6).addDoneCallback(future -> {
                try {
                    seen.setResult(future.result());
                } catch (Exception e) {
                    seen.setException(e);
                }
            });
            assertThat(seen.result(Duration.ofSeconds(30))).isEqualTo(36);
        }
    }

    @Test
    default void await_someRunning_tellsThemApart(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(2)) {
            var waiting = executor.submit(Gate::arriveAndWait, gate, "waits");
            var quick = executor.submit(Gate::leaveMark, gate, "quick");
            var first = Futures.await(List.of(waiting, quick), ReturnWhen.FIRST_COMPLETED);
            assertThat(first.done()).containsExactly(quick);
            assertThat(first.notDone()).containsExactly(waiting);
            gate.open();
            var all = Futures.await(List.of(waiting, quick));
            assertThat(all.done()).containsExactly(waiting, quick);
            assertThat(all.notDone()).isEmpty();
        }
    }

    @Test
    default void asCompleted_givesEachOnceAsItIsDone(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(2)) {
            var waiting = executor.submit(Gate::arriveAndWait, gate, "waits");
            var quick = executor.submit(Gate::leaveMark, gate, "quick");
            try (var completed = Futures.asCompleted(List.of(waiting, quick, waiting))) {
                assertThat(completed.take()).isSameAs(quick);
                gate.open();
                assertThat(completed.take()).isSameAs(waiting);
                assertThat(completed.hasNext()).isFalse();
            }
        }
    }

    // ---- cancelling

    @Test
    default void cancel_aQueuedTask_neverRunsIt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var queued = executor.submit(Gate::leaveMark, gate, "queued");
            assertThat(queued.cancel()).isTrue();
            assertThat(queued.cancel()).isTrue();
            assertThat(queued.cancelled()).isTrue();
            assertThat(queued.done()).isTrue();
            assertThatThrownBy(queued::result).isInstanceOf(CancellationException.class);
            assertThatThrownBy(queued::exception).isInstanceOf(CancellationException.class);
            gate.open();
            assertThat(running.result()).isEqualTo("running");
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
            assertThat(gate.has("queued")).isFalse();
        }
    }

    @Test
    default void cancel_aRunningTask_isRefused(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            assertThat(running.running()).isTrue();
            assertThat(running.cancel()).isFalse();
            assertThat(running.cancel(false)).isFalse();
            gate.open();
            assertThat(running.result()).isEqualTo("running");
            assertThat(running.cancel()).isFalse();
        }
    }

    @Test
    default void cancel_aRunningTaskByForce_stopsItsWorkAndNoOther(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var next = executor.submit(Tasks::square, 3);
            assertThat(running.cancel(true)).isTrue();
            assertThat(running.cancelled()).isTrue();
            assertThatThrownBy(running::result).isInstanceOf(CancellationException.class);
            assertThat(next.result(Duration.ofSeconds(30))).isEqualTo(9);
        }
    }

    @Test
    default void cancelledTask_saysWhichCallItWas(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var queued = executor.submit(Gate::leaveMark, gate, "queued");
            assertThat(queued.cancel(true)).isTrue();
            assertThat(running.cancel(true)).isTrue();
            String text = "a call of a lambda of " + SubmitContract.class.getName() + " was cancelled";
            for (Future<String> future : List.of(queued, running)) {
                assertThatThrownBy(future::result)
                        .isExactlyInstanceOf(CancellationException.class)
                        .hasMessage(text);
                assertThatThrownBy(future::get)
                        .isExactlyInstanceOf(CancellationException.class)
                        .hasMessage(text);
                assertThatThrownBy(future::exception)
                        .isExactlyInstanceOf(CancellationException.class)
                        .hasMessage(text);
                var theirs = future.toCompletableFuture();
                assertThat(theirs).isCancelled();
                assertThatThrownBy(theirs::join)
                        .isInstanceOf(CancellationException.class)
                        .satisfies(thrown -> assertThat(textsOf(thrown)).contains(text));
            }
        }
    }

    /** The message of a failure, and those of its causes: a JDK may wrap a cancellation in another one. */
    private static List<String> textsOf(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(Throwable::getMessage)
                .toList();
    }

    // ---- the end

    @Test
    default void shutdown_fromSeveralThreads_endsForAll(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = newExecutor(1);
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        gate.awaitMark("running");
        var queued = executor.submit(Tasks::square, 2);
        var ends = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) {
            boolean cancel = i % 2 == 0;
            ends.add(CompletableFuture.runAsync(() -> {
                try {
                    executor.shutdown(true, cancel);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        assertThatThrownBy(() -> queued.result(Duration.ofSeconds(30))).isInstanceOf(CancellationException.class);
        assertThat(ends).noneMatch(CompletableFuture::isDone);
        gate.open();
        for (CompletableFuture<Void> end : ends) {
            end.get(30, TimeUnit.SECONDS);
        }
        assertThat(executor.isTerminated()).isTrue();
        assertThat(running.result()).isEqualTo("running");
    }

    @Test
    default void shutdownAndClose_fromACallback_doNotWaitForThemselves(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = newExecutor(1);
        var shutDown = new Future<Boolean>();
        var waiting = executor.submit(Gate::arriveAndWait, gate, "waiting");
        waiting.addDoneCallback(future -> {
            try {
                executor.shutdown();
                executor.close();
                shutDown.setResult(executor.isShutdown());
            } catch (InterruptedException e) {
                shutDown.setException(e);
            }
        });
        gate.open();
        assertThat(shutDown.result(Duration.ofSeconds(60))).isTrue();
        assertThat(executor.awaitTermination(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    default void shutdown_fromTheCallbackOfWhatItCancels_ends(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = newExecutor(1);
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        gate.awaitMark("running");
        var queued = executor.submit(Tasks::square, 2);
        queued.addDoneCallback(future -> {
            gate.open();
            executor.close();
        });
        executor.shutdown(true, true);
        assertThat(executor.isTerminated()).isTrue();
        assertThat(queued.cancelled()).isTrue();
        assertThat(running.result()).isEqualTo("running");
    }

    @Test
    default void shutdown_fromTheCallbackOfADeadline_ends(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = newExecutor(1);
        var shutDown = new Future<Boolean>();
        executor.with(TaskOptions.defaults().withTimeout(Duration.ofMillis(50)))
                .submit(Gate::arriveAndWait, gate, "late")
                .addDoneCallback(future -> {
                    executor.close();
                    shutDown.setResult(executor.isTerminated());
                });
        assertThat(shutDown.result(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    default void shutdown_fromTheInputOfAMap_refusesTheRestOfIt() throws Exception {
        try (var executor = newExecutor(1)) {
            Iterable<Integer> input = () -> IntStream.range(0, 10)
                    .peek(n -> {
                        if (n == 5) {
                            executor.close();
                        }
                    })
                    .boxed()
                    .iterator();
            assertThatIllegalStateException()
                    .isThrownBy(() -> executor.map(Tasks::square, input))
                    .withMessageContaining("cannot schedule new futures after shutdown");
            assertThat(executor.isTerminated()).isTrue();
        }
    }

    @Test
    default void submit_afterShutdown_isRefused() throws Exception {
        try (var executor = newExecutor(1)) {
            executor.shutdown();
            assertThat(executor.isShutdown()).isTrue();
            assertThat(executor.isTerminated()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> executor.submit(Tasks::square, 1))
                    .withMessageContaining("cannot schedule new futures after shutdown");
            assertThatIllegalStateException().isThrownBy(() -> executor.map(Tasks::square, List.of(1)));
            assertThat(executor.map(Tasks::square, List.of()).hasNext()).isFalse();
        }
    }

    @Test
    default void shutdown_withoutWaiting_letsQueuedTasksFinish(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            var queued = executor.submit(Tasks::square, 4);
            executor.shutdown(false);
            assertThat(executor.awaitTermination(Duration.ZERO)).isFalse();
            gate.open();
            assertThat(running.result()).isEqualTo("running");
            assertThat(queued.result()).isEqualTo(16);
            assertThat(executor.awaitTermination(Duration.ofSeconds(30))).isTrue();
            assertThat(executor.isTerminated()).isTrue();
        }
    }

    @Test
    default void shutdown_cancellingFutures_cancelsOnlyWhatHasNotStarted(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var queued = new ArrayList<Future<String>>();
            for (int i = 0; i < 50; i++) {
                queued.add(executor.submit(Gate::leaveMark, gate, "queued"));
            }
            executor.shutdown(false, true);
            var found = Futures.await(queued, Duration.ofSeconds(30));
            assertThat(found.notDone()).isEmpty();
            assertThat(queued).allMatch(Future::cancelled);
            gate.open();
            assertThat(running.result()).isEqualTo("running");
            assertThat(gate.has("queued")).isFalse();
        }
    }

    @Test
    default void shutdown_cancellingFutures_wakesEveryWaiter(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var waiters = new ThreadPoolExecutor(3)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var queued = executor.submit(Tasks::square, 1);
            var asked = waiters.submit(() -> queued.exception(Duration.ofSeconds(30)) == null);
            var awaited =
                    waiters.submit(() -> Futures.await(List.of(queued)).done().size());
            var completed =
                    waiters.submit(() -> Futures.asCompleted(List.of(queued)).take() == queued);
            executor.shutdown(false, true);
            assertThatThrownBy(() -> asked.result(Duration.ofSeconds(30))).isInstanceOf(CancellationException.class);
            assertThat(awaited.result(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(completed.result(Duration.ofSeconds(30))).isTrue();
            gate.open();
            assertThat(running.result()).isEqualTo("running");
        }
    }

    @Test
    default void close_waitsForTheWork(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        Future<String> future;
        try (var executor = newExecutor(1)) {
            future = executor.submit(Gate::leaveMark, gate, "done");
        }
        assertThat(future.done()).isTrue();
        assertThat(future.result()).isEqualTo("done");
    }

    @Test
    default void close_twiceAndAfterShutdown_doesNoHarm() throws Exception {
        var executor = newExecutor(2);
        var future = executor.submit(Tasks::square, 2);
        executor.shutdown(false);
        executor.shutdown();
        executor.close();
        executor.close();
        assertThat(future.result()).isEqualTo(4);
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    default void close_neverUsed_returns() {
        var executor = newExecutor(3);
        assertThat(executor.isShutdown()).isFalse();
        assertThat(executor.isTerminated()).isFalse();
        executor.close();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    default void shutdown_interrupted_isShutDownAllTheSame(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            Thread.currentThread().interrupt();
            assertThatThrownBy(executor::shutdown).isInstanceOf(InterruptedException.class);
            assertThat(executor.isShutdown()).isTrue();
            gate.open();
            assertThat(running.result()).isEqualTo("running");
        }
    }

    @Test
    default void close_interrupted_stopsTheWorkAndKeepsTheFlag(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = newExecutor(1);
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        gate.awaitMark("running");
        var queued = executor.submit(Gate::leaveMark, gate, "queued");
        Thread.currentThread().interrupt();
        executor.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(running.cancelled()).isTrue();
        assertThat(queued.cancelled()).isTrue();
        assertThat(gate.has("queued")).isFalse();
    }

    @Test
    default void isTerminated_askedByAnInterruptedThread_saysWhatIsSo() {
        var executor = newExecutor(1);
        executor.close();
        Thread.currentThread().interrupt();
        try {
            assertThat(executor.isTerminated()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
