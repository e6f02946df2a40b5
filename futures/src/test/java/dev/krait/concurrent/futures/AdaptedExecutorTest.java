package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AdaptedExecutorTest implements ExecutorContract, LocalWorkersContract {
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

    private static long awaitIt(CountDownLatch latch) throws InterruptedException {
        latch.await();
        return latch.getCount();
    }

    @Test
    @Timeout(60)
    void map_outOfTimeInATaskThatTheServiceRunsInTheCaller_stopsItAndThrowsTimeout() throws Exception {
        var never = new CountDownLatch(1);
        var service = new java.util.concurrent.ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new CallerRunsPolicy());
        var limit = MapOptions.defaults().withTimeout(TaskOptionsContract.SHORT);
        try (var executor = Executor.of(service)) {
            var running = executor.submit(() -> never.await());
            try (var results = executor.map(AdaptedExecutorTest::awaitIt, List.of(never, never), limit)) {
                assertThatThrownBy(results::take).isInstanceOf(TimeoutException.class);
            }
            assertThat(running.cancel(true)).isTrue();
        }
    }

    /** A pool that refuses the first task, and is slow to do so: only when another has been done. */
    private static final class SlowToRefuse extends java.util.concurrent.ThreadPoolExecutor {
        final AtomicInteger offered = new AtomicInteger();
        final CountDownLatch firstIsHere = new CountDownLatch(1);
        final CountDownLatch oneIsDone = new CountDownLatch(1);

        SlowToRefuse() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable task) {
            if (offered.getAndIncrement() == 0) {
                firstIsHere.countDown();
                var unused = Uninterruptibles.awaitUninterruptibly(oneIsDone, Duration.ofSeconds(30));
                throw new RejectedExecutionException("no room for the first");
            }
            super.execute(task);
        }

        @Override
        protected void afterExecute(Runnable task, Throwable failure) {
            oneIsDone.countDown();
        }
    }

    @Test
    void submit_whileTheServiceIsAboutToRefuseAnother_runsItsOwnTaskAndNotTheRefusedOne() throws Exception {
        var service = new SlowToRefuse();
        var refusedRan = new AtomicBoolean();
        try (var executor = Executor.of(service)) {
            var refusal = CompletableFuture.supplyAsync(() -> {
                try {
                    return "taken: " + executor.submit(() -> refusedRan.set(true));
                } catch (RejectedExecutionException e) {
                    return e.getMessage();
                }
            });
            service.firstIsHere.await();
            var accepted = executor.submit(Tasks::square, 3);
            assertThat(refusal.get(60, TimeUnit.SECONDS)).isEqualTo("no room for the first");
            assertThat(accepted.result(Duration.ofSeconds(30))).isEqualTo(9);
            assertThat(refusedRan).isFalse();
            executor.shutdown(false);
            assertThat(executor.awaitTermination(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void submit_toAServiceThatRunsItsTasksInTheCaller_isDoneAtOnce() throws Exception {
        var service = MoreExecutors.newDirectExecutorService();
        try (var executor = Executor.of(service)) {
            var future = executor.submit(Tasks::square, 3);
            assertThat(future.done()).isTrue();
            assertThat(future.result()).isEqualTo(9);
        }
        assertThat(service.isTerminated()).isTrue();
    }

    @Test
    @Timeout(60)
    void close_afterTheServiceHasDroppedTasks_cancelsThemAndEnds(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var service = Executors.newFixedThreadPool(1);
        try (var executor = Executor.of(service)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var dropped = executor.submit(Gate::leaveMark, gate, "dropped");
            assertThat(service.shutdownNow()).hasSize(1);
            executor.close();
            assertThat(running.exception()).isInstanceOf(InterruptedException.class);
            assertThat(dropped.cancelled()).isTrue();
            assertThat(executor.isTerminated()).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void close_overAPoolThatDiscardsTasks_cancelsThemAndEnds(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var service = new java.util.concurrent.ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new DiscardPolicy());
        try (var executor = Executor.of(service)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            gate.awaitMark("running");
            var discarded = executor.submit(Gate::leaveMark, gate, "discarded");
            gate.open();
            executor.close();
            assertThat(running.result()).isEqualTo("running");
            assertThat(discarded.cancelled()).isTrue();
        }
    }

    @Test
    void awaitTermination_afterTheServiceWasShutDown_isAsTheServiceHasIt() throws Exception {
        var service = Executors.newFixedThreadPool(1);
        try (var executor = Executor.of(service)) {
            var future = executor.submit(Tasks::square, 3);
            service.shutdown();
            assertThat(executor.awaitTermination(Duration.ofSeconds(10))).isTrue();
            assertThat(executor.isTerminated()).isTrue();
            assertThat(future.result()).isEqualTo(9);
        }
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
}
