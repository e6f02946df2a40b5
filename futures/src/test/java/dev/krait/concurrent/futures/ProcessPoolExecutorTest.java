package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.MaybeEncodingException;
import dev.krait.multiprocessing.RemoteTraceback;
import dev.krait.multiprocessing.WorkerLostException;
import dev.krait.multiprocessing.connection.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessPoolExecutorTest implements ExecutorContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Override
    public Executor newExecutor(int workers) {
        return new ProcessPoolExecutor(workers);
    }

    static int halt(int code) {
        Runtime.getRuntime().halt(code);
        return code;
    }

    @Test
    void tasks_runInOtherProcesses() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            long pid = executor.submit(() -> ProcessHandle.current().pid()).result();
            assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(executor.pids()).containsExactly(pid);
        }
    }

    @Test
    void workers_areStartedOnlyWhenThereIsWork() throws Exception {
        try (var executor = new ProcessPoolExecutor(4)) {
            assertThat(executor.pids()).isEmpty();
            executor.submit(Tasks::square, 2).result();
            assertThat(executor.pids()).hasSize(1);
        }
    }

    @Test
    void lossOfAWorker_failsTheFutureOfItsTaskAlone() throws Exception {
        try (var executor = new ProcessPoolExecutor(2)) {
            var futures = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 200; i++) {
                futures.add(
                        i == 100
                                ? executor.submit(ProcessPoolExecutorTest::halt, 9)
                                : executor.submit(Tasks::square, i));
            }
            for (int i = 0; i < 200; i++) {
                Future<Integer> future = futures.get(i);
                if (i == 100) {
                    assertThatThrownBy(() -> future.result(LONG))
                            .isInstanceOf(BrokenProcessPoolException.class)
                            .hasMessageContaining("exit code 9")
                            .hasCauseInstanceOf(WorkerLostException.class);
                } else {
                    assertThat(future.result(LONG)).isEqualTo(i * i);
                }
            }
            assertThat(executor.isBroken()).isFalse();
        }
    }

    @Test
    void lossOfAWorker_byPythonsRule_breaksTheExecutor(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor =
                new ProcessPoolExecutor(2, ProcessPoolOptions.defaults().withBreakOnWorkerLoss())) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var lost = executor.submit(ProcessPoolExecutorTest::halt, 9);
            assertThatThrownBy(() -> lost.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
            assertThatThrownBy(() -> running.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
            assertThat(executor.isBroken()).isTrue();
            assertThatThrownBy(() -> executor.submit(Tasks::square, 1))
                    .isInstanceOf(BrokenProcessPoolException.class)
                    .hasCauseInstanceOf(WorkerLostException.class);
        }
    }

    @Test
    void initializerThatFails_breaksTheExecutorWithItsCause() {
        try (var executor =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withInitializer(() -> {
                    throw new IOException("no database");
                }))) {
            var future = executor.submit(Tasks::square, 1);
            assertThatThrownBy(() -> future.result(LONG))
                    .isInstanceOf(BrokenProcessPoolException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> executor.submit(Tasks::square, 1)).isInstanceOf(BrokenProcessPoolException.class);
        }
    }

    @Test
    void killWorkers_failsWhatIsNotDone(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var executor = new ProcessPoolExecutor(1);
        var running = executor.submit(Gate::arriveAndWait, gate, "running");
        var queued = executor.submit(Tasks::square, 2);
        gate.awaitMark("running");
        executor.killWorkers();
        assertThatThrownBy(() -> running.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThatThrownBy(() -> queued.result(LONG)).isInstanceOf(BrokenProcessPoolException.class);
        assertThatThrownBy(() -> executor.submit(Tasks::square, 1)).isInstanceOf(BrokenProcessPoolException.class);
        assertThat(executor.awaitTermination(LONG)).isTrue();
    }

    static int spin(Gate gate, String name) {
        gate.mark(name);
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void cancelByForce_ofATaskThatIgnoresInterrupts_killsItsWorkerAndNoOther(@TempDir Path folder) throws Exception {
        try (var executor =
                new ProcessPoolExecutor(2, ProcessPoolOptions.defaults().withStopGrace(Duration.ofMillis(50)))) {
            assertThatCancelByForceHarmsNoOther(executor, Gate.in(folder));
        }
    }

    @Test
    void cancelByForce_byPythonsRuleForLosses_breaksNothing(@TempDir Path folder) throws Exception {
        var options = ProcessPoolOptions.defaults().withBreakOnWorkerLoss().withStopGrace(Duration.ofMillis(50));
        try (var executor = new ProcessPoolExecutor(2, options)) {
            assertThatCancelByForceHarmsNoOther(executor, Gate.in(folder));
            assertThat(executor.isBroken()).isFalse();
        }
    }

    private static void assertThatCancelByForceHarmsNoOther(ProcessPoolExecutor executor, Gate gate) throws Exception {
        var other = executor.submit(Gate::arriveAndWait, gate, "other");
        gate.awaitMark("other");
        var stuck = executor.submit(ProcessPoolExecutorTest::spin, gate, "stuck");
        gate.awaitMark("stuck");
        assertThat(stuck.cancel(true)).isTrue();
        assertThat(executor.submit(Tasks::square, 3).result(LONG)).isEqualTo(9);
        gate.open();
        assertThat(other.result(LONG)).isEqualTo("other");
    }

    @Test
    void endOfAPipe_thatWasGivenToACallWhichNeverBegins_endsItsStream(@TempDir Path folder) throws Exception {
        var gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1);
                var pipe = new Pipe()) {
            var first = executor.submit(Gate::arriveAndWait, gate, "first");
            gate.awaitMark("first");
            var cancelled = executor.submit(end -> end.recv(), pipe.child());
            assertThat(cancelled.cancel()).isTrue();
            gate.open();
            assertThat(first.result(LONG)).isEqualTo("first");
            assertThat(pipe.parent().poll(LONG)).isTrue();
            assertThatThrownBy(() -> pipe.parent().recv()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whatCannotTravel_isRefusedInTheCall() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            Object stuck = new Object();
            assertThatThrownBy(() -> executor.submit(Tasks::same, stuck))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("argument 0");
            assertThatThrownBy(() -> executor.submit(() -> stuck.hashCode()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("function");
            assertThat(executor.submit(Tasks::square, 3).result()).isEqualTo(9);
        }
    }

    static Object unsendable() {
        return new Object();
    }

    @Test
    void resultThatCannotTravel_failsItsTaskAlone() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            var future = executor.submit(ProcessPoolExecutorTest::unsendable);
            assertThatThrownBy(() -> future.result(LONG)).isInstanceOf(MaybeEncodingException.class);
            assertThat(executor.submit(Tasks::square, 3).result(LONG)).isEqualTo(9);
        }
    }

    @Test
    void exceptionOfATask_carriesWhereItWasThrown() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            Throwable failure = executor.submit(Tasks::failWithIo, 5).exception(LONG);
            assertThat(failure).isExactlyInstanceOf(IOException.class).hasMessage("no 5");
            assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("failWithIo");
            assertThat(failure.getSuppressed()).hasOnlyElementsOfType(RemoteTraceback.class);
        }
    }

    @Test
    void exitOfATask_failsItWithTheExitCode() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            var exiting = executor.submit(() -> System.exit(5));
            assertThatThrownBy(() -> exiting.result(LONG))
                    .isInstanceOf(BrokenProcessPoolException.class)
                    .hasMessageContaining("exit code 5");
            assertThat(executor.submit(Tasks::square, 3).result(LONG)).isEqualTo(9);
        }
    }

    static int squareInAGrandchild(int n) throws Exception {
        try (var inner = new ProcessPoolExecutor(1)) {
            return inner.submit(Tasks::square, n).result();
        }
    }

    @Test
    void tasks_mayUseProcessesOfTheirOwn() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            assertThat(executor.submit(ProcessPoolExecutorTest::squareInAGrandchild, 7)
                            .result(LONG))
                    .isEqualTo(49);
        }
    }

    @Test
    void tasksOfAChunk_haveOutcomesOfTheirOwn() throws Exception {
        try (var executor = new ProcessPoolExecutor(2);
                var results = executor.map(
                        (Integer n) -> n == 5 ? halt(1) : n,
                        IntStream.range(0, 20).boxed().toList(),
                        MapOptions.defaults().withChunkSize(10))) {
            for (int i = 0; i < 20; i++) {
                if (i == 5) {
                    assertThatThrownBy(results::take).isInstanceOf(BrokenProcessPoolException.class);
                } else {
                    assertThat(results.take()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void workers_areReplacedAfterTheirTasks() throws Exception {
        try (var executor =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withMaxTasksPerChild(2))) {
            var pids = new ArrayList<Long>();
            for (int i = 0; i < 4; i++) {
                pids.add(executor.submit(() -> ProcessHandle.current().pid()).result(LONG));
            }
            assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(pids.get(2));
            assertThat(pids.get(2)).isEqualTo(pids.get(3));
        }
    }

    @Test
    void boundedQueue_rejectsWhenFull(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withQueueCapacity(1, WhenFull.REJECT))) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var queued = executor.submit(Tasks::square, 2);
            assertThatThrownBy(() -> executor.submit(Tasks::square, 3)).isInstanceOf(RejectedExecutionException.class);
            gate.open();
            assertThat(running.result(LONG)).isEqualTo("running");
            assertThat(queued.result(LONG)).isEqualTo(4);
            assertThat(executor.submit(Tasks::square, 5).result(LONG)).isEqualTo(25);
        }
    }

    @Test
    void boundedQueue_hasThePlacesAgainOfWhatWasCancelledInIt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor =
                new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withQueueCapacity(2, WhenFull.REJECT))) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            for (int i = 0; i < 3; i++) {
                var first = executor.submit(Tasks::square, 2);
                var second = executor.submit(Tasks::square, 3);
                assertThatThrownBy(() -> executor.submit(Tasks::square, 4))
                        .isInstanceOf(RejectedExecutionException.class);
                assertThat(first.cancel()).isTrue();
                assertThat(second.cancel()).isTrue();
            }
            assertThat(executor.queuedTasks()).isZero();
            var third = executor.submit(Tasks::square, 5);
            gate.open();
            assertThat(running.result(LONG)).isEqualTo("running");
            assertThat(third.result(LONG)).isEqualTo(25);
        }
    }

    @Test
    void callbacks_mayWaitForOtherTasks() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            var second = new Future<Integer>();
            executor.submit(Tasks::square, 3).addDoneCallback(first -> {
                try {
                    second.setResult(executor.submit(Tasks::square, 4).result());
                } catch (Exception e) {
                    second.setException(e);
                }
            });
            assertThat(second.result(LONG)).isEqualTo(16);
        }
    }

    /** A large item; it travels only when a worker has begun the one before. */
    private static final class Load implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Gate gate;
        private final int number;
        private final byte[] bytes = new byte[1 << 20];

        Load(Gate gate, int number) {
            this.gate = gate;
            this.number = number;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            if (number > 0) {
                gate.awaitMark("begun-" + (number - 1));
            }
            out.defaultWriteObject();
        }

        static int unload(Load load) {
            load.gate.mark("begun-" + load.number);
            return load.bytes.length + load.number;
        }
    }

    @Test
    void map_ofLargeItems_startsTheFirstBeforeTheLastIsWritten(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1);
                var sizes =
                        executor.map(Load::unload, List.of(new Load(gate, 0), new Load(gate, 1), new Load(gate, 2)))) {
            assertThat(sizes.take()).isEqualTo(1 << 20);
            assertThat(sizes.take()).isEqualTo((1 << 20) + 1);
            assertThat(sizes.take()).isEqualTo((1 << 20) + 2);
        }
    }

    @Test
    void noWorkers_areRefused() {
        assertThatThrownBy(() -> new ProcessPoolExecutor(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
