package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How workers are bounded and replaced. */
class PoolWearTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MIB = 1 << 20;
    private static final int MOST_TASKS = 30;

    /** A task that takes memory until it is stopped. */
    static int leak() throws InterruptedException {
        var kept = new ArrayList<byte[]>();
        while (kept.size() < 4000) {
            byte[] block = new byte[(int) MIB];
            java.util.Arrays.fill(block, (byte) 1);
            kept.add(block);
        }
        return PoolOptionsContract.waitForEver() + kept.size();
    }

    @Test
    void timesOfWorkers_areRefusedInTheirOwnTerms() {
        var options = PoolOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withMaxAgePerChild(Duration.ofSeconds(-1)))
                .withMessage("max age per child must be more than zero: PT-1S; leave it out for workers that stay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withMaxAgePerChild(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageMatching("max age per child .* is longer than can be counted, .*; leave it out .*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withStopGrace(Duration.ofSeconds(-1)))
                .withMessage("the grace must not be negative: PT-1S; zero kills at once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withStopGrace(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageMatching("the grace .* is longer than can be counted, .*");
    }

    @Test
    void taskThatTakesTooMuchMemory_isKilledAndSaysWhy() throws Exception {
        var options = PoolOptions.defaults()
                .withMaxMemoryPerChild(220 * MIB)
                .withLaunch(LaunchOptions.defaults().withJvmOptions("-Xmx600m"));
        try (var pool = new Pool(1, options)) {
            assertThatThrownBy(() -> pool.applyAsync(PoolWearTest::leak).get(LIMIT))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("it was killed because it took ")
                    .hasMessageContaining("more than the 220 MiB that a worker of this pool may take");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    /** A task that prints without end, and takes memory as soon as it may. */
    static int printAndLeak(String mark) {
        var leaking = new Thread(() -> {
            try {
                PoolFaultTest.waitForFile(mark, 0);
                leak();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        leaking.start();
        while (leaking.isAlive()) {
            System.out.println("x".repeat(1000));
        }
        return 1;
    }

    private static boolean aReaderWaitsForTheTerminal() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getMethodName().equals("addWhenThereIsRoom"));
    }

    @Test
    void taskThatIsKilledForItsMemory_whileItsReaderIsBusy_saysWhyAllTheSame(@TempDir Path folder) throws Exception {
        var options = PoolOptions.defaults()
                .withMaxMemoryPerChild(220 * MIB)
                .withLaunch(LaunchOptions.defaults().withJvmOptions("-Xmx600m"));
        Path mark = folder.resolve("leak");
        var open = new CountDownLatch(1);
        PrintStream before = System.out;
        try (var pool = new Pool(1, options)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            System.setOut(new PrintStream(new PoolDeadlineTest.Stuck(open), true, StandardCharsets.UTF_8));
            AsyncResult<Integer> large = pool.applyAsync(PoolWearTest::printAndLeak, mark.toString());
            await().atMost(LIMIT).until(PoolWearTest::aReaderWaitsForTheTerminal);
            Files.createFile(mark);
            Program.awaitEnd(pid);
            open.countDown();
            assertThatThrownBy(() -> large.get(LIMIT))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("it was killed because it took ");
        } finally {
            open.countDown();
            System.setOut(before);
        }
    }

    /** Has a worker take more than one task at a time, and leaves it two that it may take. */
    private static long leaveItTwo(Pool pool) throws Exception {
        long pid = pool.apply(() -> ProcessHandle.current().pid());
        for (int i = 1; i < MOST_TASKS - 2; i++) {
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isEqualTo(pid);
        }
        return pid;
    }

    private static void awaitSuccessorOf(long pid, Pool pool) {
        await().atMost(LIMIT)
                .until(() -> !pool.pids().contains(pid) && !pool.pids().isEmpty());
    }

    static int create(String file) throws IOException {
        Files.createFile(Path.of(file));
        return 1;
    }

    @Test
    void cancelledMap_ofWhichAWorkerHasItsLastTask_neverBegins(@TempDir Path folder) throws Exception {
        Path begun = folder.resolve("begun");
        Path mark = folder.resolve("mark");
        try (var pool = new Pool(1, PoolOptions.defaults().withMaxTasksPerChild(MOST_TASKS))) {
            long pid = leaveItTwo(pool);
            AsyncResult<Integer> before = pool.applyAsync(PoolFaultTest::waitForFile, mark.toString(), 1);
            AsyncResult<List<Integer>> last = pool.mapAsync(PoolWearTest::create, List.of(begun.toString()));
            awaitSuccessorOf(pid, pool);
            assertThat(last.cancel()).isTrue();
            Files.createFile(mark);
            assertThat(before.get(LIMIT)).isEqualTo(1);
            assertThat(pool.applyAsync(() -> 2).get(LIMIT)).isEqualTo(2);
        }
        assertThat(begun).doesNotExist();
    }

    @Test
    void lastTaskOfAWorker_thatWaitsForTooLong_isToldInTime(@TempDir Path folder) throws Exception {
        Path mark = folder.resolve("mark");
        try (var pool = new Pool(1, PoolOptions.defaults().withMaxTasksPerChild(MOST_TASKS))) {
            long pid = leaveItTwo(pool);
            AsyncResult<Integer> before = pool.applyAsync(PoolFaultTest::waitForFile, mark.toString(), 1);
            AsyncResult<Integer> last = pool.with(TaskOptions.defaults().withQueueTimeout(Duration.ofSeconds(5)))
                    .applyAsync(() -> 2);
            awaitSuccessorOf(pid, pool);
            assertThatThrownBy(() -> last.get(LIMIT))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("did not start within its queue timeout");
            Files.createFile(mark);
            assertThat(before.get(LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void lastTaskOfAWorker_goesToAnotherOneThatIsIdle(@TempDir Path folder) throws Exception {
        Path mark = folder.resolve("mark");
        Path othersMark = folder.resolve("mark-of-the-other");
        try (var pool = new Pool(2, PoolOptions.defaults().withMaxTasksPerChild(MOST_TASKS))) {
            long pid = leaveItTwo(pool);
            AsyncResult<Integer> before = pool.applyAsync(PoolFaultTest::waitForFile, mark.toString(), 1);
            await().atMost(LIMIT).until(() -> pool.pids().size() == 2);
            AsyncResult<Integer> other = pool.applyAsync(PoolFaultTest::waitForFile, othersMark.toString(), 2);
            AsyncResult<Integer> last = pool.applyAsync(() -> 3);
            await().atMost(LIMIT).until(() -> !pool.pids().contains(pid));
            Files.createFile(othersMark);
            assertThat(other.get(LIMIT)).isEqualTo(2);
            assertThat(last.get(LIMIT)).isEqualTo(3);
            Files.createFile(mark);
            assertThat(before.get(LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void workerThatIsTooOld_isReplacedWithoutAGapAndEndsItsTask() throws Exception {
        var options = PoolOptions.defaults().withMaxAgePerChild(Duration.ofMillis(1500));
        try (var pool = new Pool(1, options)) {
            var seen = new HashSet<Long>();
            await().atMost(LIMIT).until(() -> {
                seen.add(pool.apply(() -> ProcessHandle.current().pid()));
                return seen.size() == 3;
            });
        }
    }

    @Test
    void workersThatLeftForTheirAge_areNoReasonToGiveUpWhenOneIsKilled() throws Exception {
        var options = PoolOptions.defaults().withMaxAgePerChild(Duration.ofMillis(200));
        try (var pool = new Pool(1, options)) {
            var seen = new HashSet<Long>();
            await().atMost(LIMIT).until(() -> {
                seen.addAll(pool.pids());
                return seen.size() > 12;
            });
            Deaths.kill(pool.pids().get(0));
            assertThat(pool.applyAsync(() -> 1).get(LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void workerWithALimitOfTasks_isReplacedWhileItDoesItsLast() throws Exception {
        try (var pool = new Pool(1, PoolOptions.defaults().withMaxTasksPerChild(2))) {
            pool.apply(() -> 1);
            // The second is the last; the next worker is there before it has ended.
            AsyncResult<Integer> last = pool.applyAsync(PoolOptionsContract::waitForEver);
            List<Long> one = pool.pids();
            await().atMost(LIMIT)
                    .until(() -> !pool.pids().isEmpty() && !pool.pids().equals(one));
            assertThat(last.ready()).isFalse();
            assertThat(pool.workers()).anySatisfy(worker -> {
                assertThat(worker.state()).isEqualTo(WorkerStatus.State.RUNNING);
                assertThat(worker.task()).contains("a call of a lambda of " + PoolWearTest.class.getName());
            });
            last.cancel();
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
        }
    }

    /** In a worker: begins no task before a file is there. */
    static void holdBack(String go) {
        FaultPoint.on(step -> {
            if (step.equals("frame-read")) {
                PoolFaultTest.waitForFile(go, 0);
            }
        });
    }

    @Test
    void workerThatHasNotBegunItsLastTask_doesItAllTheSame(@TempDir Path folder) throws Exception {
        String go = folder.resolve("go").toString();
        var options = PoolOptions.defaults().withMaxTasksPerChild(1).withInitializer(() -> holdBack(go));
        try (var pool = new Pool(1, options)) {
            await().atMost(LIMIT).until(() -> !pool.pids().isEmpty());
            long first = pool.pids().get(0);
            AsyncResult<Long> last =
                    pool.applyAsync(() -> ProcessHandle.current().pid());
            await().atMost(LIMIT).until(() -> pool.pids().stream().anyMatch(pid -> pid != first));
            Files.createFile(Path.of(go));
            assertThat(last.get(LIMIT)).isEqualTo(first);
        }
    }

    static int logAndWait(String log, String go) throws Exception {
        Files.writeString(Path.of(log), "begin\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        PoolFaultTest.waitForFile(go, 0);
        Files.writeString(Path.of(log), "end\n", StandardOpenOption.APPEND);
        return 1;
    }

    @Test
    void workersAtTheirLastTask_stillTakeUpThePlacesOfThePool(@TempDir Path folder) throws Exception {
        String log = folder.resolve("log").toString();
        String go = folder.resolve("go").toString();
        try (var pool = new Pool(1, PoolOptions.defaults().withMaxTasksPerChild(1))) {
            var results = new ArrayList<AsyncResult<Integer>>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.applyAsync(PoolWearTest::logAndWait, log, go));
            }
            await().atMost(LIMIT)
                    .until(() -> pool.workers().stream().anyMatch(worker -> worker.state() == WorkerStatus.State.IDLE));
            Files.createFile(Path.of(go));
            for (AsyncResult<Integer> result : results) {
                assertThat(result.get(LIMIT)).isEqualTo(1);
            }
            assertThat(Files.readAllLines(Path.of(log)))
                    .as("one task at a time")
                    .containsExactly("begin", "end", "begin", "end", "begin", "end", "begin", "end");
        }
    }

    /** A program with little memory whose worker returns more than fits into it. */
    public static final class SmallReader {
        public static void main(String[] arguments) throws Exception {
            var options =
                    PoolOptions.defaults().withLaunch(LaunchOptions.defaults().withJvmOptions("-Xmx300m"));
            try (var pool = new Pool(1, options)) {
                try {
                    byte[] large = pool.apply(() -> new byte[(int) (100 * MIB)]);
                    System.out.println(large.length);
                } catch (Exception | OutOfMemoryError e) {
                    System.out.println(e.toString().replace(System.lineSeparator(), " "));
                }
                System.out.println(pool.apply(() -> 1));
            }
        }
    }

    @Test
    void resultForWhichThisProcessHasNoMemory_failsItsTaskAlone() throws Exception {
        try (var program = Program.start(List.of("-Xmx40m", "-Ddev.krait.spares=0"), SmallReader.class)) {
            assertThat(program.readLine())
                    .contains("RemoteTaskException", "cannot be rebuilt in this process", "OutOfMemoryError");
            assertThat(program.readLine()).isEqualTo("1");
            assertThat(program.exitCode()).isZero();
        }
    }
}
