package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool ends within a budget in every state and from everywhere, and tells everybody who waits. */
class PoolShutdownTest {
    /** Generous, since the machine may be busy; a pool that waits for what never ends would not meet it either. */
    private static final Duration BUDGET = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** What the pool is at when it is shut down. */
    enum State {
        IDLE,
        BUSY,
        STUCK,
        FULL,
        DEAD_WORKER;

        /** Whether its tasks end only if somebody ends them. */
        boolean endsByItself() {
            return this != STUCK;
        }
    }

    /** How it is shut down. */
    enum Way {
        CLOSE,
        TERMINATE,
        CANCEL,
        CALLBACK,
        TWO_THREADS
    }

    static int count(int n) {
        int sum = 0;
        for (int i = 0; i < 1000 * n; i++) {
            sum += i;
        }
        return sum;
    }

    /** The common pool may have a single thread, in which one would wait for the other. */
    private static final Executor OWN_THREAD = task -> {
        var thread = new Thread(task, "shutdown-test");
        thread.setDaemon(true);
        thread.start();
    };

    private static CompletableFuture<Void> started(Runnable task) {
        return CompletableFuture.runAsync(task, OWN_THREAD);
    }

    /** Brings a pool into a state; returns what is not done. */
    private List<AsyncResult<?>> bring(Pool pool, State state, Path marks) throws Exception {
        var results = new ArrayList<AsyncResult<?>>();
        switch (state) {
            case IDLE -> assertThat(pool.apply(() -> 1)).isEqualTo(1);
            case BUSY -> {
                for (int i = 0; i < 200; i++) {
                    results.add(pool.applyAsync(PoolShutdownTest::count, i));
                }
            }
            case STUCK -> {
                String started = marks.resolve("started").toString();
                results.add(pool.applyAsync(() -> PoolFaultTest.touchThenSpin(started)));
                await().atMost(BUDGET).until(() -> Files.exists(Path.of(started)));
                results.add(pool.applyAsync(() -> 1));
            }
            case FULL -> {
                byte[] large = new byte[100_000];
                for (int i = 0; i < 300; i++) {
                    results.add(pool.applyAsync(bytes -> bytes.length, large));
                }
            }
            case DEAD_WORKER -> {
                await().atMost(BUDGET).until(() -> !pool.pids().isEmpty());
                Signals.send("KILL", pool.pids().get(0));
                results.add(pool.applyAsync(() -> 1));
            }
        }
        return results;
    }

    private static void shutDown(Pool pool, Way way, List<AsyncResult<?>> results) throws Exception {
        switch (way) {
            case CLOSE -> pool.close();
            case TERMINATE -> pool.terminate();
            case CANCEL -> {
                results.forEach(AsyncResult::cancel);
                pool.close();
            }
            case CALLBACK -> {
                var called = new CountDownLatch(1);
                AsyncResult<Integer> bringer = pool.applyAsync(
                        () -> 1,
                        value -> {
                            pool.terminate();
                            called.countDown();
                        },
                        failure -> {
                            pool.terminate();
                            called.countDown();
                        });
                bringer.cancel(); // Behind a stuck task it would never come; either way one of the callbacks is called.
                assertThat(called.await(BUDGET.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            case TWO_THREADS -> {
                var closing = started(pool::close);
                var terminating = started(pool::terminate);
                closing.get();
                terminating.get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_inEveryWay_endsWithinTheBudgetAndTellsAll(State state) throws Exception {
        for (Way way : Way.values()) {
            if (way == Way.CLOSE && !state.endsByItself()) {
                continue; // It finishes what it has, as documented; the others end it.
            }
            Path marks = Files.createDirectory(folder.resolve(way.name()));
            var pool = new Pool(1, PoolOptions.defaults().withStopGrace(Duration.ofMillis(50)));
            List<AsyncResult<?>> results = bring(pool, state, marks);
            var waiting = started(() -> results.forEach(result -> {
                try {
                    result.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            shutDown(pool, way, results);
            var joined = started(() -> {
                try {
                    pool.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            joined.get(BUDGET.toSeconds(), TimeUnit.SECONDS);
            waiting.get(BUDGET.toSeconds(), TimeUnit.SECONDS);
            assertThat(results).as("%s, %s", state, way).allMatch(AsyncResult::ready);
            assertThat(pool.pids()).isEmpty();
            assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isInstanceOf(IllegalStateException.class);
            pool.close();
            pool.terminate();
        }
    }

    /** An input that has no next item before it is released, and heeds no interrupt. */
    private static final class DeafInput implements Iterable<Integer> {
        private final CountDownLatch asked = new CountDownLatch(1);
        private volatile boolean released;

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    asked.countDown();
                    while (!released) {
                        Thread.onSpinWait();
                    }
                    return false;
                }

                @Override
                public Integer next() {
                    throw new NoSuchElementException();
                }
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void shutdown_whileTheInputOfAnIterationHeedsNothing_endsBoth(boolean threads, boolean terminates)
            throws Exception {
        Pool pool = threads ? new ThreadPool(1) : new Pool(1);
        var input = new DeafInput();
        Pool patient = pool.with(TaskOptions.defaults().withRetries(1));
        try (IMapIterator<Integer> results = patient.imap(x -> x, input)) {
            assertThat(input.asked.await(BUDGET.toSeconds(), TimeUnit.SECONDS)).isTrue();
            if (terminates) {
                pool.terminate();
            } else {
                pool.close();
            }
            assertThatThrownBy(() -> results.take(BUDGET))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("before the input of this iteration was read to its end");
            assertThat(results.hasNext()).isFalse();
            assertTimeoutPreemptively(BUDGET, pool::join);
        } finally {
            input.released = true;
            pool.terminate();
        }
    }

    /** An argument that has no text before it is released. */
    private static final class Shy implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final CountDownLatch RELEASED = new CountDownLatch(1);

        @Override
        public String toString() {
            try {
                RELEASED.await();
                return "shy";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void terminate_doesNotWaitForTheTextsOfArguments() throws Exception {
        var pool = new Pool(1);
        pool.applyAsync(PoolOptionsContract::waitForEver);
        AsyncResult<Integer> first = pool.applyAsync(shy -> 1, new Shy());
        AsyncResult<Integer> second = pool.applyAsync(() -> 1);
        try {
            var terminated = started(pool::terminate);
            assertThatThrownBy(() -> second.get(BUDGET)).isInstanceOf(CancellationException.class);
            terminated.get(BUDGET.toSeconds(), TimeUnit.SECONDS);
        } finally {
            Shy.RELEASED.countDown();
        }
        assertThatThrownBy(() -> first.get(BUDGET))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("with [shy] was done");
    }

    @Test
    void close_ofAPoolWhoseWorkerNeverComesToBegin_endsIt() {
        // The JVM waits for a debugger before all else.
        var launch = LaunchOptions.defaults()
                .withJvmOptions("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0");
        var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch));
        try {
            pool.close();
            assertTimeoutPreemptively(BUDGET, pool::join);
        } finally {
            pool.terminate();
        }
    }

    @Test
    void terminate_givesWaitersACancellation() throws Exception {
        var pool = new Pool(1);
        AsyncResult<Integer> endless = pool.applyAsync(PoolOptionsContract::waitForEver);
        var thrown = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return endless.get();
                    } catch (Exception e) {
                        return e;
                    }
                },
                OWN_THREAD);
        pool.terminate();
        pool.join();
        assertThat(thrown.get(BUDGET.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }
}
