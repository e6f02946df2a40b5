package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.OverdueTask;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.WorkerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker processes of an executor: how long they stay, how much they may take and cost, and how they are seen. */
class ProcessPoolWorkersTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MIB = 1 << 20;

    static int leak(Gate gate) throws InterruptedException {
        var kept = new ArrayList<byte[]>();
        while (kept.size() < 400) {
            byte[] block = new byte[MIB];
            Arrays.fill(block, (byte) 1);
            kept.add(block);
        }
        Gate.arriveAndWait(gate, "leaked");
        return kept.size();
    }

    @Test
    void executor_withOptionsAlone_hasAWorkerForEachProcessor() {
        try (var executor = new ProcessPoolExecutor(ProcessPoolOptions.defaults())) {
            assertThat(executor.maxWorkers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void taskThatTakesTooMuchMemory_costsItsWorkerAndSaysWhy(@TempDir Path folder) throws Exception {
        var options = ProcessPoolOptions.defaults()
                .withMaxMemoryPerChild(220L * MIB)
                .withLaunch(LaunchOptions.defaults().withJvmOptions("-Xmx600m"));
        try (var executor = new ProcessPoolExecutor(1, options)) {
            var leaking = executor.submit(ProcessPoolWorkersTest::leak, Gate.in(folder));
            assertThatThrownBy(() -> leaking.result(LONG))
                    .isInstanceOf(BrokenProcessPoolException.class)
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasStackTraceContaining("more than the 220 MiB that a worker of this pool may take");
            assertThat(executor.submit(Tasks::square, 3).result(LONG)).isEqualTo(9);
        }
    }

    @Test
    void actionOnTimeout_seesTheThreadsOfTheWorker(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var told = new CompletableFuture<OverdueTask>();
        // Much grace, since the machine may be busy and a first dump takes its time.
        try (var executor =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withStopGrace(LONG))) {
            var watched = executor.with(
                    TaskOptions.defaults().withRunTimeout(Duration.ofMillis(60)).withOnTimeout(told::complete));
            await().pollInSameThread().atMost(LONG).until(() -> {
                var late = watched.submit(Gate::arriveAndWait, gate, "late");
                assertThatThrownBy(() -> late.result(LONG)).isExactlyInstanceOf(TimeoutException.class);
                return told.isDone();
            });
            OverdueTask task = told.get();
            assertThat(task.threadDump()).contains("Full thread dump", "process " + task.pid(), "\"main\" #");
            assertThat(executor.pids()).containsExactly(task.pid());
        }
    }

    @Test
    void workerThatIsTooOld_isReplaced() throws Exception {
        var options = ProcessPoolOptions.defaults().withMaxAgePerChild(Duration.ofMillis(500));
        try (var executor = new ProcessPoolExecutor(1, options)) {
            var seen = new HashSet<Long>();
            await().pollInSameThread().atMost(LONG).until(() -> {
                seen.add(executor.submit(() -> ProcessHandle.current().pid()).result(LONG));
                return seen.size() == 2;
            });
        }
    }

    @Test
    void limitsThatMakeNoSense_areRefused() {
        ProcessPoolOptions options = ProcessPoolOptions.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxAgePerChild(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxMemoryPerChild(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.defaults().withMaxLosses(0));
    }

    @Test
    void workers_areShownWithWhatTheyRunAndTheirThreads(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            assertThat(executor.workers()).singleElement().satisfies(worker -> {
                assertThat(worker.state()).isEqualTo(WorkerStatus.State.RUNNING);
                assertThat(worker.pid()).isEqualTo(executor.pids().get(0));
                assertThat(worker.task()).contains("a call of");
                assertThat(worker.threadDump(LONG)).contains(Gate.class.getName() + ".arriveAndWait");
            });
            gate.open();
            assertThat(running.result(LONG)).isEqualTo("running");
        }
    }

    @Test
    void taskThatKillsItsWorkers_isNotTriedWithoutEnd(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            var patient = executor.with(TaskOptions.defaults().withRetries(100).withMaxLosses(2));
            var poison = patient.submit(
                    there -> {
                        there.log("run");
                        return ProcessPoolExecutorTest.halt(3);
                    },
                    gate);
            assertThatThrownBy(() -> poison.result(LONG))
                    .isInstanceOf(BrokenProcessPoolException.class)
                    .hasCauseInstanceOf(WorkerLostException.class);
            assertThat(gate.lines()).hasSize(2);
            assertThat(executor.submit(Tasks::square, 3).result(LONG)).isEqualTo(9);
        }
    }
}
