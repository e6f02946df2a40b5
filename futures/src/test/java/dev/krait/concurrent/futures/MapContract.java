package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every executor does with a map. */
interface MapContract extends ExecutorSource {
    @Test
    default void map_givesResultsInTheOrderOfTheInput() {
        List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
        try (var executor = newExecutor(2);
                var results = executor.map(Tasks::square, numbers)) {
            var found = new ArrayList<Integer>();
            results.forEachRemaining(found::add);
            assertThat(found).isEqualTo(numbers.stream().map(n -> n * n).toList());
        }
    }

    @Test
    default void map_overSeveralInputs_endsWithTheShortest() throws Exception {
        try (var executor = newExecutor(2);
                var sums = executor.map(Tasks::add, List.of(1, 2, 3), List.of(10, 20));
                var joined = executor.map(Tasks::join, List.of("a", "b"), List.of(1, 2, 3), List.of(true, false))) {
            assertThat(sums.take()).isEqualTo(11);
            assertThat(sums.take()).isEqualTo(22);
            assertThat(sums.hasNext()).isFalse();
            assertThat(joined.take()).isEqualTo("a1true");
            assertThat(joined.take()).isEqualTo("b2false");
            assertThat(joined.hasNext()).isFalse();
        }
    }

    @Test
    default void map_overOneIteratorTwice_givesPairsAndLeavesTheOddOneOut() throws Exception {
        var numbers = List.of(1, 2, 3, 4, 5).iterator();
        Iterable<Integer> same = () -> numbers;
        try (var executor = newExecutor(1);
                var results = executor.map(Tasks::add, same, same)) {
            assertThat(results.take()).isEqualTo(3);
            assertThat(results.take()).isEqualTo(7);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    default void map_overNothing_isEmpty() {
        try (var executor = newExecutor(1);
                var results = executor.map(Tasks::square, List.<Integer>of())) {
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::take).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    default void map_afterShutdown_isRefusedUnlessThereIsNothingToDo() throws Exception {
        try (var executor = newExecutor(1)) {
            executor.shutdown();
            try (var results = executor.map(Tasks::square, List.<Integer>of())) {
                assertThat(results.hasNext()).isFalse();
            }
            assertThatThrownBy(() -> executor.map(Tasks::square, List.of(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void map_withAFailingCall_throwsAtItsPlaceAndGoesOn() throws Exception {
        try (var executor = newExecutor(2);
                var results = executor.map(Tasks::failOnOdd, List.of(0, 1, 2, 3, 4))) {
            assertThat(results.take()).isEqualTo(0);
            assertThatThrownBy(results::take)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("odd: 1");
            assertThat(results.next()).isEqualTo(2);
            assertThatThrownBy(results::next)
                    .isExactlyInstanceOf(TaskFailedException.class)
                    .cause()
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("odd: 3");
            assertThat(results.take()).isEqualTo(4);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    default void map_withAnErrorOfATask_throwsItFromNextAsItIs() {
        try (var executor = newExecutor(1);
                var results = executor.map(n -> Tasks.failWithError() + n, List.of(1))) {
            assertThatThrownBy(results::next).isExactlyInstanceOf(AssertionError.class);
        }
    }

    @Test
    default void map_inChunks_givesTheSame() throws Exception {
        List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
        try (var executor = newExecutor(2)) {
            for (int chunk : new int[] {1, 7, 100, 1000, Integer.MAX_VALUE}) {
                var options = MapOptions.defaults().withChunkSize(chunk);
                try (var results = executor.map(Tasks::failOnOdd, numbers, options)) {
                    for (int number : numbers) {
                        if (number % 2 == 0) {
                            assertThat(results.take()).isEqualTo(number);
                        } else {
                            assertThatThrownBy(results::take).hasMessage("odd: " + number);
                        }
                    }
                    assertThat(results.hasNext()).isFalse();
                }
            }
        }
    }

    @Test
    default void map_buffered_pullsNoFurtherThanThat() throws Exception {
        var pulled = new AtomicInteger();
        Iterable<Integer> endless =
                () -> Stream.iterate(0, n -> n + 1).peek(n -> pulled.set(n + 1)).iterator();
        try (var executor = newExecutor(2);
                var results = executor.map(
                        Tasks::square, endless, MapOptions.defaults().withBufferSize(4))) {
            assertThat(pulled).hasValue(4);
            for (int n = 0; n < 20; n++) {
                assertThat(results.take()).isEqualTo(n * n);
                assertThat(pulled).hasValue(n + 5);
            }
        }
    }

    @Test
    default void map_bufferedInChunks_pullsNoFurtherThanTheBuffer() throws Exception {
        var pulled = new AtomicInteger();
        Iterable<Integer> endless =
                () -> Stream.iterate(0, n -> n + 1).peek(n -> pulled.set(n + 1)).iterator();
        var options = MapOptions.defaults().withBufferSize(6).withChunkSize(4);
        try (var executor = newExecutor(2);
                var results = executor.map(Tasks::square, endless, options)) {
            for (int n = 0; n < 20; n++) {
                assertThat(results.take()).isEqualTo(n * n);
                assertThat(pulled.get()).isBetween(n + 1, n + 7);
            }
        }
    }

    @Test
    default void map_whoseTimeIsUp_throwsTimeoutAndCancelsTheRest(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var names = List.of("first", "second", "third");
            var results = executor.map(
                    name -> Gate.arriveAndWait(gate, name),
                    names,
                    MapOptions.defaults().withTimeout(Duration.ofMillis(300)));
            gate.awaitMark("first");
            assertThatThrownBy(results::take).isInstanceOf(TimeoutException.class);
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::take).isInstanceOf(NoSuchElementException.class);
            gate.open();
            executor.shutdown();
            assertThat(gate.has("third")).isFalse();
        }
    }

    @Test
    default void map_whoseTimeIsUp_stillGivesWhatIsThere() throws Exception {
        try (var executor = newExecutor(1)) {
            var results = executor.map(
                    Tasks::square, List.of(1, 2), MapOptions.defaults().withTimeout(Duration.ofMillis(200)));
            executor.shutdown();
            var later = new Future<Integer>();
            assertThatThrownBy(() -> later.result(Duration.ofMillis(210))).isInstanceOf(TimeoutException.class);
            assertThat(results.take()).isEqualTo(1);
            assertThat(results.take()).isEqualTo(4);
        }
    }

    @Test
    default void map_closedBeforeAnythingIsTaken_cancelsWhatHasNotStarted(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var results = executor.map(name -> Gate.arriveAndWait(gate, name), List.of("first", "second", "third"));
            gate.awaitMark("first");
            results.close();
            results.close();
            assertThat(results.hasNext()).isFalse();
            gate.open();
            executor.shutdown();
            assertThat(gate.has("third")).isFalse();
        }
    }

    @Test
    default void map_ofACancelledCall_throwsThatAtItsPlace(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var results = executor.map(name -> Gate.arriveAndWait(gate, name), List.of("first", "second"));
            gate.awaitMark("first");
            executor.shutdown(false, true);
            gate.open();
            assertThat(results.take()).isEqualTo("first");
            assertThatThrownBy(results::take).isInstanceOf(CancellationException.class);
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    default void map_whoseInputThrowsAtOnce_throwsAtTheCall() {
        try (var executor = newExecutor(1)) {
            assertThatThrownBy(() -> executor.map(Tasks::square, brokenAfter(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no more input");
        }
    }

    @Test
    default void map_whoseInputThrowsLater_throwsAfterTheItemsBefore() throws Exception {
        try (var executor = newExecutor(1);
                var results = executor.map(
                        Tasks::square, brokenAfter(3), MapOptions.defaults().withBufferSize(2))) {
            assertThat(results.take()).isEqualTo(0);
            assertThat(results.take()).isEqualTo(1);
            assertThat(results.take()).isEqualTo(4);
            assertThatThrownBy(results::take)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no more input");
            assertThat(results.hasNext()).isFalse();
        }
    }

    private static Iterable<Integer> brokenAfter(int items) {
        return () -> new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                if (given == items) {
                    throw new IllegalArgumentException("no more input");
                }
                return given++;
            }
        };
    }

    @Test
    default void take_interrupted_losesNothing(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var results = executor.map(name -> Gate.arriveAndWait(gate, name), List.of("first", "second"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::take).isInstanceOf(InterruptedException.class);
            gate.open();
            assertThat(results.take()).isEqualTo("first");
            assertThat(results.take()).isEqualTo("second");
        }
    }

    @Test
    default void take_ofAnInterruptedThreadWhenDone_givesTheResult() throws Exception {
        var items = List.of(List.of(1), List.of(2));
        try (var executor = newExecutor(1);
                var results = executor.map(Tasks::same, items)) {
            executor.shutdown();
            Thread.currentThread().interrupt();
            assertThat(results.take()).isEqualTo(List.of(1));
            assertThat(results.take()).isEqualTo(List.of(2));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    default void next_interrupted_cancelsTheRestAndKeepsTheFlag(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1);
                var results =
                        executor.map(name -> Gate.arriveAndWait(gate, name), List.of("first", "second", "third"))) {
            gate.awaitMark("first");
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(results.hasNext()).isFalse();
            gate.open();
            executor.shutdown();
            assertThat(gate.has("third")).isFalse();
        }
    }
}
