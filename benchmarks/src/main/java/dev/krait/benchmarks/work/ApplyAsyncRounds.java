package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Has many calls made at once and then collects the results; calls a second. */
final class ApplyAsyncRounds implements Side {
    private final Pool pool = new Pool(2);
    private final int calls;
    private final List<Integer> expected;

    ApplyAsyncRounds(Scale scale) {
        calls = scale.of(20_000);
        expected = IntStream.rangeClosed(1, calls).boxed().toList();
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        var pending = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < calls; i++) {
            pending.add(pool.applyAsync(number -> number + 1, i));
        }
        var results = new ArrayList<Integer>();
        for (AsyncResult<Integer> result : pending) {
            results.add(result.get());
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("whether all results are right", true, results.equals(expected));
        return calls / (took / 1e9);
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
