package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.concurrent.futures.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Maps a tiny function over many items with an executor of two processes; tasks a second, each a task of its own. */
final class ExecutorMapRounds implements Side {
    private static final int ITEMS = 20_000;

    private final ProcessPoolExecutor executor = new ProcessPoolExecutor(2);
    private final List<Integer> items;
    private final List<Integer> expected;
    private final long roundNanos;

    ExecutorMapRounds(Scale scale) {
        items = IntStream.range(0, scale.of(ITEMS)).boxed().toList();
        expected = items.stream().map(item -> item + 1).toList();
        roundNanos = scale.roundNanos();
    }

    @Override
    public double round() throws Exception {
        return items.size() / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        long start = System.nanoTime();
        var results = new ArrayList<Integer>(items.size());
        try (var taken = executor.map(number -> number + 1, items)) {
            while (taken.hasNext()) {
                results.add(taken.take());
            }
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("whether all results are right", true, results.equals(expected));
        return took;
    }

    @Override
    public void close() {
        executor.close();
    }
}
