package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Does the same work in the same pool without deadlines and with all of them set, by turns; the part of the speed that is left
 * with them.
 */
final class DeadlineRounds implements Side {
    private static final int PAIRS = 8;
    private static final Duration FAR = Duration.ofMinutes(5);
    private static final TaskOptions DEADLINES =
            TaskOptions.defaults().withTimeout(FAR).withQueueTimeout(FAR).withRunTimeout(FAR);

    /** Work whose time is taken. */
    private interface Work {
        double nanos(Pool pool) throws Exception;
    }

    private final Pool pool;
    private final Pool hasty;
    private final Work work;

    private DeadlineRounds(int workers, Work work) {
        this.pool = new Pool(workers);
        this.hasty = pool.with(DEADLINES);
        this.work = work;
    }

    /** Maps a tiny function over many items with two workers. */
    static Side ofMap(Scale scale) {
        List<Integer> items = IntStream.range(0, scale.of(100_000)).boxed().toList();
        List<Integer> expected = IntStream.rangeClosed(1, items.size()).boxed().toList();
        return new DeadlineRounds(2, pool -> {
            long start = System.nanoTime();
            List<Integer> results = pool.map(number -> number + 1, items);
            long took = System.nanoTime() - start;
            WrongOutcomeException.check("whether all results are right", true, results.equals(expected));
            return took;
        });
    }

    /** Calls a tiny function in one worker and waits for it; the middle call. */
    static Side ofApply(Scale scale) {
        int calls = scale.of(1000);
        return new DeadlineRounds(1, pool -> {
            var times = new Histogram(3);
            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                Integer result = pool.apply(number -> number + 1, i);
                times.recordValue(System.nanoTime() - start);
                WrongOutcomeException.check("the result", i + 1, result);
            }
            return times.getValueAtPercentile(50);
        });
    }

    @Override
    public double round() throws Exception {
        double hastyTime = 0;
        double plainTime = 0;
        for (int i = 0; i < PAIRS; i++) {
            // Whoever comes second finds the garbage of the first.
            plainTime += i % 2 == 0 ? work.nanos(pool) : 0;
            hastyTime += work.nanos(hasty);
            plainTime += i % 2 == 1 ? work.nanos(pool) : 0;
        }
        return plainTime / hastyTime;
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
