package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import org.HdrHistogram.Histogram;

/** Calls a tiny function in the one worker and waits for it, again and again; microseconds of the middle call. */
final class ApplyRounds implements Side {
    private final Pool pool = new Pool(1);
    private final int calls;

    ApplyRounds(Scale scale) {
        calls = scale.of(5000);
    }

    @Override
    public double round() throws Exception {
        var times = new Histogram(3);
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            Integer result = pool.apply(number -> number + 1, i);
            times.recordValue(System.nanoTime() - start);
            WrongOutcomeException.check("the result", i + 1, result);
        }
        return times.getValueAtPercentile(50) / 1e3;
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
