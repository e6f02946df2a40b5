package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the threads of a worker are doing, told while its task does not. */
class ThreadDumpTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static synchronized int spinWithALock(String started) throws Exception {
        Thread waiting = new Thread(ThreadDumpTest::comeTooLate, "comes-too-late");
        waiting.setDaemon(true);
        waiting.start();
        return PoolFaultTest.touchThenSpin(started);
    }

    private static synchronized void comeTooLate() {
        throw new AssertionError("the lock is never released");
    }

    @Test
    void threadDump_ofAWorkerWhoseTaskIsStuck_showsWhereAndItsLocks() throws Exception {
        try (var pool = new Pool(1)) {
            String started = folder.resolve("started").toString();
            AsyncResult<Integer> stuck = pool.applyAsync(() -> spinWithALock(started));
            await().atMost(LIMIT).until(() -> Files.exists(Path.of(started)));
            WorkerStatus worker = pool.workers().get(0);
            await().atMost(LIMIT)
                    .pollInSameThread()
                    .untilAsserted(() -> assertThat(worker.threadDump(LIMIT))
                            .contains("Full thread dump", "process " + worker.pid())
                            .contains("\"main\" #", "java.lang.Thread.State: RUNNABLE")
                            .contains("\tat " + PoolFaultTest.class.getName() + ".touchThenSpin(PoolFaultTest.java:")
                            .containsPattern("- locked <0x[0-9a-f]+> \\(a java.lang.Class\\)")
                            .containsPattern(
                                    "\"comes-too-late\" #[0-9]+ daemon prio=5\n   java.lang.Thread.State: BLOCKED")
                            .containsPattern(
                                    "- waiting to lock <0x[0-9a-f]+> \\(a java.lang.Class\\) held by \"main\""));
            stuck.cancel();
        }
    }

    @Test
    void threadDump_ofAStoppedWorker_timesOut_andOfADeadOneIsRefused() throws Exception {
        try (var pool = new Pool(1)) {
            await().atMost(LIMIT).until(() -> pool.pids().size() == 1);
            WorkerStatus worker = pool.workers().get(0);
            Signals.send("STOP", worker.pid());
            assertThatThrownBy(() -> worker.threadDump(Duration.ofMillis(50)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("gave no thread dump within PT0.05S");
            Signals.send("KILL", worker.pid());
            Program.awaitEnd(worker.pid());
            assertThatThrownBy(() -> worker.threadDump(LIMIT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended");
        }
    }

    @Test
    void threadDump_forATimeThatCannotBe_isRefusedWithoutBadAdvice() {
        try (Pool pool = new ThreadPool(1)) {
            WorkerStatus worker = pool.workers().get(0);
            assertThatThrownBy(() -> worker.threadDump(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must not be negative: PT-1S; leave it out for one of ten seconds");
            assertThatThrownBy(() -> worker.threadDump(ChronoUnit.FOREVER.getDuration()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("longer than can be counted")
                    .hasMessageEndingWith("; leave it out for one of ten seconds");
        }
    }

    @Test
    void threadDump_ofAThread_isThatOfThisProcess() throws Exception {
        try (Pool pool = new ThreadPool(1)) {
            assertThat(pool.workers().get(0).threadDump()).contains("ThreadDumpTest.threadDump_ofAThread");
        }
    }
}
