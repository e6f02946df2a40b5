package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Args;
import dev.krait.function.Args2;
import dev.krait.function.Function0;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to tasks of a pool between their runs, while no worker has them. */
class PoolRetryTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final TaskOptions AGAIN_IN_AN_HOUR =
            TaskOptions.defaults().withRetries(1).withRetryDelay(Duration.ofHours(1));

    private static void inThread(Function0<?> work) throws Exception {
        var done = new CompletableFuture<Object>();
        var thread = new Thread(
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "retry-test");
        thread.setDaemon(true);
        thread.start();
        done.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void closeAndJoin(Pool pool) throws Exception {
        pool.close();
        inThread(() -> {
            pool.join();
            return 0;
        });
    }

    /** How every pool with workers does it. */
    interface Retrying {
        Pool newPool(int workers);

        /** A task that has failed once and is to be run again in an hour. */
        private static AsyncResult<Integer> pausing(Pool pool) throws InterruptedException {
            var asked = new CountDownLatch(1);
            var result = pool.with(AGAIN_IN_AN_HOUR.withRetryOn(failure -> {
                        asked.countDown();
                        return true;
                    }))
                    .applyAsync(PoolRetryTest::fail);
            assertThat(asked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return result;
        }

        @Test
        default void terminate_whileATaskWaitsForItsNextRun_failsItAtOnce() throws Exception {
            Pool pool = newPool(1);
            AsyncResult<Integer> pausing = pausing(pool);
            pool.terminate();
            pool.join();
            assertThatThrownBy(() -> pausing.get(LONG))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("the pool was terminated before a call of")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(IOException.class));
        }

        @Test
        default void taskThatIsCancelledWhileItWaitsForItsNextRun_keepsThePoolFromNothing() throws Exception {
            Pool pool = newPool(1);
            AsyncResult<Integer> pausing = pausing(pool);
            assertThat(pausing.cancel()).isTrue();
            closeAndJoin(pool);
            assertThatThrownBy(pausing::get).isInstanceOf(CancellationException.class);
        }

        @Test
        default void timeout_thatPassesWhileATaskWaitsForItsNextRun_endsIt() throws Exception {
            try (Pool pool = newPool(1)) {
                assertThat(pool.apply(() -> 1)).isEqualTo(1);
                var limit = Duration.ofMillis(700);
                AsyncResult<Integer> late =
                        pool.with(AGAIN_IN_AN_HOUR.withTimeout(limit)).applyAsync(PoolRetryTest::fail);
                assertThatThrownBy(() -> late.get(LONG))
                        .isExactlyInstanceOf(TimeoutException.class)
                        .hasMessageContaining("a call of")
                        .hasMessageContaining("was not done within its timeout of PT0.7S");
            }
        }

        @Test
        default void timeout_ofATaskWithRetries_isToldAsItWasAskedFor() throws Exception {
            try (Pool pool = newPool(1)) {
                Pool hasty = pool.with(TaskOptions.defaults()
                        .withTimeout(PoolOptionsContract.SHORT)
                        .withRetries(3));
                AsyncResult<Integer> late = hasty.applyAsync(PoolOptionsContract::waitForEver);
                assertThatThrownBy(() -> late.get(LONG))
                        .isExactlyInstanceOf(TimeoutException.class)
                        .hasMessageContaining("was not done within its timeout of PT0.06S");
            }
        }

        @Test
        default void timeout_thatPassesBeforeARetryIsDecidedOn_endsIt() throws Exception {
            try (Pool pool = newPool(1)) {
                assertThat(pool.apply(() -> 1)).isEqualTo(1);
                var limit = Duration.ofMillis(700);
                var bothLate = new CompletableFuture<Boolean>();
                Pool hasty = pool.with(TaskOptions.defaults()
                        .withTimeout(limit)
                        .withRetries(3)
                        .withRetryOn(failure -> bothLate.join()));
                AsyncResult<Integer> holdsUpDecisions = hasty.applyAsync(PoolRetryTest::fail);
                AsyncResult<Integer> late = hasty.applyAsync(PoolRetryTest::fail);
                long submitted = System.nanoTime();
                await().until(() -> System.nanoTime() - submitted > limit.toNanos());
                bothLate.complete(true);
                for (AsyncResult<Integer> one : List.of(holdsUpDecisions, late)) {
                    assertThatThrownBy(() -> one.get(LONG))
                            .isExactlyInstanceOf(TimeoutException.class)
                            .hasMessageContaining("was not done within its timeout of PT0.7S")
                            .satisfies(
                                    e -> assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(IOException.class));
                }
            }
        }

        @Test
        default void timeout_thatPassesInALaterRun_isToldAsItWasAskedFor(@TempDir Path folder) throws Exception {
            String file = folder.resolve("runs").toString();
            try (Pool pool = newPool(1)) {
                Pool hasty = pool.with(TaskOptions.defaults()
                        .withTimeout(Duration.ofSeconds(2))
                        .withRetries(1));
                AsyncResult<Integer> late = hasty.applyAsync(PoolRetryTest::failThenWait, file);
                assertThatThrownBy(() -> late.get(LONG))
                        .isExactlyInstanceOf(TimeoutException.class)
                        .hasMessageContaining("was not done within its timeout of PT2S");
            }
        }

        @Test
        default void callback_mayWaitForATaskThatIsRunAgain_andForTheEndOfThePool(@TempDir Path folder)
                throws Exception {
            String first = folder.resolve("first").toString();
            String second = folder.resolve("second").toString();
            Pool pool = newPool(1);
            Pool patient = pool.with(TaskOptions.defaults().withRetries(3));
            var seen = new CompletableFuture<Integer>();
            pool.applyAsync(
                    () -> 1,
                    value -> {
                        try {
                            int runs = patient.apply(PoolOptionsContract::failUntil, first, 2);
                            AsyncResult<Integer> last = patient.applyAsync(PoolOptionsContract::failUntil, second, 3);
                            pool.close();
                            pool.join();
                            seen.complete(runs + last.get());
                        } catch (Exception e) {
                            seen.completeExceptionally(e);
                        }
                    },
                    seen::completeExceptionally);
            try {
                assertThat(seen.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(5);
            } finally {
                pool.terminate();
            }
            pool.join();
        }
    }

    static int fail() throws IOException {
        throw new IOException("no luck");
    }

    static int failThenWait(String file) throws Exception {
        return PoolOptionsContract.failUntil(file, 2) + PoolOptionsContract.waitForEver();
    }

    @Nested
    class OnThreads implements Retrying {
        @Override
        public Pool newPool(int workers) {
            return new ThreadPool(workers);
        }
    }

    @Nested
    class InProcesses implements Retrying {
        @Override
        public Pool newPool(int workers) {
            return new Pool(workers);
        }
    }

    /** Can be sent once only. */
    public static final class Ticket implements Externalizable {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger SENT = new AtomicInteger();

        public Ticket() {}

        @Override
        public void writeExternal(ObjectOutput out) {
            if (SENT.incrementAndGet() > 1) {
                throw new LinkageError("sent before");
            }
        }

        @Override
        public void readExternal(ObjectInput in) {}

        int fail() throws IOException {
            throw new IOException("no luck");
        }
    }

    @Test
    void argumentThatCannotBeSentAgain_endsTheRetries() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> result =
                    pool.with(TaskOptions.defaults().withRetries(2)).applyAsync(Ticket::fail, new Ticket());
            assertThatThrownBy(() -> result.get(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no luck")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .anySatisfy(why -> assertThat(why).hasStackTraceContaining("sent before")));
        }
    }

    @Test
    void inlinePool_runsATaskAgainInTheCallersThread() throws Exception {
        var threads = Collections.synchronizedList(new ArrayList<Thread>());
        try (Pool pool = Pool.inline()) {
            AsyncResult<Integer> result = pool.with(
                            TaskOptions.defaults().withRetries(1).withRetryDelay(Duration.ofMillis(2)))
                    .applyAsync(() -> {
                        threads.add(Thread.currentThread());
                        return threads.size() == 1 ? fail() : 7;
                    });
            assertThat(result.ready()).isTrue();
            assertThat(result.get()).isEqualTo(7);
        }
        assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    /** Can be encoded once. */
    static final class Once implements Serializable {
        private static final long serialVersionUID = 1L;
        private transient int times;

        private void writeObject(ObjectOutputStream out) {
            if (times++ > 0) {
                throw new AssertionError("the second time");
            }
        }
    }

    /** Is encoded for the second time only when that is allowed. */
    static final class Held implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final CountDownLatch ASKED = new CountDownLatch(1);
        private static final CountDownLatch ALLOWED = new CountDownLatch(1);
        private transient int times;

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (times++ > 0) {
                ASKED.countDown();
                try {
                    ALLOWED.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    static int failWith(String log, Held held) throws IOException {
        Files.writeString(Path.of(log), "run\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return fail();
    }

    @Test
    void callThatIsCancelledWhileItIsSentAgain_isNotRunAgain(@TempDir Path folder) throws Exception {
        String log = folder.resolve("runs").toString();
        String other = folder.resolve("other").toString();
        try (var pool = new Pool(1)) {
            var patient = pool.with(TaskOptions.defaults().withRetries(1));
            AsyncResult<Integer> cancelled = patient.applyAsync(PoolRetryTest::failWith, log, new Held());
            assertThat(Held.ASKED.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(cancelled.cancel()).isTrue();
            Held.ALLOWED.countDown();
            // Comes behind it, for the thread that decides on retries as for the worker.
            assertThat(patient.applyAsync(PoolOptionsContract::failUntil, other, 2)
                            .get(LONG))
                    .isEqualTo(2);
            assertThat(Files.readAllLines(Path.of(log))).hasSize(1);
        }
    }

    static int note(String log, byte[] bytes, Object other) throws IOException {
        Path lines = Path.of(log);
        Files.writeString(lines, bytes[0] + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (Files.readAllLines(lines).size() <= 2) {
            throw new IOException("a first run with " + other);
        }
        return bytes[0];
    }

    @Test
    void argumentsThatCannotBeEncodedAgain_doNotGoWithAnotherCall(@TempDir Path folder) throws Exception {
        String log = folder.resolve("runs").toString();
        try (var pool = new Pool(1)) {
            var patient = pool.with(TaskOptions.defaults().withRetries(1));
            var first = new byte[40_000];
            first[0] = 1;
            var second = new byte[40_000];
            second[0] = 2;
            List<Args2<byte[], Object>> items = List.of(Args.of(first, new Once()), Args.of(second, "x"));
            AsyncResult<List<Integer>> results = patient.starmapAsync((bytes, other) -> note(log, bytes, other), items);
            assertThatThrownBy(() -> results.get(LONG)).isNotNull();
            await().atMost(LONG).until(() -> Files.readAllLines(Path.of(log)).size() == 3);
            assertThat(Files.readAllLines(Path.of(log))).containsExactly("1", "2", "2");
        }
    }
}
