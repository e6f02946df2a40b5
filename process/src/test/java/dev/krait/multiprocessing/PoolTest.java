package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Args;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PoolTest {
    @Test
    void map_appliesTheFunctionToEveryItemInOrder() throws Exception {
        try (var pool = new Pool(2)) {
            List<Integer> items = IntStream.range(0, 5000).boxed().toList();

            List<Integer> squares = pool.map(x -> x * x, items);

            assertThat(squares).isEqualTo(items.stream().map(x -> x * x).toList());
        }
    }

    @Test
    void map_overNothing_isEmpty() throws Exception {
        try (var pool = new Pool(1)) {
            assertThat(pool.map(x -> x, List.of())).isEmpty();
        }
    }

    @Test
    void starmap_spreadsTheArguments() throws Exception {
        try (var pool = new Pool(2)) {
            List<String> joined =
                    pool.starmap((a, b) -> a + b, List.of(Args.of("a", 1), Args.of("b", 2), Args.of("c", null)));

            assertThat(joined).containsExactly("a1", "b2", "cnull");
            List<Integer> sums = pool.starmap((a, b, c) -> a + b + c, List.of(Args.of(1, 2, 3)));
            assertThat(sums).containsExactly(6);
        }
    }

    @Test
    void tasks_runInOtherProcesses() throws Exception {
        try (var pool = new Pool(2)) {
            List<Long> pids = pool.map(x -> ProcessHandle.current().pid(), List.of(1, 2, 3, 4));

            assertThat(pids).doesNotContain(ProcessHandle.current().pid());
            assertThat(pool.pids()).containsAll(pids);
        }
    }

    @Test
    void apply_passesArgumentsAndCaptures() throws Exception {
        var captured = new ArrayList<>(List.of(1, 2, 3));
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> captured.size())).isEqualTo(3);
            captured.add(4);
            assertThat(pool.apply(() -> captured.size()))
                    .as("what a function captures is sent anew with each call")
                    .isEqualTo(4);
            assertThat(pool.apply(String::length, "four")).isEqualTo(4);
            int difference = pool.apply((a, b) -> a - b, 5, 3);
            assertThat(difference).isEqualTo(2);
        }
    }

    @Test
    void apply_whenTheTaskThrows_throwsTheSameTypeWithBothStacks() {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new java.io.FileNotFoundException("no such thing");
                    }))
                    .isInstanceOf(java.io.FileNotFoundException.class)
                    .hasMessage("no such thing")
                    .satisfies(e -> {
                        assertThat(e.getStackTrace()[0].getMethodName()).contains("lambda");
                        assertThat(e.getSuppressed()[0])
                                .isInstanceOf(RemoteTraceback.class)
                                .hasMessageContaining("worker process");
                        assertThat(e.getSuppressed()[0].getStackTrace())
                                .anyMatch(frame -> frame.getClassName().equals(PoolTest.class.getName()));
                    });
        }
    }

    private static int recurse(int depth) {
        return depth < 0 ? depth : recurse(depth + 1) + 1;
    }

    /** What the page on failures says of them. */
    @Test
    void errorsThatTheJvmThrows_comeWithTheirTypeAndStack_butTakeNoSuppressedOnes() {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> recurse(0)))
                    .isExactlyInstanceOf(StackOverflowError.class)
                    .satisfies(e ->
                            assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("recurse"))
                    .hasNoSuppressedExceptions();
            assertThatThrownBy(() -> pool.apply(() -> new long[Integer.MAX_VALUE]))
                    .isExactlyInstanceOf(OutOfMemoryError.class)
                    .hasNoSuppressedExceptions();
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new StackOverflowError("made by the program");
                    }))
                    .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(RemoteTraceback.class));
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new OutOfMemoryError("made by the program");
                    }))
                    .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(RemoteTraceback.class));
        }
    }

    @Test
    void map_whenOneItemFails_runsTheOthersAndThrowsTheFailure() throws Exception {
        try (var pool = new Pool(2)) {
            assertThatThrownBy(() -> pool.map(x -> 10 / x, List.of(1, 2, 0, 5)))
                    .isInstanceOf(ArithmeticException.class);
            assertThat(pool.map(x -> x, List.of(1))).containsExactly(1);
        }
    }

    /** Not serializable, so neither an argument nor a result can be one. */
    static final class Stuck {}

    @Test
    void argumentThatCannotTravel_isRefusedAtTheCall() throws Exception {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1, new Stuck())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("item 1 of map")
                    .hasMessageContaining("Stuck");
            assertThat(pool.apply(() -> "alive")).isEqualTo("alive");
        }
    }

    @Test
    void resultThatCannotTravel_failsThatTaskAlone() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Object> stuck = pool.applyAsync(() -> new Stuck());
            AsyncResult<Integer> fine = pool.applyAsync(() -> 1);

            assertThatThrownBy(stuck::get)
                    .isInstanceOf(MaybeEncodingException.class)
                    .hasMessageContaining("Stuck");
            assertThat(fine.get()).isEqualTo(1);
        }
    }

    static final class LocalFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient Stuck transientPart = new Stuck();
        final Stuck part = new Stuck();

        LocalFailure(String message) {
            super(message);
        }
    }

    @Test
    void exceptionThatCannotTravel_arrivesAsText() {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new LocalFailure("deep inside");
                    }))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("LocalFailure")
                    .hasMessageContaining("deep inside")
                    .hasMessageContaining("at dev.krait.multiprocessing.PoolTest");
        }
    }

    @Test
    void workerThatIsKilled_failsItsTaskAloneAndIsReplaced() throws Exception {
        try (var pool = new Pool(2)) {
            AsyncResult<Integer> lost = pool.applyAsync(() -> {
                Runtime.getRuntime().halt(42);
                return 1;
            });

            assertThatThrownBy(lost::get)
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("exit code 42")
                    .extracting(e -> ((WorkerLostException) e).exitCode())
                    .isEqualTo(42);
            assertThat(pool.map(x -> x + 1, IntStream.range(0, 1000).boxed().toList()))
                    .hasSize(1000);
        }
    }

    @Test
    void oneDeathInTheMiddleOfAMap_costsExactlyOneItem() throws Exception {
        try (var pool = new Pool(2)) {
            var results = new ArrayList<AsyncResult<Integer>>();
            for (int i = 0; i < 2000; i++) {
                int n = i;
                results.add(pool.applyAsync(() -> {
                    if (n == 1000) {
                        Runtime.getRuntime().halt(1);
                    }
                    return n;
                }));
            }
            var lost = new ArrayList<Integer>();
            for (int i = 0; i < results.size(); i++) {
                try {
                    assertThat(results.get(i).get(Duration.ofSeconds(60))).isEqualTo(i);
                } catch (WorkerLostException e) {
                    lost.add(i);
                }
            }
            assertThat(lost).containsExactly(1000);
        }
    }

    @Test
    void printedText_isOnTheParentsStreamBeforeTheResult() throws Exception {
        var original = System.out;
        var captured = new java.io.ByteArrayOutputStream();
        try (var pool = new Pool(1)) {
            System.setOut(new java.io.PrintStream(captured, true, java.nio.charset.StandardCharsets.UTF_8));
            pool.apply(() -> {
                System.out.println("erste Zeile äöü €");
                System.out.print("no line end");
            });
            assertThat(captured.toString(java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("erste Zeile äöü €" + System.lineSeparator() + "no line end");
        } finally {
            System.setOut(original);
        }
    }

    @Test
    void largeArgumentsAndResults_travel() throws Exception {
        try (var pool = new Pool(2)) {
            byte[] large = new byte[3_000_000];
            large[2_999_999] = 7;
            List<byte[]> echoes = pool.map(bytes -> bytes, Collections.nCopies(20, large));
            assertThat(echoes).hasSize(20).allSatisfy(echo -> assertThat(echo).isEqualTo(large));
            assertThat(pool.apply(() -> large.length)).isEqualTo(3_000_000);
        }
    }

    @Test
    void largeArraysOfNumbers_travelWholeAndWithinOthers() throws Exception {
        double[] numbers = new Random(3).doubles(100_000).toArray();
        double[][] rows = {numbers, {1.5}, null, numbers.clone()};
        try (var pool = new Pool(2)) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.map(array -> array, Collections.nCopies(5, numbers)))
                        .hasSize(5)
                        .allSatisfy(echo -> assertThat(echo).isEqualTo(numbers));
                assertThat(pool.map(array -> array, List.of(rows, rows)))
                        .allMatch(echo -> Arrays.deepEquals(echo, rows));
                assertThat(pool.map(at -> numbers[at], List.of(76, 77))).containsExactly(numbers[76], numbers[77]);
                assertThat(pool.map(at -> rows[3][at], List.of(5))).containsExactly(numbers[5]);
                assertThat(pool.apply(() -> List.of(numbers, "and", rows)).get(0))
                        .isEqualTo(numbers);
            }
        }
    }

    /** One array that is filled again for every item, as readers of files do. */
    private static Iterable<int[]> refilled(int items) {
        var array = new int[20_000];
        return () -> IntStream.range(0, items)
                .mapToObj(i -> {
                    Arrays.fill(array, i);
                    return array;
                })
                .iterator();
    }

    @Test
    void oneLargeArrayThatAnInputFillsAgain_isSentWithTheContentsOfEachItem() throws Exception {
        List<Integer> all = IntStream.range(0, 20).boxed().toList();
        try (var pool = new Pool(2)) {
            assertThat(pool.map(array -> array[array.length - 1], refilled(20))).isEqualTo(all);
            assertThat(pool.map(array -> array[array.length - 1], refilled(20), 3))
                    .isEqualTo(all);
            for (int chunk : new int[] {1, 3}) {
                var results = new ArrayList<Integer>();
                pool.imap(array -> array[array.length - 1], refilled(20), chunk).forEachRemaining(results::add);
                assertThat(results).isEqualTo(all);
            }
        }
    }

    @Test
    @Timeout(60)
    void functionThatHoldsMuch_doesNotHoldUpItsMap() throws Exception {
        byte[] much = new byte[70 << 20];
        much[1234] = 5;
        try (var pool = new Pool(1)) {
            List<Integer> items = Collections.nCopies(3000, 1234);
            assertThat(pool.map(at -> much[at], items)).hasSize(3000).containsOnly((byte) 5);
        }
    }

    @Test
    void get_whenTheTimeoutPasses_throwsAndTheCallGoesOn() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> slow = pool.applyAsync(() -> {
                TimeUnit.MILLISECONDS.sleep(500);
                return 5;
            });
            assertThatThrownBy(() -> slow.get(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            assertThat(slow.get()).isEqualTo(5);
            assertThat(slow.successful()).isTrue();
        }
    }

    @Test
    void callbacks_areToldBeforeTheResultIsReady() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (var pool = new Pool(1)) {
            assertThat(pool.<Integer>applyAsync(() -> 1, told::add, told::add).get())
                    .isEqualTo(1);
            AsyncResult<Integer> failing = pool.applyAsync(() -> Integer.parseInt("x"), told::add, told::add);
            failing.await();
            assertThat(told).hasSize(2).first().isEqualTo(1);
            assertThat(told.get(1)).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    void callbackThatThrows_harmsNothingElse() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> result = pool.applyAsync(
                    () -> 1,
                    value -> {
                        throw new IllegalStateException("on purpose");
                    },
                    e -> {});
            assertThat(result.get()).isEqualTo(1);
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
        }
    }

    @Test
    void close_letsGivenTasksFinish() throws Exception {
        var pool = new Pool(2);
        AsyncResult<List<Integer>> results =
                pool.mapAsync(x -> x, IntStream.range(0, 3000).boxed().toList());
        pool.close();
        pool.join();
        assertThat(results.ready()).isTrue();
        assertThat(results.get()).hasSize(3000);
        assertThatThrownBy(() -> pool.apply(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void terminate_endsRunningTasksAndFailsThem() throws Exception {
        var pool = new Pool(1);
        AsyncResult<Object> endless = pool.applyAsync(() -> {
            new CountDownLatch(1).await();
            return null;
        });
        AsyncResult<Integer> queued = pool.applyAsync(() -> 1);
        await().until(() -> !pool.pids().isEmpty());

        pool.terminate();
        pool.join();

        assertThatThrownBy(endless::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(queued::get)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("terminated");
    }

    @Test
    void join_ofAnOpenPool_isRefused() {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(pool::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("close()");
        }
    }

    @Test
    void poolWithoutWorkers_isRefused() {
        assertThatThrownBy(() -> new Pool(0)).isInstanceOf(IllegalArgumentException.class);
    }

    static int prepared;

    static void prepare(int value) {
        prepared = value;
    }

    @Test
    void initializer_runsInEachWorkerBeforeItsFirstTask() throws Exception {
        int value = 17;
        try (var pool = new Pool(2, PoolOptions.defaults().withInitializer(() -> prepare(value)))) {
            assertThat(pool.map(x -> prepared + x, List.of(1, 2, 3, 4))).containsExactly(18, 19, 20, 21);
        }
    }

    @Test
    void initializerThatFails_failsThePoolOnceWithItsCause() throws Exception {
        var pool = new Pool(2, PoolOptions.defaults().withInitializer(() -> {
            throw new java.io.IOException("no database");
        }));
        assertThatThrownBy(() -> pool.map(x -> x, List.of(1, 2, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("initializer")
                .hasCauseInstanceOf(java.io.IOException.class);
        assertThatThrownBy(() -> pool.apply(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no database");
        pool.close();
        pool.join();
    }

    @Test
    void initializerThatEndsItsWorker_failsThePoolWithThatLoss() throws Exception {
        var pool = new Pool(
                2,
                PoolOptions.defaults()
                        .withInitializer(() -> Runtime.getRuntime().halt(5)));
        assertThatThrownBy(() -> pool.map(x -> x, List.of(1, 2, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(WorkerLostException.class)
                .cause()
                .hasMessageContaining("its pool runs no tasks any more")
                .hasMessageNotContaining("only this task");
        pool.close();
        pool.join();
    }

    @Test
    void workers_areReplacedAfterTheirTasks() throws Exception {
        try (var pool = new Pool(1, PoolOptions.defaults().withMaxTasksPerChild(3))) {
            List<Long> pids = pool.map(
                    x -> ProcessHandle.current().pid(),
                    IntStream.range(0, 8).boxed().toList());
            assertThat(pids.stream().distinct()).hasSize(3);
            assertThat(pids.subList(0, 3)).containsOnly(pids.get(0));
            assertThat(pids.subList(3, 6)).containsOnly(pids.get(3));
        }
    }

    @Test
    void callbackOfACallWithAnArgument_isToldItsResult() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (var pool = new Pool(1)) {
            assertThat(pool.applyAsync((Integer x) -> x + 1, 4, told::add, told::add)
                            .get())
                    .isEqualTo(5);
        }
        assertThat(told).containsExactly(5);
    }
}
