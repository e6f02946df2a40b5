package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines, retries and cancellation of tasks in worker processes. */
class PoolDeadlineTest implements PoolOptionsContract {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How many calls are cancelled at random. */
    private static final int CANCELS = Integer.getInteger("dev.krait.cancels", 500);

    @TempDir
    Path folder;

    @Override
    public Pool newPatientPool() {
        return new Pool(1, PoolOptions.defaults().withStopGrace(LIMIT));
    }

    @Override
    public Pool newPool(int workers) {
        return new Pool(workers);
    }

    private static void awaitFile(Path file) {
        await().atMost(LIMIT).until(() -> Files.exists(file));
    }

    @Test
    void taskThatHeedsNoInterrupt_isKilledWithItsWorkerAndNobodyElse() throws Exception {
        try (var pool = new Pool(2, PoolOptions.defaults().withStopGrace(Duration.ofMillis(50)))) {
            await().atMost(LIMIT).until(() -> pool.pids().size() == 2);
            List<Long> before = pool.pids();
            String started = folder.resolve("started").toString();
            var hasty = pool.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(200)));
            AsyncResult<Integer> stuck = hasty.applyAsync(() -> PoolFaultTest.touchThenSpin(started));
            assertThatThrownBy(() -> stuck.get(LIMIT))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("run timeout");
            await().atMost(LIMIT)
                    .until(() -> !pool.pids().containsAll(before) && pool.pids().size() == 2);
            assertThat(pool.pids()).containsAnyElementsOf(before);
        }
    }

    /** In a worker: tells when it has claimed a task, and begins that only once it was told to stop it. */
    static void waitForTheInterrupt(String folder) {
        var heard = new CountDownLatch(1);
        FaultPoint.on(step -> {
            if (step.equals("interrupt-heard")) {
                heard.countDown();
            } else if (step.equals("task-claimed") && heard.getCount() > 0) {
                try {
                    Files.createFile(Path.of(folder, "claimed"));
                    heard.await();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    @Test
    void taskThatIsStoppedBeforeItHasReadItsArguments_isInterruptedAllTheSame() throws Exception {
        String there = folder.toString();
        var options = PoolOptions.defaults().withStopGrace(LIMIT).withInitializer(() -> waitForTheInterrupt(there));
        try (var pool = new Pool(1, options)) {
            AsyncResult<Integer> late = pool.applyAsync(PoolOptionsContract::waitForEver);
            awaitFile(folder.resolve("claimed"));
            long pid = pool.pids().get(0);
            assertThat(late.cancel()).isTrue();
            assertThat(pool.applyAsync(() -> ProcessHandle.current().pid()).get(LIMIT))
                    .isEqualTo(pid);
        }
    }

    @Test
    void deadlines_countFromTheStartOfTheTaskThatIsMeant() throws Exception {
        try (var pool = new Pool(1)) {
            makeTasksLookShort(pool);
            String open = folder.resolve("open").toString();
            AsyncResult<Integer> blocker = pool.applyAsync(() -> PoolFaultTest.waitForFile(open, 1));
            AsyncResult<Integer> behind = pool.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(1500)))
                    .applyAsync(() -> 3);
            AsyncResult<Integer> late =
                    pool.with(TaskOptions.defaults().withQueueTimeout(SHORT)).applyAsync(() -> 4);
            AsyncResult<Integer> lateInAll = pool.with(TaskOptions.defaults().withTimeout(Duration.ofSeconds(2)))
                    .applyAsync(() -> 5);
            assertThatThrownBy(() -> late.get(LIMIT))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("did not start within its queue timeout of PT0.06S");
            assertThatThrownBy(() -> lateInAll.get(LIMIT)).hasMessageContaining("was not done within its timeout");
            assertThat(behind.ready()).isFalse();
            Files.createFile(Path.of(open));
            assertThat(blocker.get(LIMIT)).isEqualTo(1);
            assertThat(behind.get(LIMIT)).isEqualTo(3);
        }
    }

    /** Has the pool send tasks ahead. */
    private static void makeTasksLookShort(Pool pool) throws Exception {
        for (int i = 0; i < 3; i++) {
            pool.map(x -> x, PoolContract.range(2000));
        }
    }

    @Test
    void taskThatKillsItsWorkers_isNotTriedWithoutEnd() throws Exception {
        try (var pool = new Pool(1)) {
            var patient = pool.with(TaskOptions.defaults().withRetries(100).withMaxLosses(2));
            AsyncResult<Integer> poison = patient.applyAsync(() -> {
                Runtime.getRuntime().halt(3);
                return 1;
            });
            assertThatThrownBy(() -> poison.get(LIMIT))
                    .isInstanceOf(WorkerLostException.class)
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .isInstanceOf(WorkerLostException.class)
                            .asString()
                            .as("it was run again after the first loss")
                            .contains("only retries run it again")
                            .doesNotContain("was not run again"));
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void priority_decidesWhichWaitingTaskIsNext() throws Exception {
        var order = java.util.Collections.synchronizedList(new ArrayList<String>());
        try (var pool = new Pool(1)) {
            String open = folder.resolve("open").toString();
            Path started = folder.resolve("started");
            String mark = started.toString();
            AsyncResult<Integer> blocker = pool.applyAsync(() -> {
                Files.createFile(Path.of(mark));
                return PoolFaultTest.waitForFile(open, 1);
            });
            awaitFile(started);
            var high = pool.with(TaskOptions.defaults().withPriority(1));
            pool.applyAsync(() -> "first", order::add, e -> {});
            high.applyAsync(() -> "high", order::add, e -> {});
            AsyncResult<String> last = pool.applyAsync(() -> "last", order::add, e -> {});
            Files.createFile(Path.of(open));
            blocker.await();
            last.await();
        }
        assertThat(order).containsExactly("high", "first", "last");
    }

    @Test
    void cancelledCall_endsAtOnceAndItsWorkerGoesOn() throws Exception {
        try (var pool = new Pool(1)) {
            Path started = folder.resolve("started");
            String mark = started.toString();
            AsyncResult<Integer> running = pool.applyAsync(() -> {
                Files.createFile(Path.of(mark));
                return PoolOptionsContract.waitForEver();
            });
            AsyncResult<Integer> waiting = pool.applyAsync(() -> 2);
            awaitFile(started);
            long pid = pool.pids().get(0);
            assertThat(running.cancel()).isTrue();
            assertThat(running.cancel()).isFalse();
            assertThat(running.ready()).isTrue();
            assertThat(running.cancelled()).isTrue();
            assertThatThrownBy(running::get)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("a call of a lambda of")
                    .hasMessageContaining("was cancelled");
            assertThat(waiting.get(LIMIT)).isEqualTo(2);
            assertThat(pool.pids()).containsExactly(pid);
        }
    }

    static int waitWith(PoolFaultTest.Mute mute) throws InterruptedException {
        return mute.value() + PoolOptionsContract.waitForEver();
    }

    @Test
    void cancelledCall_whoseArgumentHasNoText_endsAllTheSame() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> running = pool.applyAsync(PoolDeadlineTest::waitWith, new PoolFaultTest.Mute(1));
            assertThat(running.cancel()).isTrue();
            assertThatThrownBy(() -> running.get(LIMIT))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("was cancelled");
            assertThat(pool.applyAsync(() -> 2).get(LIMIT)).isEqualTo(2);
        }
    }

    @Test
    void cancelledMap_stopsItsItemsAlone() throws Exception {
        try (var pool = new Pool(2)) {
            AsyncResult<List<Integer>> endless =
                    pool.mapAsync(x -> PoolOptionsContract.waitForEver(), PoolContract.range(50));
            AsyncResult<List<Integer>> other = pool.mapAsync(x -> x, PoolContract.range(50));
            assertThat(endless.cancel()).isTrue();
            assertThatThrownBy(endless::get).isInstanceOf(CancellationException.class);
            assertThat(other.get(LIMIT)).isEqualTo(PoolContract.range(50));
        }
    }

    @Test
    void itemAmongManySentAhead_thatRunsTooLong_isTheOnlyOneTold() throws Exception {
        try (var pool = new Pool(1)) {
            makeTasksLookShort(pool);
            long pid = pool.pids().get(0);
            var hasty = pool.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(500)));
            try (var results =
                    hasty.imap(x -> x == 7 ? PoolOptionsContract.waitForEver() : x, PoolContract.range(40), 40)) {
                await().atMost(LIMIT)
                        .until(() -> pool.workers().stream()
                                .anyMatch(
                                        worker -> String.valueOf(worker.task()).startsWith("item 7 (7) of imap")));
                for (int x : PoolContract.range(40)) {
                    if (x == 7) {
                        assertThatThrownBy(() -> results.next(LIMIT))
                                .hasCauseExactlyInstanceOf(TimeoutException.class)
                                .hasMessageContaining("item 7 (7) of imap")
                                .hasMessageContaining("longer than its run timeout");
                    } else {
                        assertThat(results.next(LIMIT)).isEqualTo(x);
                    }
                }
            }
            assertThat(pool.pids()).containsExactly(pid);
        }
    }

    static int printOrHang(int x) throws Exception {
        if (x == 0) {
            System.out.println("printed");
        }
        return x == 1 ? PoolOptionsContract.waitForEver() : x;
    }

    @Test
    void itemWhoseResultWaitsForOutput_isToldThoughTheNextOneRunsTooLong() throws Exception {
        var open = new CountDownLatch(1);
        PrintStream before = System.out;
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            var late = new CountDownLatch(1);
            System.setOut(new PrintStream(new Stuck(open), true, StandardCharsets.UTF_8));
            var hasty = pool.with(TaskOptions.defaults()
                    .withRunTimeout(Duration.ofMillis(500))
                    .withOnTimeout(task -> late.countDown()));
            try (var results = hasty.imap(PoolDeadlineTest::printOrHang, List.of(0, 1, 2), 3)) {
                assertThat(late.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                open.countDown();
                assertThat(results.next(LIMIT)).isEqualTo(0);
                assertThatThrownBy(() -> results.next(LIMIT)).hasCauseExactlyInstanceOf(TimeoutException.class);
                assertThat(results.next(LIMIT)).isEqualTo(2);
            }
        } finally {
            open.countDown();
            System.setOut(before);
        }
    }

    @Test
    void overdueItemOfImap_isNamedToTheListener() throws Exception {
        var named = new CompletableFuture<String>();
        try (var pool = new Pool(1)) {
            var hasty = pool.with(TaskOptions.defaults()
                    .withRunTimeout(Duration.ofMillis(500))
                    .withOnTimeout(task -> named.complete(task.description())));
            try (var results = hasty.imap(PoolDeadlineTest::printOrHang, List.of(7, 8, 1))) {
                assertThat(results.next(LIMIT)).isEqualTo(7);
                assertThat(results.next(LIMIT)).isEqualTo(8);
                assertThatThrownBy(() -> results.next(LIMIT)).hasCauseExactlyInstanceOf(TimeoutException.class);
            }
        }
        assertThat(named.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).startsWith("item 2 (1) of imap");
    }

    /** A stream that takes nothing before it is opened. */
    static final class Stuck extends OutputStream {
        private final CountDownLatch open;

        Stuck(CountDownLatch open) {
            this.open = open;
        }

        @Override
        public void write(int b) {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void cancelledMap_whoseItemsWereSentAhead_interruptsOnlyTheOneThatRuns() throws Exception {
        try (var pool = new Pool(1)) {
            makeTasksLookShort(pool);
            long pid = pool.pids().get(0);
            String runs = folder.toString();
            AsyncResult<List<Integer>> stuck = pool.mapAsync(
                    x -> run(runs, x) < 3 ? x : PoolOptionsContract.waitForEver(), PoolContract.range(40));
            await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("3")));
            assertThat(stuck.cancel()).isTrue();
            assertThat(pool.applyAsync(() -> 5).get(LIMIT)).isEqualTo(5);
            assertThat(folder.resolve("4")).doesNotExist();
            assertThat(pool.pids()).containsExactly(pid);
        }
    }

    /** A task that says that it has run. */
    static int run(String folder, int number) throws Exception {
        Files.createFile(Path.of(folder, Integer.toString(number)));
        return number;
    }

    @Test
    void randomCancels_leaveEachCallDoneOrCancelledAndHarmNoWorker() throws Exception {
        long seed = Long.getLong("dev.krait.seed", System.nanoTime());
        var random = new Random(seed);
        String runs = folder.toString();
        try (var pool = new Pool(2)) {
            pool.map(x -> x, PoolContract.range(4));
            await().atMost(LIMIT).until(() -> pool.pids().size() == 2);
            List<Long> pids = pool.pids();
            int cancelled = 0;
            for (int done = 0; done < CANCELS; ) {
                int size = Math.min(100, CANCELS - done);
                var results = new ArrayList<AsyncResult<Integer>>();
                var cancels = new ArrayList<Boolean>();
                for (int i = 0; i < size; i++) {
                    int number = done + i;
                    results.add(pool.applyAsync(() -> run(runs, number)));
                }
                for (int i = 0; i < size; i++) {
                    cancels.add(random.nextInt(3) > 0 && results.get(i).cancel());
                }
                for (int i = 0; i < size; i++) {
                    AsyncResult<Integer> result = results.get(i);
                    if (cancels.get(i)) {
                        cancelled++;
                        assertThatThrownBy(() -> result.get(LIMIT)).isInstanceOf(CancellationException.class);
                    } else {
                        assertThat(result.get(LIMIT)).as("seed %d", seed).isEqualTo(done + i);
                        assertThat(Path.of(runs, Integer.toString(done + i))).exists();
                    }
                }
                done += size;
            }
            assertThat(cancelled).as("seed %d", seed).isPositive();
            assertThat(pool.pids()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(pids);
        }
    }
}
