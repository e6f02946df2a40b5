package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.RemoteTaskException;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ends that an executor of processes can come to, and that nobody is left waiting after any of them. */
class ProcessPoolEndTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ProcessPoolOptions ONE_PLACE =
            ProcessPoolOptions.defaults().withQueueCapacity(1, WhenFull.REJECT);

    @Test
    void terminateWorkers_wakesEveryKindOfWaiter(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = new ProcessPoolExecutor(1);
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        var queued = executor.submit(Tasks::square, 2);
        var calledBack = new CountDownLatch(2);
        running.addDoneCallback(future -> calledBack.countDown());
        queued.addDoneCallback(future -> calledBack.countDown());
        gate.awaitMark("running");
        var waiting = CompletableFuture.supplyAsync(() -> {
            try (var completed = Futures.asCompleted(List.of(running, queued))) {
                var failures = new ArrayList<Throwable>();
                while (completed.hasNext()) {
                    failures.add(completed.take().exception());
                }
                return failures;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        executor.terminateWorkers();

        assertThat(waiting.get(60, TimeUnit.SECONDS))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(BrokenProcessPoolException.class)
                        .hasMessageContaining("terminated on request"));
        assertThat(calledBack.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isBroken()).isTrue();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.awaitTermination(LONG)).isTrue();
        assertThatThrownBy(() -> executor.map(Tasks::square, List.of(1)))
                .isInstanceOf(BrokenProcessPoolException.class);
        executor.close();
    }

    /** An argument whose text fails, as that of a list does which somebody changes meanwhile. */
    private record Mute(int value) implements Serializable {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    private static int refuse(Mute mute) throws IOException {
        if (mute.value() > 0) {
            throw new IOException("refused " + mute.value());
        }
        return mute.value();
    }

    @Test
    void taskWhoseArgumentHasNoText_failsAsItDid() {
        var executor = new ProcessPoolExecutor(1);
        try {
            var once = executor.submit(ProcessPoolEndTest::refuse, new Mute(1));
            var twice = executor.with(TaskOptions.defaults().withRetries(1))
                    .submit(ProcessPoolEndTest::refuse, new Mute(2));
            assertThatThrownBy(() -> once.result(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused 1");
            assertThatThrownBy(() -> twice.result(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused 2");
        } finally {
            executor.terminateWorkers();
        }
    }

    /** Can be rebuilt in no other process than the one that made it. */
    private static final class Homesick implements Serializable {
        private static final long serialVersionUID = 1L;
        private final long home = ProcessHandle.current().pid();

        private Object readResolve() {
            if (home != ProcessHandle.current().pid()) {
                throw new AssertionError("only at home");
            }
            return this;
        }
    }

    @Test
    void resultThatFailsWithAnErrorHere_isToldAsOneThatCannotBeRebuilt() {
        try (var executor = new ProcessPoolExecutor(1)) {
            var homesick = executor.submit(() -> new Homesick());
            assertThatThrownBy(() -> homesick.result(LONG))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("cannot be rebuilt in this process")
                    .hasMessageContaining("only at home");
        }
    }

    static int refuseToLeave(Gate gate) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        }));
        Gate.arriveAndWait(gate, "stubborn");
        return 1;
    }

    @Test
    void terminateWorkers_ofAWorkerThatRefusesToLeave_killsIt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = new ProcessPoolExecutor(1);
        var stubborn = executor.submit(ProcessPoolEndTest::refuseToLeave, gate);
        gate.awaitMark("stubborn");
        executor.terminateWorkers();
        assertThatThrownBy(() -> stubborn.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    @Test
    void killWorkers_beforeAnyHasStarted_endsTheExecutor() throws Exception {
        var executor = new ProcessPoolExecutor(2);
        executor.killWorkers();
        executor.killWorkers();
        executor.terminateWorkers();
        assertThat(executor.awaitTermination(LONG)).isTrue();
        assertThatThrownBy(() -> executor.submit(Tasks::square, 1)).isInstanceOf(BrokenProcessPoolException.class);
    }

    @Test
    void killWorkers_whileTheyStart_failsWhatWaits() throws Exception {
        var executor = new ProcessPoolExecutor(2);
        var first = executor.submit(Tasks::square, 1);
        var second = executor.submit(Tasks::square, 2);
        executor.killWorkers();
        assertThatThrownBy(() -> first.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThatThrownBy(() -> second.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    @Test
    void killWorkers_fromACallback_endsTheExecutor() throws Exception {
        var executor = new ProcessPoolExecutor(1);
        executor.submit(Tasks::square, 1).addDoneCallback(future -> executor.killWorkers());
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    @Test
    void shutdown_afterManyShortTasks_cancelsAlsoWhatWasSentAhead(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            SubmitContract.makeTasksLookShort(executor);
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            var behind = new ArrayList<Future<String>>();
            for (int i = 0; i < 50; i++) {
                behind.add(executor.submit(Gate::leaveMark, gate, "behind"));
            }
            gate.awaitMark("running");
            executor.shutdown(false, true);
            assertThat(Futures.await(behind, LONG).notDone()).isEmpty();
            assertThat(behind)
                    .allSatisfy(future -> assertThat(future.cancelled()).isTrue());
            gate.open();
            assertThat(running.result(LONG)).isEqualTo("running");
        }
        assertThat(gate.has("behind")).isFalse();
    }

    static String tellPidAndWait(Gate gate) throws InterruptedException {
        gate.log(Long.toString(ProcessHandle.current().pid()));
        return Gate.arriveAndWait(gate, "last");
    }

    @Test
    void shutdownNow_whileAWornOutWorkerDoesItsLastTask_stopsThatToo(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withMaxTasksPerChild(1));
        var last = executor.submit(ProcessPoolEndTest::tellPidAndWait, gate);
        gate.awaitMark("last");
        long worn = Long.parseLong(gate.lines().get(0));
        await().pollInSameThread()
                .atMost(LONG)
                .until(() -> executor.pids().size() == 1 && !executor.pids().contains(worn));
        executor.asExecutorService().shutdownNow();
        assertThat(last.cancelled()).isTrue();
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    static void failIfMarked(Gate gate) throws IOException {
        if (gate.has("bad")) {
            throw new IOException("the licence has run out");
        }
    }

    @Test
    void killWorkers_ofABrokenExecutorWhoseTaskHangs_endsThatTask(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor =
                new ProcessPoolExecutor(2, ProcessPoolOptions.defaults().withInitializer(() -> failIfMarked(gate)));
        var hanging = executor.submit(Gate::arriveAndWait, gate, "hanging");
        gate.awaitMark("hanging");
        gate.mark("bad");
        var second = executor.submit(Tasks::square, 2); // Its worker is new, and its initializer fails.
        assertThatThrownBy(() -> second.result(LONG)).hasMessageContaining("the licence has run out");
        assertThat(executor.isBroken()).isTrue();
        assertThat(hanging.done()).isFalse();
        executor.killWorkers();
        assertThatThrownBy(() -> hanging.result(LONG))
                .isInstanceOf(BrokenProcessPoolException.class)
                .hasMessageContaining("killed on request");
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    @Test
    void brokenExecutor_givesEachFutureAnExceptionOfItsOwn() throws Exception {
        try (var executor =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withBreakOnWorkerLoss())) {
            var failures = new ArrayList<Throwable>();
            var futures = new ArrayList<Future<Integer>>();
            futures.add(executor.submit(ProcessPoolExecutorTest::halt, 7));
            try {
                for (int i = 0; i < 3; i++) {
                    futures.add(executor.submit(Tasks::square, i));
                }
            } catch (BrokenProcessPoolException alreadyBroken) {
                failures.add(alreadyBroken);
            }
            for (Future<Integer> future : futures) {
                failures.add(future.exception(LONG));
            }
            assertThat(failures)
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(1)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(BrokenProcessPoolException.class)
                            .hasCauseInstanceOf(WorkerLostException.class)
                            .hasStackTraceContaining("its executor runs no tasks any more")
                            .hasRootCauseMessage(failures.get(0).getCause().getMessage()));
        }
    }

    @Test
    void lossDuringAMap_byPythonsRule_failsTheRestOfIt() throws Exception {
        try (var executor =
                        new ProcessPoolExecutor(2, ProcessPoolOptions.defaults().withBreakOnWorkerLoss());
                var results = executor.map(
                        (Integer n) -> n == 20 ? ProcessPoolExecutorTest.halt(1) : n,
                        IntStream.range(0, 40).boxed().toList())) {
            int broken = 0;
            for (int i = 0; i < 40; i++) {
                try {
                    assertThat(results.take()).isEqualTo(i);
                } catch (BrokenProcessPoolException e) {
                    broken++;
                }
            }
            assertThat(broken).isPositive();
            assertThat(executor.isBroken()).isTrue();
        }
    }

    @Test
    void initializerThatExits_breaksTheExecutorWithTheLoss() {
        try (var executor = new ProcessPoolExecutor(
                1,
                ProcessPoolOptions.defaults()
                        .withInitializer(() -> Runtime.getRuntime().halt(3)))) {
            var future = executor.submit(Tasks::square, 1);
            assertThatThrownBy(() -> future.result(LONG))
                    .isInstanceOf(BrokenProcessPoolException.class)
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("initializer");
        }
    }

    static int haltOnce(Gate gate) {
        if (gate.has("halted")) {
            return 1;
        }
        gate.mark("halted");
        return ProcessPoolExecutorTest.halt(1);
    }

    @Test
    void retries_coverTheLossOfAWorker(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(1));
            assertThat(patient.submit(ProcessPoolEndTest::haltOnce, gate).result(LONG))
                    .isEqualTo(1);
        }
    }

    private static ProcessHandle useAndForgetAnExecutor() throws Exception {
        var executor = new ProcessPoolExecutor(1);
        long pid = executor.submit(() -> ProcessHandle.current().pid()).result(LONG);
        return ProcessHandle.of(pid).orElseThrow();
    }

    @Test
    void executorThatNobodyHolds_sendsItsWorkersHome() throws Exception {
        ProcessHandle worker = useAndForgetAnExecutor();
        await().pollInSameThread().atMost(LONG).until(() -> {
            System.gc();
            return !worker.isAlive();
        });
    }

    private static long segments() throws IOException {
        try (var files = Files.list(RunFolder.get().path())) {
            return files.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .count();
        }
    }

    @Test
    void largeTask_refusedAfterShutdown_leavesNothingOutsideTheHeap() throws Exception {
        var executor = new ProcessPoolExecutor(1);
        assertThat(executor.submit(Tasks::square, 3).result(LONG)).isEqualTo(9);
        executor.close();
        long before = segments();
        assertThatThrownBy(() -> executor.submit(Tasks::same, new byte[300_000]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(segments()).isEqualTo(before);
    }

    private static Executor withRetryInAnHour(Executor executor, Gate gate) {
        return executor.with(TaskOptions.defaults()
                .withRetries(1)
                .withRetryDelay(Duration.ofHours(1))
                .withRetryOn(failure -> {
                    gate.mark("asked");
                    return true;
                }));
    }

    @Test
    void killWorkers_whileATaskWaitsForItsRetry_failsIt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = new ProcessPoolExecutor(1);
        var pausing = withRetryInAnHour(executor, gate).submit(Gate::failUntil, gate, 9);
        gate.awaitMark("asked");
        executor.killWorkers();
        assertThatThrownBy(() -> pausing.result(LONG))
                .isInstanceOf(BrokenProcessPoolException.class)
                .hasMessageContaining("killed on request");
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    @Test
    void closeThatIsInterrupted_whileATaskWaitsForItsRetry_cancelsIt(@TempDir Path folder) {
        Gate gate = Gate.in(folder);
        var executor = new ProcessPoolExecutor(1);
        var pausing = withRetryInAnHour(executor, gate).submit(Gate::failUntil, gate, 9);
        gate.awaitMark("asked");
        Thread.currentThread().interrupt();
        executor.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pausing.cancelled()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void retries_takeNoMorePlacesInABoundedQueueThanTheyGive(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1, ONE_PLACE)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(5));
            assertThat(patient.submit(Gate::failUntil, gate, 5).result(LONG)).isEqualTo(5);
            assertThatOneMayWait(executor, gate);
        }
    }

    @Test
    void tasksSentAhead_keepTheirPlacesInABoundedQueue(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1, ONE_PLACE)) {
            for (int i = 0; i < 100; i++) { // Short tasks, after which the worker is sent some ahead.
                assertThat(executor.submit(Tasks::square, i).result(LONG)).isEqualTo(i * i);
            }
            assertThatOneMayWait(executor, gate);
        }
    }

    private static void assertThatOneMayWait(ProcessPoolExecutor executor, Gate gate) throws Exception {
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        try {
            gate.awaitMark("running");
            var queued = executor.submit(Tasks::square, 2);
            assertThatThrownBy(() -> executor.submit(Tasks::square, 3)).isInstanceOf(RejectedExecutionException.class);
            gate.open();
            assertThat(running.result(LONG)).isEqualTo("running");
            assertThat(queued.result(LONG)).isEqualTo(4);
        } finally {
            gate.open(); // Or the executor would wait for its task for ever.
        }
    }

    @Test
    void callback_mayWaitForATaskWithRetries(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(3));
            var seen = new CompletableFuture<Integer>();
            executor.submit(Tasks::square, 3).addDoneCallback(first -> {
                try {
                    seen.complete(patient.submit(Gate::failUntil, gate, 3).result());
                } catch (Exception e) {
                    seen.completeExceptionally(e);
                }
            });
            assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void fullQueue_thatRunsInTheCaller_refusesAfterShutdown(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var options = ProcessPoolOptions.defaults().withQueueCapacity(1, WhenFull.RUN_IN_CALLER);
        try (var executor = new ProcessPoolExecutor(1, options)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var queued = executor.submit(Tasks::square, 2);
            long here = ProcessHandle.current().pid();
            assertThat(executor.submit(() -> ProcessHandle.current().pid()).result(LONG))
                    .isEqualTo(here);
            executor.shutdown(false);
            assertThatThrownBy(() -> executor.submit(Tasks::square, 3)).isInstanceOf(IllegalStateException.class);
            gate.open();
            assertThat(running.result(LONG)).isEqualTo("running");
            assertThat(queued.result(LONG)).isEqualTo(4);
        }
    }

    @Test
    void blockedSubmitter_whenWorkersAreKilled_isRefused(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var options = ProcessPoolOptions.defaults().withQueueCapacity(1, WhenFull.BLOCK);
        var executor = new ProcessPoolExecutor(1, options);
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        gate.awaitMark("running");
        var queued = executor.submit(Tasks::square, 2);
        var refused = new CompletableFuture<Throwable>();
        var submitter = new Thread(() -> {
            try {
                var unexpected = executor.submit(Tasks::square, 3);
                refused.complete(new AssertionError("taken: " + unexpected));
            } catch (RuntimeException e) {
                refused.complete(e);
            }
        });
        submitter.start();
        await().pollInSameThread().atMost(LONG).until(() -> submitter.getState() == Thread.State.WAITING);
        executor.killWorkers();
        assertThat(refused.get(60, TimeUnit.SECONDS)).isInstanceOf(BrokenProcessPoolException.class);
        submitter.join();
        assertThatThrownBy(() -> running.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThatThrownBy(() -> queued.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    static int failAtTheGate(Gate gate) throws Exception {
        throw new IOException(Gate.arriveAndWait(gate, "failing"));
    }

    /** Has a task wait for its second run in the queue of the only worker, who is busy until the gate opens. */
    private static Future<Integer> retryInTheQueue(
            ProcessPoolExecutor executor, Executor submitter, Gate gate, Path folder) throws Exception {
        Gate own = Gate.in(Files.createDirectory(folder.resolve("own")));
        var once = TaskOptions.defaults().withRetries(1).withRunTimeout(Duration.ofHours(1)); // Never sent ahead.
        var retried = submitter.with(once).submit(ProcessPoolEndTest::failAtTheGate, own);
        own.awaitMark("failing");
        executor.submit(Gate::arriveAndWait, gate, "busy").addDoneCallback(busy -> {});
        own.open();
        gate.awaitMark("busy");
        await().pollInSameThread().atMost(LONG).until(() -> executor.queuedTasks() == 1);
        return retried;
    }

    @Test
    void taskThatWaitsForItsSecondRunInTheQueue_cancelled_leavesTheQueueAtOnce(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            try {
                var retried = retryInTheQueue(executor, executor, gate, folder);
                assertThat(retried.cancel(true)).isTrue();
                assertThat(executor.queuedTasks()).isZero();
            } finally {
                gate.open();
            }
        }
    }

    @Test
    void groupWhoseTaskWaitsForItsSecondRunInTheQueue_closesAtOnce(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            try {
                var group = new TaskGroup(executor);
                var retried = retryInTheQueue(executor, group, gate, folder);
                CompletableFuture.runAsync(group::close).get(20, TimeUnit.SECONDS);
                assertThat(retried.cancelled()).isTrue();
                assertThat(executor.queuedTasks()).isZero();
            } finally {
                gate.open();
            }
        }
    }
}
