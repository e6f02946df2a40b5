package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How every pool treats tasks that have options, wherever they run. */
interface PoolOptionsContract {
    /** A deadline that is meant to pass. */
    Duration SHORT = Duration.ofMillis(60);

    /** A deadline that is not. */
    Duration FAR = Duration.ofMinutes(5);

    /** A pool that runs one task at a time. */
    Pool newPool(int workers);

    /** A pool of one worker, which has much time to end a task that was stopped. */
    default Pool newPatientPool() {
        return newPool(1);
    }

    /** A task that never ends by itself. */
    static int waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }

    /** A task: fails until it has been run a number of times. */
    static int failUntil(String file, int runs) throws IOException {
        Files.writeString(Path.of(file), "run\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        int run = Files.readAllLines(Path.of(file)).size();
        if (run < runs) {
            throw new IOException("run " + run);
        }
        return run;
    }

    /** A task: reports progress, often, for twice as long as it may be silent. */
    static int keepReporting(long silenceNanos) {
        long end = System.nanoTime() + 2 * silenceNanos;
        int reports = 0;
        while (System.nanoTime() < end) {
            Multiprocessing.reportProgress();
            reports++;
            LockSupport.parkNanos(100_000);
        }
        return reports;
    }

    @Test
    default void actionOnTimeout_getsTheTaskAndWhereItHangs() throws Exception {
        var told = new CompletableFuture<OverdueTask>();
        try (Pool pool = newPatientPool()) {
            Pool watched =
                    pool.with(TaskOptions.defaults().withRunTimeout(SHORT).withOnTimeout(task -> {
                        told.complete(task);
                        throw new IllegalStateException("what it throws does no harm");
                    }));
            assertThatThrownBy(() -> watched.apply(PoolOptionsContract::waitForEver))
                    .isInstanceOf(TimeoutException.class);
            OverdueTask task = told.get(60, TimeUnit.SECONDS);
            assertThat(task.description()).contains("a call of a lambda of");
            assertThat(task.reason()).isEqualTo("ran longer than its run timeout of PT0.06S and was stopped");
            assertThat(task.pid()).isPositive();
            assertThat(task.threadDump()).contains(PoolOptionsContract.class.getName() + ".waitForEver");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    default void runTimeout_stopsTheTaskAndLeavesThePool() throws Exception {
        try (Pool pool = newPool(1)) {
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(SHORT));
            assertThatThrownBy(() -> hasty.apply(PoolOptionsContract::waitForEver))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("a call of")
                    .hasMessageContaining("ran longer than its run timeout of PT0.06S");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    default void runTimeout_isWorthAnotherRun() {
        try (Pool pool = newPool(1)) {
            Pool patient =
                    pool.with(TaskOptions.defaults().withRunTimeout(SHORT).withRetries(2));
            assertThatThrownBy(() -> patient.apply(PoolOptionsContract::waitForEver))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .filteredOn(TimeoutException.class::isInstance)
                            .hasSize(2));
        }
    }

    @Test
    default void timeout_stopsTheTaskToo() {
        try (Pool pool = newPool(1)) {
            Pool hasty = pool.with(TaskOptions.defaults().withTimeout(SHORT));
            assertThatThrownBy(() -> hasty.apply(PoolOptionsContract::waitForEver))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("was not done within its timeout");
        }
    }

    @Test
    default void deadlinesThatAreNotReached_doNothing() throws Exception {
        try (Pool pool = newPool(1)) {
            Pool patient = pool.with(TaskOptions.defaults()
                    .withTimeout(FAR)
                    .withQueueTimeout(FAR)
                    .withRunTimeout(FAR)
                    .withProgressTimeout(FAR)
                    .withPriority(3));
            int two = patient.apply(x -> x + 1, 1);
            assertThat(two).isEqualTo(2);
            assertThat(patient.map(x -> x * x, PoolContract.range(100)))
                    .isEqualTo(pool.map(x -> x * x, PoolContract.range(100)));
            try (var results = patient.imap(x -> -x, List.of(1, 2, 3))) {
                assertThat(PoolContract.takeAll(results)).containsExactly(-1, -2, -3);
            }
        }
    }

    @Test
    default void progressTimeout_stopsOnlyWhatIsSilent() throws Exception {
        var limit = Duration.ofMillis(1500);
        try (Pool pool = newPool(1)) {
            Pool watched = pool.with(TaskOptions.defaults().withProgressTimeout(limit));
            assertThat(watched.apply(PoolOptionsContract::keepReporting, limit.toNanos()))
                    .isPositive();
            assertThatThrownBy(() -> watched.apply(PoolOptionsContract::waitForEver))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("reported no progress within its progress timeout of PT1.5S");
        }
    }

    @Test
    default void itemOfAMapThatTakesTooLong_failsByItself() throws Exception {
        try (Pool pool = newPool(1)) {
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(300)));
            try (var results = hasty.imap(x -> x == 2 ? waitForEver() : x, List.of(1, 2, 3))) {
                assertThat(results.take()).isEqualTo(1);
                assertThatThrownBy(results::take)
                        .isExactlyInstanceOf(TimeoutException.class)
                        .hasMessageContaining("run timeout");
                assertThat(results.take()).isEqualTo(3);
            }
        }
    }

    @Test
    default void retries_runTheTaskAgainUntilItSucceeds(@TempDir Path folder) throws Exception {
        String file = folder.resolve("runs").toString();
        try (Pool pool = newPool(1)) {
            Pool patient = pool.with(TaskOptions.defaults().withRetries(3));
            assertThat(patient.apply(PoolOptionsContract::failUntil, file, 3)).isEqualTo(3);
        }
    }

    @Test
    default void callback_mayWaitForATaskWithRetries(@TempDir Path folder) throws Exception {
        String file = folder.resolve("runs").toString();
        var seen = new CompletableFuture<Integer>();
        try (Pool pool = newPool(1)) {
            Pool patient = pool.with(TaskOptions.defaults().withRetries(3));
            AsyncResult<Integer> first = pool.applyAsync(
                    () -> 1,
                    value -> {
                        try {
                            seen.complete(patient.apply(PoolOptionsContract::failUntil, file, 3));
                        } catch (Exception e) {
                            seen.completeExceptionally(e);
                        }
                    },
                    seen::completeExceptionally);
            assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo(3);
            assertThat(first.get()).isEqualTo(1);
        }
    }

    @Test
    default void failuresOfManyRuns_areNotAllKept(@TempDir Path folder) {
        String file = folder.resolve("runs").toString();
        try (Pool pool = newPool(1)) {
            Pool stubborn = pool.with(TaskOptions.defaults().withRetries(150));
            assertThatThrownBy(() -> stubborn.apply(PoolOptionsContract::failUntil, file, Integer.MAX_VALUE))
                    .hasMessage("run 151")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .filteredOn(IOException.class::isInstance)
                            .extracting(Throwable::getMessage)
                            .hasSize(100)
                            .startsWith("run 51")
                            .endsWith("run 150"));
        }
    }

    @Test
    default void retriesThatAreUsedUp_giveTheLastFailureWithThoseBefore(@TempDir Path folder) {
        String file = folder.resolve("runs").toString();
        try (Pool pool = newPool(1)) {
            Pool patient = pool.with(TaskOptions.defaults().withRetries(2).withRetryDelay(Duration.ofMillis(1)));
            assertThatThrownBy(() -> patient.apply(PoolOptionsContract::failUntil, file, 9))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("run 3")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .filteredOn(IOException.class::isInstance)
                            .extracting(Throwable::getMessage)
                            .containsExactly("run 1", "run 2"));
        }
    }

    @Test
    default void failureNotWorthARetry_isGivenAtOnce(@TempDir Path folder) {
        String file = folder.resolve("runs").toString();
        try (Pool pool = newPool(1)) {
            Pool choosy = pool.with(
                    TaskOptions.defaults().withRetries(5).withRetryOn(IllegalStateException.class::isInstance));
            assertThatThrownBy(() -> choosy.apply(PoolOptionsContract::failUntil, file, 9))
                    .hasMessage("run 1");
        }
    }

    @Test
    default void predicateThatThrows_leavesTheFailureAsItIs(@TempDir Path folder) {
        String file = folder.resolve("runs").toString();
        try (Pool pool = newPool(1)) {
            Pool faulty = pool.with(TaskOptions.defaults().withRetries(5).withRetryOn(failure -> {
                throw new AssertionError("the predicate's own");
            }));
            assertThatThrownBy(() -> faulty.apply(PoolOptionsContract::failUntil, file, 9))
                    .hasMessage("run 1");
        }
    }

    @Test
    default void retries_holdForEveryItemOfAMap(@TempDir Path folder) throws Exception {
        List<String> files = List.of(
                folder.resolve("first").toString(), folder.resolve("second").toString());
        try (Pool pool = newPool(1)) {
            Pool patient = pool.with(TaskOptions.defaults().withRetries(1).withRetryDelay(Duration.ofMillis(2)));
            assertThat(patient.map(file -> failUntil(file, 2), files)).containsExactly(2, 2);
            List<String> others = List.of(
                    folder.resolve("third").toString(), folder.resolve("fourth").toString());
            try (var results = patient.imap(file -> failUntil(file, 2), others)) {
                assertThat(PoolContract.takeAll(results)).containsExactly(2, 2);
            }
        }
    }

    @Test
    default void callback_isToldOfADeadlineOnce() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Throwable>());
        try (Pool pool = newPool(1)) {
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(SHORT));
            AsyncResult<Integer> result = hasty.applyAsync(
                    PoolOptionsContract::waitForEver, value -> told.add(new AssertionError(value)), told::add);
            result.await();
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
        assertThat(told).hasSize(1).first().isInstanceOf(TimeoutException.class);
    }

    @Test
    default void resultThatIsThere_cannotBeCancelled() throws Exception {
        try (Pool pool = newPool(1)) {
            AsyncResult<Integer> result = pool.applyAsync(() -> 1);
            result.await();
            assertThat(result.cancel()).isFalse();
            assertThat(result.cancelled()).isFalse();
            assertThat(result.get()).isEqualTo(1);
        }
    }
}
