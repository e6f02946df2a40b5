package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Action;
import dev.krait.function.Args;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every pool does, wherever its tasks run. */
interface PoolContract {
    Duration LONG = Duration.ofSeconds(60);

    /** A pool that tries to run so many tasks at a time. */
    Pool newPool(int workers);

    /** A pool whose workers first run something. */
    Pool newPool(int workers, Action initializer);

    /** Reads an iterator to its end. */
    static <R> List<R> takeAll(IMapIterator<R> results) throws Exception {
        var all = new ArrayList<R>();
        while (results.hasNext()) {
            all.add(results.take());
        }
        return all;
    }

    static List<Integer> range(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    /** An input without an end. */
    static Iterable<Integer> counting(AtomicInteger read) {
        return () -> Stream.generate(read::getAndIncrement).iterator();
    }

    // apply

    @Test
    default void apply_returnsWhatTheFunctionReturns() throws Exception {
        try (Pool pool = newPool(2)) {
            assertThat(pool.apply(() -> 5)).isEqualTo(5);
            assertThat(pool.apply(String::length, "four")).isEqualTo(4);
            int difference = pool.apply((a, b) -> a - b, 5, 3);
            assertThat(difference).isEqualTo(2);
            String joined = pool.apply((a, b, c) -> a + b + c, "a", null, 1);
            assertThat(joined).isEqualTo("anull1");
        }
    }

    @Test
    default void apply_throwsWhatTheTaskThrows() {
        try (Pool pool = newPool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new FileNotFoundException("no such thing");
                    }))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage("no such thing");
        }
    }

    @Test
    default void applyAsync_tellsTheRightCallback() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(1)) {
            assertThat(pool.<Integer>applyAsync(() -> 1, told::add, told::add).get())
                    .isEqualTo(1);
            AsyncResult<Integer> failing = pool.applyAsync(() -> Integer.parseInt("x"), told::add, told::add);
            failing.await();
            assertThat(failing.successful()).isFalse();
            assertThat(told).hasSize(2).first().isEqualTo(1);
            assertThat(told.get(1)).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    default void applyAsyncWithSeveralArguments_tellsTheRightCallback() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(1)) {
            AsyncResult<Integer> difference = pool.applyAsync((a, b) -> a - b, 5, 3, told::add, told::add);
            assertThat(difference.get(LONG)).isEqualTo(2);
            AsyncResult<String> joined = pool.applyAsync((a, b, c) -> a + b + c, "a", null, 1, told::add, told::add);
            assertThat(joined.get(LONG)).isEqualTo("anull1");
            pool.applyAsync((a, b) -> a / b, 1, 0, told::add, told::add).await();
            pool.applyAsync((a, b, c) -> a / b / c, 1, 1, 0, told::add, told::add)
                    .await();
        }
        assertThat(told).hasSize(4).startsWith(2, "anull1");
        assertThat(told.subList(2, 4)).hasOnlyElementsOfType(ArithmeticException.class);
    }

    @Test
    default void callbackThatThrows_harmsNothingElse() throws Exception {
        try (Pool pool = newPool(1)) {
            AsyncResult<Integer> result = pool.applyAsync(
                    () -> 1,
                    value -> {
                        throw new IllegalStateException("on purpose");
                    },
                    e -> {});
            assertThat(result.get(LONG)).isEqualTo(1);
            assertThat(result.get()).as("asked again").isEqualTo(1);
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
        }
    }

    @Test
    default void callbackThatWaitsForAResultWithCallbacks_doesNotWaitForEver() throws Exception {
        var met = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(1)) {
            AsyncResult<Integer> result = pool.applyAsync(
                    () -> 1,
                    value -> {
                        AsyncResult<Integer> plain = pool.applyAsync(() -> 2);
                        AsyncResult<Integer> told = pool.applyAsync(() -> 3, v -> {}, e -> {});
                        try {
                            met.add(plain.get());
                            met.add(told.get());
                        } catch (Exception e) {
                            met.add(e);
                        }
                    },
                    e -> {});
            assertThat(result.get(LONG)).isEqualTo(1);
        }
        assertThat(met).hasSize(2).first().isEqualTo(2);
        assertThat(met.get(1))
                .satisfiesAnyOf(
                        value -> assertThat(value).isEqualTo(3),
                        refused -> assertThat(refused)
                                .isInstanceOf(IllegalStateException.class)
                                .hasToString(
                                        "java.lang.IllegalStateException: this callback would wait for ever: the result becomes ready"
                                                + " after its own callback, which runs in this thread after this one; start that call without"
                                                + " callbacks, or wait in another thread"));
    }

    // map

    @Test
    default void map_givesTheResultsInTheOrderOfTheItems() throws Exception {
        try (Pool pool = newPool(2)) {
            List<Integer> squares =
                    range(3000).stream().map(x -> (x % 1000) * (x % 1000)).toList();

            assertThat(pool.map(x -> (x % 1000) * (x % 1000), range(3000))).isEqualTo(squares);
            assertThat(pool.map(x -> (x % 1000) * (x % 1000), range(3000), 7)).isEqualTo(squares);
            assertThat(pool.mapAsync(x -> (x % 1000) * (x % 1000), range(3000), 100)
                            .get(LONG))
                    .isEqualTo(squares);
        }
    }

    @Test
    default void map_overNothing_isEmptyAndTellsNobody() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(1)) {
            assertThat(pool.map(x -> x, List.of())).isEmpty();
            assertThat(pool.mapAsync(x -> x, List.of(), told::add, told::add).get(LONG))
                    .isEmpty();
            pool.apply(() -> 1);
        }
        assertThat(told).isEmpty();
    }

    @Test
    default void map_whenSomeItemsFail_runsTheOthersAndThrowsAFailure() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(2)) {
            assertThatThrownBy(() -> pool.map(x -> 10 / x, List.of(1, 2, 0, 5)))
                    .isInstanceOf(ArithmeticException.class);
            AsyncResult<List<Integer>> failing = pool.mapAsync(x -> 10 / x, List.of(0, 1), told::add, told::add);
            assertThatThrownBy(() -> failing.get(LONG)).isInstanceOf(ArithmeticException.class);
            assertThat(told).hasSize(1).first().isInstanceOf(ArithmeticException.class);
            assertThat(pool.mapAsync(x -> x, List.of(1), told::add, told::add).get(LONG))
                    .containsExactly(1);
            assertThat(told).last().isEqualTo(List.of(1));
        }
    }

    @Test
    default void mapInChunks_tellsItsCallbacks() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(2)) {
            assertThat(pool.mapAsync(x -> 10 / x, List.of(1, 2, 5), 2, told::add, told::add)
                            .get(LONG))
                    .containsExactly(10, 5, 2);
            assertThat(told).containsExactly(List.of(10, 5, 2));
            AsyncResult<List<Integer>> failing = pool.mapAsync(x -> 10 / x, List.of(1, 0, 5), 2, told::add, told::add);
            assertThatThrownBy(() -> failing.get(LONG)).isInstanceOf(ArithmeticException.class);
            assertThat(told).hasSize(2).last().isInstanceOf(ArithmeticException.class);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.mapAsync(x -> x, List.of(1), 0, told::add, told::add));
        }
        assertThat(told).hasSize(2);
    }

    @Test
    default void map_whenReadingAnItemFails_throwsThatAtTheCall() throws Exception {
        Iterable<Integer> items = () -> Stream.of(1, 2, 3)
                .peek(x -> {
                    if (x == 3) {
                        throw new IllegalArgumentException("bad input");
                    }
                })
                .iterator();
        try (Pool pool = newPool(1)) {
            assertThatThrownBy(() -> pool.mapAsync(x -> x, items))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bad input");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    default void starmap_spreadsTheArguments() throws Exception {
        try (Pool pool = newPool(2)) {
            assertThat(pool.starmap((a, b) -> a + b, List.of(Args.of("a", 1), Args.of("b", 2), Args.of("c", null))))
                    .containsExactly("a1", "b2", "cnull");
            assertThat(pool.starmap((a, b, c) -> a + b + c, List.of(Args.of(1, 2, 3)), 5))
                    .containsExactly(6);
            assertThat(pool.starmapAsync((a, b, c, d) -> a + b + c + d, List.of(Args.of(1, 2, 3, 4)))
                            .get(LONG))
                    .containsExactly(10);
        }
    }

    @Test
    default void starmapInChunks_tellsItsCallbacks() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Object>());
        try (Pool pool = newPool(2)) {
            var pairs = List.of(Args.of(5, 1), Args.of(5, 2), Args.of(5, 5));
            assertThat(pool.starmapAsync((a, b) -> a / b, pairs, 2, told::add, told::add)
                            .get(LONG))
                    .containsExactly(5, 2, 1);
            assertThat(told).containsExactly(List.of(5, 2, 1));
            var triples = List.of(Args.of(1, 2, 3));
            assertThat(pool.starmapAsync((a, b, c) -> a + b + c, triples, 2, told::add, told::add)
                            .get(LONG))
                    .containsExactly(6);
            var zeros = List.of(Args.of(1, 1, 1, 1), Args.of(1, 1, 1, 0));
            AsyncResult<List<Integer>> failing =
                    pool.starmapAsync((a, b, c, d) -> a / b / c / d, zeros, 1, told::add, told::add);
            assertThatThrownBy(() -> failing.get(LONG)).isInstanceOf(ArithmeticException.class);
            assertThat(told).hasSize(3).last().isInstanceOf(ArithmeticException.class);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.starmapAsync((a, b) -> a, pairs, 0, told::add, told::add));
        }
        assertThat(told).hasSize(3);
    }

    @Test
    default void chunkOfNothing_isRefused() {
        try (Pool pool = newPool(1)) {
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1), 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.imap(x -> x, List.of(1), 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.imapUnordered(x -> x, List.of(1), -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    // imap

    @Test
    default void imap_givesTheResultsInTheOrderOfTheItems() throws Exception {
        try (Pool pool = newPool(2)) {
            assertThat(takeAll(pool.imap(x -> x + 1, range(3000))))
                    .isEqualTo(IntStream.rangeClosed(1, 3000).boxed().toList());
            assertThat(takeAll(pool.imap(x -> x + 1, range(1000), 13)))
                    .isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
            assertThat(takeAll(pool.imap(x -> x, List.of()))).isEmpty();
        }
    }

    @Test
    default void imapUnordered_givesEveryResultOnce() throws Exception {
        try (Pool pool = newPool(2)) {
            assertThat(takeAll(pool.imapUnordered(x -> x, range(3000))))
                    .containsExactlyInAnyOrderElementsOf(range(3000));
            assertThat(takeAll(pool.imapUnordered(x -> x, range(1000), 64)))
                    .containsExactlyInAnyOrderElementsOf(range(1000));
        }
    }

    @Test
    default void imap_whoseResultsSeveralThreadsTake_givesEachToOneOfThem() throws Exception {
        for (boolean ordered : List.of(true, false)) {
            try (Pool pool = newPool(2);
                    IMapIterator<Integer> results = ordered
                            ? pool.imap(x -> x, range(20_000), 7)
                            : pool.imapUnordered(x -> x, range(20_000), 7)) {
                var takers = new ArrayList<FutureTask<List<Integer>>>();
                for (int i = 0; i < 4; i++) {
                    var taker = new FutureTask<>(() -> takeUntilNoneIsLeft(results));
                    new Thread(taker).start();
                    takers.add(taker);
                }
                var all = new ArrayList<Integer>();
                for (FutureTask<List<Integer>> taker : takers) {
                    List<Integer> taken = taker.get(LONG.toSeconds(), TimeUnit.SECONDS);
                    if (ordered) {
                        assertThat(taken).isSorted();
                    }
                    all.addAll(taken);
                }
                assertThat(all).containsExactlyInAnyOrderElementsOf(range(20_000));
            }
        }
    }

    /** What one of several gets. */
    private static List<Integer> takeUntilNoneIsLeft(IMapIterator<Integer> results) throws Exception {
        var all = new ArrayList<Integer>();
        try {
            while (true) {
                all.add(results.take());
            }
        } catch (NoSuchElementException asItMustEnd) {
            return all;
        }
    }

    @Test
    default void imap_overAnEndlessInput_readsABoundedNumberAhead() throws Exception {
        var read = new AtomicInteger();
        try (Pool pool = newPool(2);
                IMapIterator<Integer> results = pool.imap(x -> x * 2, counting(read))) {
            for (int i = 0; i < 100; i++) {
                assertThat(results.take()).isEqualTo(2 * i);
            }
            assertThat(read.get()).isBetween(100, 100 + 8192);
        }
    }

    @Test
    default void imap_whenATaskFails_goesOnAfterIt() throws Exception {
        try (Pool pool = newPool(2)) {
            for (int chunk : new int[] {1, 3}) {
                IMapIterator<Integer> results = pool.imap(x -> 12 / x, List.of(1, 0, 3), chunk);
                assertThat(results.next()).isEqualTo(12);
                assertThatThrownBy(results::next).isInstanceOf(ArithmeticException.class);
                assertThat(results.next()).isEqualTo(4);
                assertThat(results.hasNext()).isFalse();
                assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
                assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(NoSuchElementException.class);
            }
        }
    }

    @Test
    default void imap_whenATaskThrowsAChecked_wrapsItInNextOnly() {
        try (Pool pool = newPool(1)) {
            IMapIterator<Integer> results = pool.imap(
                    x -> {
                        throw new IOException("on purpose");
                    },
                    List.of(1, 2));
            assertThatThrownBy(results::take).isInstanceOf(IOException.class).hasMessage("on purpose");
            assertThatThrownBy(results::next)
                    .isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    default void imap_whenTheInputFails_failsAtThatPosition() throws Exception {
        Iterable<Integer> input = () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                if (next == 3) {
                    throw new IllegalStateException("the source is gone");
                }
                return next++;
            }
        };
        try (Pool pool = newPool(2)) {
            for (boolean ordered : new boolean[] {true, false}) {
                IMapIterator<Integer> results = ordered ? pool.imap(x -> x, input) : pool.imapUnordered(x -> x, input);
                assertThat(List.of(results.next(), results.next(), results.next()))
                        .containsExactlyInAnyOrder(0, 1, 2);
                assertThatThrownBy(results::take)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the source is gone");
                assertThat(results.hasNext()).isFalse();
            }
        }
    }

    @Test
    default void failureOfTheInputOfImap_showsTheProgramsOwnCall() {
        Iterable<Integer> input = () -> Stream.of(1, 0).map(x -> 12 / x).iterator();
        try (Pool pool = newPool(1)) {
            assertThatThrownBy(() -> takeAll(pool.imapUnordered(x -> x, input)))
                    .isInstanceOf(ArithmeticException.class)
                    .satisfies(failure -> assertThat(Stream.of(failure)
                                    .flatMap(e -> Stream.concat(Stream.of(e), Stream.of(e.getSuppressed())))
                                    .flatMap(e -> Stream.of(e.getStackTrace()))
                                    .map(StackTraceElement::getMethodName))
                            .contains("failureOfTheInputOfImap_showsTheProgramsOwnCall"));
        }
    }

    @Test
    default void imap_whoseInputNeedsItsOwnResults_goesOn() throws Exception {
        var last = new AtomicInteger(1);
        Iterable<Integer> input = () -> Stream.generate(last::get).limit(50).iterator();
        try (Pool pool = newPool(1);
                IMapIterator<Integer> results = pool.imap(x -> x + 1, input)) {
            while (results.hasNext()) {
                int result = results.take();
                assertThat(result).isLessThanOrEqualTo(last.get() + 1);
                last.set(result);
            }
            assertThat(last.get()).isGreaterThan(1);
        }
    }

    @Test
    default void iterator_saysWhatItIsOfAndHowFarItIs() throws Exception {
        try (Pool pool = newPool(1)) {
            String name = pool.toString().replaceFirst(".*\\((.*), open\\)", "$1");
            IMapIterator<Integer> ordered = pool.imap(x -> x, range(3));
            ordered.take();
            assertThat(ordered.toString())
                    .startsWith(
                            "IMapIterator(imap with a lambda of " + PoolContract.class.getName() + ", " + name + ": ")
                    .contains("1 taken");
            IMapIterator<Integer> inAnyOrder = pool.imapUnordered(x -> x, range(3));
            assertThat(inAnyOrder.toString())
                    .startsWith("IMapIterator(imapUnordered with ")
                    .contains("0 taken");
            inAnyOrder.close();
            assertThat(inAnyOrder.toString()).endsWith("closed)");
        }
    }

    @Test
    default void closedIterator_hasNoMoreResultsAndReadsNoFurther() throws Exception {
        var read = new AtomicInteger();
        try (Pool pool = newPool(1)) {
            IMapIterator<Integer> results = pool.imap(x -> x, counting(read));
            assertThat(results.next()).isZero();
            results.close();
            results.close();
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::take).isInstanceOf(NoSuchElementException.class);
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    default void imap_whoseResultsAreNeverTaken_doesNotKeepThePool() throws Exception {
        Pool pool = newPool(1);
        IMapIterator<Integer> lazy = pool.imap(x -> x, counting(new AtomicInteger()));
        IMapIterator<Integer> whole = pool.imap(x -> x, range(20_000));
        pool.close();
        pool.join();
        assertThat(takeAll(whole)).isEqualTo(range(20_000));
        assertThatThrownBy(() -> takeAll(lazy))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("closed");
        assertThat(lazy.hasNext()).isFalse();
    }

    @Test
    default void resultsAfterTerminate_areCancelled() throws Exception {
        Pool pool = newPool(1);
        IMapIterator<Integer> results = pool.imap(x -> x, counting(new AtomicInteger()));
        assertThat(results.take()).isZero();
        pool.terminate();
        pool.join();
        assertThatThrownBy(() -> takeAll(results))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("terminated");
        results.close();
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    default void interruptedTake_leavesTheIteratorAsItWas() throws Exception {
        try (Pool pool = newPool(1)) {
            IMapIterator<Integer> results = pool.imap(x -> x, range(2));
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::take).isInstanceOf(InterruptedException.class);
            assertThat(takeAll(results)).containsExactly(0, 1);
        }
    }

    @Test
    default void interruptedNext_closesTheIteratorAndKeepsTheFlag() {
        try (Pool pool = newPool(1)) {
            IMapIterator<Integer> results = pool.imap(x -> x, counting(new AtomicInteger()));
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(results.hasNext()).isFalse();
        }
    }

    // life

    @Test
    default void close_letsGivenTasksFinishAndRefusesOthers() throws Exception {
        Pool pool = newPool(2);
        AsyncResult<List<Integer>> results = pool.mapAsync(x -> x, range(3000));
        pool.close();
        pool.close();
        pool.join();
        pool.join();
        assertThat(results.ready()).isTrue();
        assertThat(results.get()).hasSize(3000);
        assertThatThrownBy(() -> pool.apply(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> pool.imap(x -> x, List.of(1))).isInstanceOf(IllegalStateException.class);
        pool.terminate();
        pool.close();
        pool.join();
    }

    @Test
    default void terminate_refusesOtherTasksInEveryOrder() throws Exception {
        Pool pool = newPool(1);
        pool.terminate();
        pool.close();
        pool.terminate();
        pool.join();
        assertThatThrownBy(() -> pool.map(x -> x, List.of(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("terminated");
    }

    @Test
    default void join_ofAnOpenPool_isRefused() {
        try (Pool pool = newPool(1)) {
            assertThatThrownBy(pool::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("close()");
        }
    }

    @Test
    default void closeAndTerminate_workFromACallback() throws Exception {
        Pool pool = newPool(1);
        AsyncResult<Integer> result = pool.applyAsync(
                () -> 1,
                value -> {
                    pool.close();
                    pool.terminate();
                },
                e -> {});
        assertThat(result.get(LONG)).isEqualTo(1);
        pool.join();
    }

    @Test
    default void pool_isUsedByManyThreadsAtOnce() throws Exception {
        try (Pool pool = newPool(2)) {
            var failures = Collections.synchronizedList(new ArrayList<Throwable>());
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                var caller = new Thread(() -> {
                    try {
                        assertThat(pool.map(x -> x + 1, range(500))).hasSize(500);
                        assertThat(takeAll(pool.imapUnordered(x -> x, range(500))))
                                .hasSize(500);
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                });
                caller.start();
                callers.add(caller);
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    @Test
    default void initializerThatFails_failsThePoolOnceWithItsCause() throws Exception {
        Pool pool = newPool(2, () -> {
            throw new IOException("no database");
        });
        await().atMost(LONG)
                .pollInSameThread()
                .untilAsserted(() -> assertThatThrownBy(() -> pool.map(x -> x, List.of(1, 2, 3)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("initializer")
                        .hasCauseInstanceOf(IOException.class));
        assertThatThrownBy(() -> pool.apply(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no database");
        assertThatThrownBy(() -> pool.imap(x -> x, List.of(1)).next()).isInstanceOf(IllegalStateException.class);
        pool.close();
        pool.join();
    }

    @Test
    default void resultThatIsNotThere_isNotSuccessfulYet() throws Exception {
        try (Pool pool = newPool(1)) {
            AsyncResult<Integer> done = pool.applyAsync(() -> 1);
            done.await();
            assertThat(done.ready()).isTrue();
            assertThat(done.await(Duration.ZERO)).isTrue();
            assertThat(done.successful()).isTrue();
            assertThat(done.get(Duration.ofNanos(TimeUnit.DAYS.toNanos(1)))).isEqualTo(1);
        }
    }

    @Test
    default void poolWithoutWorkers_isRefused() {
        assertThatThrownBy(() -> new ThreadPool(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pool(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
