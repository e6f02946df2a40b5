package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An executor of processes ends within a budget in every state and from everywhere, and tells everybody who waits. */
class ProcessPoolShutdownTest {
    /** Generous, since the machine may be busy; an executor that waits for what never ends would not meet it either. */
    private static final Duration BUDGET = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** What the executor is at when it is shut down. */
    enum State {
        IDLE,
        BUSY,
        STUCK,
        FULL,
        DEAD_WORKER
    }

    /** How it is shut down. */
    enum Way {
        SHUTDOWN,
        SHUTDOWN_NOW,
        KILL_WORKERS,
        CALLBACK,
        TWO_THREADS
    }

    static int touchThenSpin(Gate gate) {
        gate.mark("started");
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static CompletableFuture<Void> started(Runnable task) {
        return CompletableFuture.runAsync(task, run -> {
            var thread = new Thread(run, "shutdown-test");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Brings an executor into a state; returns what is not done. */
    private static List<Future<?>> bring(ProcessPoolExecutor executor, State state, Gate gate) throws Exception {
        var futures = new ArrayList<Future<?>>();
        switch (state) {
            case IDLE ->
                assertThat(executor.submit(Tasks::square, 1).result(BUDGET)).isEqualTo(1);
            case BUSY -> {
                for (int i = 0; i < 200; i++) {
                    futures.add(executor.submit(Tasks::square, i));
                }
            }
            case STUCK -> {
                futures.add(executor.submit(ProcessPoolShutdownTest::touchThenSpin, gate));
                gate.awaitMark("started");
                futures.add(executor.submit(Tasks::square, 1));
            }
            case FULL -> {
                byte[] large = new byte[100_000];
                for (int i = 0; i < 300; i++) {
                    futures.add(executor.submit(bytes -> bytes.length, large));
                }
            }
            case DEAD_WORKER -> {
                assertThat(executor.submit(Tasks::square, 1).result(BUDGET)).isEqualTo(1);
                ProcessHandle.of(executor.pids().get(0)).orElseThrow().destroyForcibly();
                futures.add(executor.submit(Tasks::square, 1));
            }
        }
        return futures;
    }

    private static void shutDown(ProcessPoolExecutor executor, Way way) throws Exception {
        switch (way) {
            case SHUTDOWN -> executor.shutdown(false);
            case SHUTDOWN_NOW -> executor.asExecutorService().shutdownNow();
            case KILL_WORKERS -> executor.killWorkers();
            case CALLBACK -> {
                var called = new CountDownLatch(1);
                Future<Integer> bringer = executor.submit(Tasks::square, 1);
                bringer.addDoneCallback(future -> {
                    executor.terminateWorkers();
                    called.countDown();
                });
                bringer.cancel(true); // Behind a stuck task it would never come; either way the callback is called.
                assertThat(called.await(BUDGET.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            case TWO_THREADS -> {
                var closing = started(() -> {
                    try {
                        executor.shutdown(false);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                var killing = started(executor::terminateWorkers);
                closing.get();
                killing.get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_inEveryWay_endsWithinTheBudgetAndTellsAll(State state) throws Exception {
        for (Way way : Way.values()) {
            if (way == Way.SHUTDOWN && state == State.STUCK) {
                continue; // It finishes what it has, as documented; the others end it.
            }
            Gate gate = Gate.in(Files.createDirectory(folder.resolve(way.name())));
            var options = ProcessPoolOptions.defaults().withStopGrace(Duration.ofMillis(50));
            var executor = new ProcessPoolExecutor(1, options);
            List<Future<?>> futures = bring(executor, state, gate);
            shutDown(executor, way);
            assertThat(Futures.await(futures, BUDGET).notDone())
                    .as("%s, %s", state, way)
                    .isEmpty();
            assertThat(executor.awaitTermination(BUDGET))
                    .as("%s, %s", state, way)
                    .isTrue();
            assertThat(executor.pids()).isEmpty();
            assertThat(executor.workers()).isEmpty();
            assertThatThrownBy(() -> executor.submit(Tasks::square, 1))
                    .isInstanceOfAny(IllegalStateException.class, BrokenProcessPoolException.class);
            executor.shutdown(true);
            executor.killWorkers();
        }
    }
}
