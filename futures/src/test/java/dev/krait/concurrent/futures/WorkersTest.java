package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The worker threads of a {@link ThreadPoolExecutor}: how many, which, and what becomes of them. */
class WorkersTest {
    private static String threadName() {
        return Thread.currentThread().getName();
    }

    @Test
    void maxWorkers_belowOne_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ThreadPoolExecutor(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThreadPoolExecutor(-1))
                .withMessageContaining("-1");
    }

    @Test
    void maxWorkers_byDefault_suitsTheMachine() {
        try (var executor = new ThreadPoolExecutor()) {
            assertThat(executor.maxWorkers())
                    .isEqualTo(Math.min(32, Runtime.getRuntime().availableProcessors() + 4));
        }
    }

    @Test
    void workers_haveThePrefixAndANumber() throws Exception {
        var options = ThreadPoolOptions.defaults().withThreadNamePrefix("crew");
        try (var executor = new ThreadPoolExecutor(1, options)) {
            assertThat(executor.submit(WorkersTest::threadName).result()).isEqualTo("crew_0");
        }
    }

    @Test
    void workers_withoutAPrefix_areNamedAfterTheExecutor() throws Exception {
        try (var first = new ThreadPoolExecutor(1);
                var second = new ThreadPoolExecutor(1)) {
            String one = first.submit(WorkersTest::threadName).result();
            String two = second.submit(WorkersTest::threadName).result();
            assertThat(one).matches("ThreadPoolExecutor-\\d+_0");
            assertThat(two).matches("ThreadPoolExecutor-\\d+_0").isNotEqualTo(one);
        }
    }

    @Test
    void workers_haveTheContextClassLoaderOfWhoMadeTheExecutor() throws Exception {
        var kinds = new ArrayList<>(List.of(ThreadPoolOptions.defaults()));
        if (VirtualThreads.available()) {
            kinds.add(ThreadPoolOptions.defaults().withVirtualThreads());
        }
        Thread maker = Thread.currentThread();
        ClassLoader before = maker.getContextClassLoader();
        ClassLoader own = new ClassLoader(before) {};
        for (var kind : kinds) {
            maker.setContextClassLoader(own);
            try (var executor = new ThreadPoolExecutor(1, kind)) {
                maker.setContextClassLoader(before);
                assertThat(executor.submit(() -> Thread.currentThread().getContextClassLoader())
                                .result())
                        .isSameAs(own);
            } finally {
                maker.setContextClassLoader(before);
            }
        }
    }

    @Test
    void workers_comeOneByOneWhileNobodyIsIdle() throws Exception {
        try (var executor = new ThreadPoolExecutor(3)) {
            var go = new CountDownLatch(1);
            Set<String> names = new HashSet<>();
            var started = new CyclicBarrier(2);
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                futures.add(executor.submit(() -> {
                    started.await();
                    go.await();
                    return threadName();
                }));
                started.await();
            }
            futures.add(executor.submit(WorkersTest::threadName));
            assertThat(executor.queuedTasks()).isEqualTo(1);
            go.countDown();
            for (Future<String> future : futures) {
                names.add(future.result());
            }
            assertThat(names).hasSize(3);
        }
    }

    @Test
    void workers_whenIdle_areUsedAgain() throws Exception {
        try (var executor = new ThreadPoolExecutor(4)) {
            Set<Thread> threads = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                Thread worker = executor.submit(Thread::currentThread).result();
                threads.add(worker);
                await().pollInSameThread()
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> worker.getState() == Thread.State.WAITING);
            }
            assertThat(threads).hasSize(1);
        }
    }

    private static Thread meet(CyclicBarrier barrier) throws Exception {
        barrier.await();
        return Thread.currentThread();
    }

    @Test
    void workers_thatAreIdle_areAllUsedBeforeAnotherComes() throws Exception {
        try (var executor = new ThreadPoolExecutor(8)) {
            Set<Thread> threads = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                var both = new CyclicBarrier(2);
                var futures =
                        List.of(executor.submit(WorkersTest::meet, both), executor.submit(WorkersTest::meet, both));
                for (Future<Thread> future : futures) {
                    threads.add(future.result());
                }
                await().pollInSameThread()
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> threads.stream().allMatch(worker -> worker.getState() == Thread.State.WAITING));
            }
            assertThat(threads).hasSize(2);
        }
    }

    @Test
    void workers_areDaemonsAndInheritNoThreadLocals() throws Exception {
        var inherited = new InheritableThreadLocal<String>();
        inherited.set("of the submitter");
        try (var executor = new ThreadPoolExecutor(1)) {
            assertThat(executor.submit(() -> Thread.currentThread().isDaemon()).result())
                    .isTrue();
            assertThat(executor.submit(() -> inherited.get() == null).result()).isTrue();
        } finally {
            inherited.remove();
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void workers_onRequest_areVirtual() throws Exception {
        var options = ThreadPoolOptions.defaults().withVirtualThreads().withThreadNamePrefix("light");
        try (var executor = new ThreadPoolExecutor(2, options)) {
            assertThat(executor.submit(() -> Thread.currentThread().toString()).result())
                    .contains("VirtualThread")
                    .contains("light_0");
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void workers_virtualOnAnOldJvm_areRefusedWithTheReason() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ThreadPoolOptions.defaults().withVirtualThreads())
                .withMessageContaining("need Java 21");
    }

    // ---- initializer

    @Test
    void initializer_runsOnceInEveryWorkerBeforeItsFirstTask() throws Exception {
        var runs = new AtomicInteger();
        var ready = new ThreadLocal<Boolean>();
        var options = ThreadPoolOptions.defaults().withInitializer(() -> {
            runs.incrementAndGet();
            ready.set(true);
        });
        try (var executor = new ThreadPoolExecutor(2, options)) {
            var both = new CyclicBarrier(2);
            List<Future<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                futures.add(executor.submit(() -> {
                    both.await();
                    return ready.get();
                }));
            }
            for (Future<Boolean> future : futures) {
                assertThat(future.result()).isTrue();
            }
            assertThat(runs).hasValue(2);
        }
    }

    @Test
    void initializer_thatFails_breaksTheExecutorForGood() throws Exception {
        var failure = new IOException("no database");
        var mayFail = new CountDownLatch(1);
        var options = ThreadPoolOptions.defaults()
                .withThreadNamePrefix("doomed")
                .withInitializer(() -> {
                    mayFail.await();
                    throw failure;
                });
        try (var executor = new ThreadPoolExecutor(1, options)) {
            var first = executor.submit(Tasks::square, 1);
            var queued = executor.submit(Tasks::square, 2);
            assertThat(executor.isBroken()).isFalse();
            mayFail.countDown();
            for (var future : List.of(first, queued)) {
                assertThatExceptionOfType(BrokenThreadPoolException.class)
                        .isThrownBy(future::result)
                        .withCause(failure)
                        .withMessageContaining("doomed_0")
                        .satisfies(e -> assertThat(e.executor()).isEqualTo("doomed"))
                        .satisfies(e -> assertThat(e.worker()).isEqualTo("doomed_0"));
            }
            assertThat(first.exception()).as("each its own").isNotSameAs(queued.exception());
            assertThat(executor.isBroken()).isTrue();
            assertThatExceptionOfType(BrokenExecutorException.class)
                    .isThrownBy(() -> executor.submit(Tasks::square, 3))
                    .withCause(failure);
            assertThatExceptionOfType(BrokenThreadPoolException.class)
                    .isThrownBy(() -> executor.map(Tasks::square, List.of(3)));
            assertThat(executor.isShutdown()).isFalse();
            assertThat(executor.toString()).contains("broken");
        }
    }

    // ---- from everywhere

    @Test
    void shutdown_whileOthersSubmit_losesNoAcceptedTask() throws Exception {
        for (int round = 0; round < 200; round++) {
            var accepted = new ArrayList<Future<Integer>>();
            var ready = new CountDownLatch(1);
            try (var executor = new ThreadPoolExecutor(2);
                    var other = new ThreadPoolExecutor(1)) {
                var submitting = other.submit(() -> {
                    ready.countDown();
                    while (true) {
                        accepted.add(executor.submit(Tasks::square, 2));
                    }
                });
                ready.await();
                executor.shutdown();
                assertThat(executor.isTerminated()).isTrue();
                assertThat(submitting.exception()).isInstanceOf(IllegalStateException.class);
            }
            for (Future<Integer> future : accepted) {
                assertThat(future.done()).isTrue();
            }
        }
    }

    @Test
    void submit_afterSomebodySawTheShutdown_isRefused() throws Exception {
        for (int round = 0; round < 500; round++) {
            try (var executor = new ThreadPoolExecutor(1);
                    var other = new ThreadPoolExecutor(1)) {
                var ready = new CountDownLatch(1);
                var late = other.submit(() -> {
                    ready.countDown();
                    while (!executor.isShutdown()) {
                        Thread.onSpinWait();
                    }
                    return executor.submit(Tasks::square, 2).result();
                });
                ready.await();
                executor.shutdown(false);
                assertThat(late.exception()).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    // ---- stopping

    @Test
    void cancelByForce_interruptsThatTaskAndNoOther() throws Exception {
        try (var executor = new ThreadPoolExecutor(2)) {
            for (int round = 0; round < 2_000; round++) {
                var doomed = executor.submit(() -> Thread.currentThread().isInterrupted());
                var innocent = executor.submit(() -> Thread.currentThread().isInterrupted());
                doomed.cancel(true);
                var next = executor.submit(() -> Thread.currentThread().isInterrupted());
                assertThat(innocent.result()).isFalse();
                assertThat(next.result()).isFalse();
            }
        }
    }

    @Test
    void taskThatLeavesItsInterruptFlag_harmsNoOther() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            executor.submit(() -> Thread.currentThread().interrupt()).result();
            assertThat(executor.submit(() -> Thread.currentThread().isInterrupted())
                            .result())
                    .isFalse();
        }
    }

    @Test
    void setResult_byAStrangerWhileTheTaskRuns_leavesTheWorkerWell() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            var go = new CountDownLatch(1);
            var future = executor.submit(() -> {
                go.await();
                return 1;
            });
            await().pollInSameThread().until(future::running);
            future.setResult(2);
            go.countDown();
            assertThat(future.result()).isEqualTo(2);
            assertThat(executor.submit(Tasks::square, 3).result()).isEqualTo(9);
        }
    }

    @Test
    void callbacksOfAnExpiredFuture_mayBlockWithoutStoppingTheClock() throws Exception {
        try (var executor = new ThreadPoolExecutor(2)) {
            var hasty = executor.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(20)));
            var never = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            var first = hasty.submit(() -> never.await());
            first.addDoneCallback(done -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(first.exception()).isInstanceOf(java.util.concurrent.TimeoutException.class);
            var second = hasty.submit(() -> never.await());
            assertThat(second.exception(Duration.ofSeconds(30)))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            release.countDown();
        }
    }

    @Test
    void subclass_overridingSchedule_seesEveryTask() throws Exception {
        var seen = new AtomicInteger();
        class Counting extends ThreadPoolExecutor {
            Counting() {
                super(2);
            }

            @Override
            protected void schedule(Task<?> task) {
                seen.incrementAndGet();
                super.schedule(task);
            }
        }
        try (var executor = new Counting();
                var results = executor.map(
                        Tasks::square, List.of(1, 2, 3), MapOptions.defaults().withChunkSize(2))) {
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
            assertThat(executor.with(TaskOptions.defaults().withRetries(1))
                            .submit(Tasks::square, 3)
                            .result())
                    .isEqualTo(9);
            assertThat(results.take()).isEqualTo(1);
        }
        assertThat(seen).hasValue(5);
    }
}
