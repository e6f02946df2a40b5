package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A map gives what a loop gives, whatever the size, chunk, buffer, workers, and wherever calls or the input fail. */
class MapPropertiesTest {
    /** Fails for some numbers, with exceptions of different kinds. */
    private static int maybeFail(int n) throws Exception {
        switch (Math.floorMod(n, 7)) {
            case 0 -> throw new Exception("checked " + n);
            case 1 -> throw new IllegalArgumentException("unchecked " + n);
            case 2 -> throw new CancellationException("like a cancelled one " + n);
            default -> {
                return n * 2;
            }
        }
    }

    private static List<String> sequentially(List<Integer> input, int failAt) {
        var outcomes = new ArrayList<String>();
        for (int n : input.subList(0, Math.min(failAt, input.size()))) {
            try {
                outcomes.add("result " + maybeFail(n));
            } catch (Exception e) {
                outcomes.add(e.toString());
            }
        }
        if (failAt < input.size()) {
            outcomes.add("input failed");
        }
        return outcomes;
    }

    /** Gives the items up to one, where it throws. */
    private static Iterable<Integer> failingAt(List<Integer> input, int failAt) {
        return () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < input.size();
            }

            @Override
            public Integer next() {
                if (next == failAt) {
                    throw new InputFailure();
                }
                return input.get(next++);
            }
        };
    }

    private static final class InputFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static List<String> taken(ResultIterator<Integer> results) {
        var outcomes = new ArrayList<String>();
        while (results.hasNext()) {
            try {
                outcomes.add("result " + results.take());
            } catch (InputFailure e) {
                outcomes.add("input failed");
            } catch (Exception e) {
                outcomes.add(e.toString());
            }
        }
        return outcomes;
    }

    @Property(tries = 300)
    void mapOverFailingCalls_equalsALoop(
            @ForAll @Size(max = 60) List<Integer> input,
            @ForAll @IntRange(min = 1, max = 70) int chunk,
            @ForAll @IntRange(min = 1, max = 70) int buffer,
            @ForAll boolean buffered,
            @ForAll @IntRange(min = 1, max = 4) int workers) {
        var options = MapOptions.defaults().withChunkSize(chunk);
        if (buffered) {
            options = options.withBufferSize(buffer);
        }
        try (var executor = new ThreadPoolExecutor(workers);
                var results = executor.map(MapPropertiesTest::maybeFail, input, options)) {
            assertThat(taken(results)).isEqualTo(sequentially(input, Integer.MAX_VALUE));
        }
    }

    @Property(tries = 300)
    void mapOverAFailingInput_givesWhatCameBeforeAndThenTheFailure(
            @ForAll @Size(min = 1, max = 40) List<Integer> input,
            @ForAll @IntRange(max = 39) int failAt,
            @ForAll @IntRange(min = 1, max = 50) int chunk,
            @ForAll @IntRange(min = 1, max = 50) int buffer) {
        int position = failAt % input.size();
        var options = MapOptions.defaults().withChunkSize(chunk).withBufferSize(buffer);
        try (var executor = new ThreadPoolExecutor(2)) {
            List<String> outcomes;
            try (var results = executor.map(MapPropertiesTest::maybeFail, failingAt(input, position), options)) {
                outcomes = taken(results);
            } catch (InputFailure atTheCall) {
                assertThat(position).as("only what is pulled at the call").isLessThan(buffer);
                return;
            }
            assertThat(outcomes).isEqualTo(sequentially(input, position));
        }
    }

    private static ProcessPoolExecutor processes;

    @BeforeContainer
    static void startProcesses() throws Exception {
        processes = new ProcessPoolExecutor(1);
        assertThat(processes.submit(Tasks::square, 3).result()).isEqualTo(9); // So that its worker is there.
    }

    @AfterContainer
    static void endProcesses() {
        processes.close();
    }

    @Property(tries = 60)
    void mapInProcesses_equalsALoop(
            @ForAll @Size(max = 200) List<Integer> input,
            @ForAll @IntRange(max = 300) int failAt,
            @ForAll @IntRange(min = 1, max = 70) int chunk,
            @ForAll @IntRange(min = 1, max = 70) int buffer,
            @ForAll boolean buffered) {
        boolean inputFails = failAt < input.size();
        var options = MapOptions.defaults().withChunkSize(chunk);
        if (buffered) {
            options = options.withBufferSize(buffer);
        }
        List<String> outcomes;
        try (var results =
                processes.map(MapPropertiesTest::maybeFail, inputFails ? failingAt(input, failAt) : input, options)) {
            outcomes = taken(results);
        } catch (InputFailure atTheCall) {
            assertThat(inputFails && (!buffered || failAt < buffer))
                    .as("only what is pulled at the call")
                    .isTrue();
            return;
        }
        assertThat(outcomes).isEqualTo(sequentially(input, failAt));
    }

    @Property(tries = 100)
    void mapOverThreeInputs_equalsALoopToTheEndOfTheShortest(
            @ForAll @Size(max = 20) List<Integer> as,
            @ForAll @Size(max = 20) List<Integer> bs,
            @ForAll @Size(max = 20) List<Integer> cs,
            @ForAll @IntRange(min = 1, max = 25) int buffer) {
        var expected = new ArrayList<String>();
        for (int i = 0; i < Math.min(as.size(), Math.min(bs.size(), cs.size())); i++) {
            expected.add(as.get(i) + "/" + bs.get(i) + "/" + cs.get(i));
        }
        var options = MapOptions.defaults().withBufferSize(buffer);
        try (var executor = new ThreadPoolExecutor(2);
                var results = executor.map((a, b, c) -> a + "/" + b + "/" + c, as, bs, cs, options)) {
            var found = new ArrayList<String>();
            results.forEachRemaining(found::add);
            assertThat(found).isEqualTo(expected);
        }
    }

    @Property(tries = 100)
    void mapClosedAnywhere_leavesNothingRunningOrWaiting(
            @ForAll @IntRange(max = 50) int size,
            @ForAll @IntRange(max = 50) int taken,
            @ForAll @IntRange(min = 1, max = 60) int chunk,
            @ForAll @IntRange(min = 1, max = 60) int buffer)
            throws Exception {
        var input = new ArrayList<Integer>();
        for (int i = 0; i < size; i++) {
            input.add(i);
        }
        var options = MapOptions.defaults().withChunkSize(chunk).withBufferSize(buffer);
        try (var executor = new ThreadPoolExecutor(2)) {
            var results = executor.map(Tasks::square, input, options);
            for (int i = 0; i < Math.min(size, taken); i++) {
                assertThat(results.take()).isEqualTo(i * i);
            }
            results.close();
            assertThat(results.hasNext()).isFalse();
            assertThat(executor.submit(Tasks::square, 3).result()).isEqualTo(9);
        }
    }
}
