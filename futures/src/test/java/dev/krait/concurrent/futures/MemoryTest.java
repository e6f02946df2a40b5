package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Keep;
import dev.krait.function.Function0;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What executors and futures let go of, and when. */
class MemoryTest {
    private static void awaitGone(WeakReference<?> reference) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    System.gc();
                    return reference.get() == null;
                });
    }

    /** Something big enough to be missed. */
    private static final class Load {
        @Keep
        private final byte[] bytes = new byte[1 << 20];
    }

    private record Submitted(Future<Integer> future, WeakReference<Load> argument) {}

    private static Submitted submitLoad(Executor executor) {
        var argument = new Load();
        return new Submitted(executor.submit(load -> load.bytes.length, argument), new WeakReference<>(argument));
    }

    @AfterEach
    void restoreHook() {
        Futures.setUnreadFailureHook(null);
    }

    @Test
    void argument_ofAFinishedTask_isReleasedByTheIdleWorker() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            Submitted submitted = submitLoad(executor);
            assertThat(submitted.future().result()).isEqualTo(1 << 20);
            awaitGone(submitted.argument());
            assertThat(submitted.future().done()).isTrue();
        }
    }

    @Test
    void argument_ofAFinishedTask_isReleasedByAnAdaptedExecutor() throws Exception {
        try (var executor = Executor.of(java.util.concurrent.Executors.newFixedThreadPool(1))) {
            Submitted submitted = submitLoad(executor);
            assertThat(submitted.future().result()).isEqualTo(1 << 20);
            awaitGone(submitted.argument());
            assertThat(submitted.future().done()).isTrue();
        }
    }

    @Test
    void result_isReleasedWithItsFuture() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            var reference = new WeakReference<>(executor.submit(Load::new).result());
            awaitGone(reference);
        }
    }

    @Test
    void exceptions_areReleasedWithTheirFutures() throws Exception {
        int tasks = 50;
        try (var executor = new ThreadPoolExecutor(1)) {
            var references = new ArrayList<WeakReference<Throwable>>();
            for (int i = 0; i < tasks; i++) {
                references.add(new WeakReference<>(
                        executor.submit(Tasks::failWithIo, i).exception()));
            }
            // The last one may still lie in a dead variable of the worker, until that runs something else.
            await().pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        System.gc();
                        return references.stream()
                                        .filter(reference -> reference.get() == null)
                                        .count()
                                >= tasks - 1;
                    });
        }
    }

    @Test
    void callback_isReleasedOnceItHasRun() {
        var future = new Future<Integer>();
        WeakReference<Load> reference = addCallbackThatHoldsALoad(future);
        future.setResult(1);
        awaitGone(reference);
        assertThat(future.done()).isTrue();
    }

    private static WeakReference<Load> addCallbackThatHoldsALoad(Future<Integer> future) {
        var load = new Load();
        future.addDoneCallback(done -> assertThat(load.bytes).isNotNull());
        return new WeakReference<>(load);
    }

    @Test
    void results_ofAMap_areReleasedAsTheyAreTaken() throws Exception {
        try (var executor = new ThreadPoolExecutor(1);
                var results = executor.map(
                        n -> new Load(), IntStream.range(0, 3).boxed().toList())) {
            var first = new WeakReference<>(results.take());
            awaitGone(first);
            assertThat(results.take()).isNotNull();
        }
    }

    @Test
    void map_overMoreThanTheHeap_needsOnlyItsBuffer() throws Exception {
        // 4,000 results of 1 MiB pass through a heap of 1 GiB.
        try (var executor = new ThreadPoolExecutor(2);
                var results = executor.map(
                        n -> new Load(),
                        IntStream.range(0, 4_000).boxed().toList(),
                        MapOptions.defaults().withBufferSize(8))) {
            int count = 0;
            while (results.hasNext()) {
                assertThat(results.take().bytes).hasSize(1 << 20);
                count++;
            }
            assertThat(count).isEqualTo(4_000);
        }
    }

    @Test
    void futures_givenOutByAsCompleted_areReleased() throws Exception {
        var futures = new ArrayList<Future<Load>>();
        for (int i = 0; i < 2; i++) {
            var future = new Future<Load>();
            future.setResult(new Load());
            futures.add(future);
        }
        try (var completed = Futures.asCompleted(futures)) {
            futures.clear();
            var first = new WeakReference<>(completed.take());
            awaitGone(first);
            assertThat(completed.hasNext()).isTrue();
        }
    }

    @Test
    void futureThatIsDone_keepsNothingOfWhoAsksForItAgain() throws Exception {
        var done = new Future<Integer>();
        done.setResult(1);
        var open = new Future<Integer>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(Futures.await(List.of(done, open), Duration.ZERO).notDone())
                    .hasSize(1);
        }
        assertThat(done.waiterCount()).isZero();
    }

    @Test
    void progressTimeout_thatStartsAgainAndAgain_keepsNoTimersThatHaveRun() throws Exception {
        var watch = new TaskWatch(
                new Future<Integer>(),
                TaskOptions.defaults().withProgressTimeout(Duration.ofMillis(40)),
                null,
                () -> "a call",
                () -> "a call");
        watch.submitted();
        watch.starting();
        watch.running();
        for (int i = 0; i < 40; i++) {
            // With every second of them or so the timeout has started again.
            var tick = new CountDownLatch(1);
            var unused = Deadlines.after(TimeUnit.MILLISECONDS.toNanos(20), tick::countDown);
            assertThat(tick.await(30, TimeUnit.SECONDS)).isTrue();
            watch.progressed();
            assertThat(watch.timerCount()).isLessThanOrEqualTo(3);
        }
        watch.futureDone();
        assertThat(watch.timerCount()).isZero();
    }

    @Test
    void futureWaitedFor_keepsNothingOfWhoWaitedInVain() throws Exception {
        var future = new Future<Integer>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(Futures.await(List.of(future), Duration.ZERO).notDone()).hasSize(1);
            Futures.asCompleted(List.of(future)).close();
        }
        assertThat(future.waiterCount()).isZero();
    }

    @Test
    void executor_thatIsGarbage_finishesItsWorkAndEndsItsThreads() throws Exception {
        var go = new CountDownLatch(1);
        var worker = new CompletableFuture<Thread>();
        var futures = new ArrayList<Future<Integer>>();
        var reference = new WeakReference<>(leaveOpen(go, worker, futures));
        awaitGone(reference);
        go.countDown();
        assertThat(futures.get(0).result()).isEqualTo(1);
        assertThat(futures.get(1).result()).isEqualTo(2);
        worker.get().join(30_000);
        assertThat(worker.get().isAlive()).isFalse();
    }

    private static Executor leaveOpen(
            CountDownLatch go, CompletableFuture<Thread> worker, List<Future<Integer>> futures) {
        var executor = new ThreadPoolExecutor(1);
        futures.add(executor.submit(() -> {
            worker.complete(Thread.currentThread());
            go.await();
            return 1;
        }));
        futures.add(executor.submit(() -> 2));
        return executor;
    }

    // ---- failures that nobody read

    @Test
    void failure_thatNobodyRead_reachesTheHook() {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        try (var executor = new ThreadPoolExecutor(1)) {
            var future = new WeakReference<>(executor.submit(() -> Tasks.failWithIo(77)));
            executor.close();
            awaitGone(future);
        }
        await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> "no 77".equals(e.getMessage())));
    }

    @Test
    void lateFailure_thatNobodyRead_isDecodedForTheHook() {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        var future = new WeakReference<>(failLate());
        awaitGone(future);
        await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> "late 5".equals(e.getMessage())));
    }

    private static Future<Integer> failLate() {
        var future = new Future<Integer>();
        future.trySetLate(new LateOutcome(true, () -> new IOException("late 5")));
        return future;
    }

    @Test
    void failureInAWorkerProcess_thatNobodyRead_reachesTheHook() {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        try (var executor = new ProcessPoolExecutor(1)) {
            awaitGone(new WeakReference<>(executor.submit(Tasks::failWithIo, 78)));
            await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> "no 78".equals(e.getMessage())));
        }
    }

    @Test
    void lateFailure_ofATaskWithRetriesThatNobodyRead_reachesTheHook() {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        var future = new WeakReference<>(failLateForGood());
        awaitGone(future);
        await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> "late 6".equals(e.getMessage())));
        assertThat(unread)
                .allSatisfy(failure -> assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("run 1"));
    }

    private static Future<Integer> failLateForGood() {
        Function0<Integer> function = () -> 1;
        var task = new Task<Integer>(
                CallShape.FUNCTION0, function, null, TaskOptions.defaults().withRetries(1), null);
        task.submitted();
        assertThat(task.start(future -> {})).isTrue();
        assertThat(task.retry(new IOException("run 1"))).isTrue();
        assertThat(task.failLater(() -> new IOException("late 6"))).isTrue();
        return task.future();
    }

    @Test
    void failure_thatSomebodyRead_doesNotReachTheHook() throws Exception {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        try (var executor = new ThreadPoolExecutor(1)) {
            for (int way = 0; way < 3; way++) {
                var read = new WeakReference<>(failAndRead(executor, way));
                awaitGone(read);
            }
            var marker = new WeakReference<>(executor.submit(() -> Tasks.failWithIo(99)));
            awaitGone(marker);
            await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> "no 99".equals(e.getMessage())));
            assertThat(unread).noneMatch(e -> "no 55".equals(e.getMessage()));
        }
    }

    @Test
    void failures_ofTasksThatInvokeAnyDidNotNeed_doNotReachTheHook() throws Exception {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        try (var executor = Executor.of(new CallersRun())) {
            List<Callable<Integer>> oneOfThreeReturns =
                    List.of(() -> 1, () -> Tasks.failWithIo(54), () -> Tasks.failWithIo(54));
            var service = executor.asExecutorService();
            assertThat(service.invokeAny(oneOfThreeReturns)).isEqualTo(1);
            assertThat(service.invokeAny(oneOfThreeReturns, 30, TimeUnit.SECONDS))
                    .isEqualTo(1);
            for (int marker = 98;
                    marker <= 99;
                    marker++) { // What was garbage with the first is reported before the second.
                String message = "no " + marker;
                awaitGone(failWith(executor, marker));
                await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> message.equals(e.getMessage())));
            }
            assertThat(unread).noneMatch(e -> "no 54".equals(e.getMessage()));
        }
    }

    private static WeakReference<?> failWith(Executor executor, int number) {
        return new WeakReference<>(executor.submit(Tasks::failWithIo, number));
    }

    /** A service whose tasks have ended when they are submitted. */
    private static final class CallersRun extends AbstractExecutorService {
        private final AtomicBoolean shutdown = new AtomicBoolean();

        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public void shutdown() {
            shutdown.set(true);
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown.get();
        }

        @Override
        public boolean isTerminated() {
            return shutdown.get();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown.get();
        }
    }

    private static Future<Integer> failAndRead(Executor executor, int way) throws Exception {
        var future = executor.submit(() -> Tasks.failWithIo(55));
        switch (way) {
            case 0 -> assertThat(future.exception()).isNotNull();
            case 1 -> assertThat(future).failsWithin(Duration.ofSeconds(30));
            default -> assertThat(future.toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
        }
        return future;
    }

    /** Leaves its tasks to the test. */
    private static final class Handmade extends Executor {
        final List<Task<?>> tasks = new ArrayList<>();

        @Override
        protected void schedule(Task<?> task) {
            tasks.add(task);
        }

        @Override
        protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(Duration timeout) {
            return false;
        }
    }

    /** A group of which a task fails while another failure is about to stop it; returns the one that failed later. */
    private static WeakReference<Future<Integer>> failBesideAnother() {
        var executor = new Handmade();
        var group = new TaskGroup(executor);
        for (int i = 0; i < 3; i++) {
            assertThat(group.submit(Tasks::square, i).done()).isFalse();
        }
        Task<?> stopped = executor.tasks.get(0);
        Task<?> first = executor.tasks.get(1);
        Task<?> later = executor.tasks.get(2);
        assertThat(stopped.start(future -> later.fail(new IOException("no 53"))))
                .isTrue();
        assertThat(first.start(future -> {}) && later.start(future -> {})).isTrue();
        assertThat(first.fail(new IOException("no 52"))).isTrue();
        assertThat(stopped.fail(new IOException("stopped"))).isFalse();
        assertThatThrownBy(group::join).hasMessage("no 52");
        @SuppressWarnings("unchecked")
        var future = (Future<Integer>) later.future();
        assertThat(future.hasFailed()).isTrue();
        return new WeakReference<>(future);
    }

    @Test
    void failures_besideTheOneThatAGroupThrows_doNotReachTheHook() {
        var unread = new CopyOnWriteArrayList<Throwable>();
        Futures.setUnreadFailureHook(unread::add);
        awaitGone(failBesideAnother());
        awaitGone(new WeakReference<>(failLate()));
        await().pollInSameThread().until(() -> unread.stream().anyMatch(e -> "late 5".equals(e.getMessage())));
        assertThat(unread).extracting(Throwable::getMessage).doesNotContain("no 52", "no 53", "stopped");
    }
}
