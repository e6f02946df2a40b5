package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptedExecutorTest implements ExecutorContract {
    @Override
    public Executor newExecutor(int workers) {
        return Executor.of(Executors.newFixedThreadPool(workers));
    }

    @Test
    void shutdown_shutsTheServiceDown() {
        var service = Executors.newFixedThreadPool(1);
        Executor.of(service).close();
        assertThat(service.isTerminated()).isTrue();
    }

    @Test
    void submit_afterTheServiceWasShutDown_isRefused() {
        var service = Executors.newFixedThreadPool(1);
        try (var executor = Executor.of(service)) {
            service.shutdown();
            assertThatIllegalStateException().isThrownBy(() -> executor.submit(Tasks::square, 1));
            assertThat(executor.isShutdown()).isTrue();
        }
    }

    @Test
    void submit_whenTheServiceIsFull_isRejected(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var service = new java.util.concurrent.ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>());
        try (var executor = Executor.of(service)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            assertThatThrownBy(() -> executor.submit(Gate::leaveMark, gate, "rejected"))
                    .isInstanceOf(RejectedExecutionException.class);
            gate.open();
            assertThat(running.result()).isEqualTo("running");
        }
        assertThat(gate.has("rejected")).isFalse();
    }

    @Test
    void close_overAPoolThatCannotBeShutDown_waitsForItsOwnTasks() throws Exception {
        Future<Integer> future;
        try (var executor = Executor.of(ForkJoinPool.commonPool())) {
            future = executor.submit(Tasks::square, 3);
        }
        assertThat(future.done()).isTrue();
        assertThat(future.result()).isEqualTo(9);
    }

    @Test
    void shutdown_fromATask_doesNotWaitForItself() throws Exception {
        try (var executor = newExecutor(1)) {
            var future = executor.submit(() -> {
                executor.shutdown();
                return executor.isShutdown();
            });
            assertThat(future.result()).isTrue();
        }
    }
}
