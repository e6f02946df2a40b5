package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Counts primes alone and then with two workers; how many times as fast that is. */
final class PrimesRounds implements Side {
    private static final int LIMIT = 20_000_000;
    private static final int PRIMES_BELOW_LIMIT = 1_270_607;
    private static final List<Integer> SLICES =
            IntStream.range(0, Primes.SLICES).boxed().toList();

    private final int limit;
    private final Workers workers;

    private PrimesRounds(Scale scale, Workers workers) {
        this.limit = scale.of(LIMIT);
        this.workers = workers;
    }

    static Side withPool(Scale scale) {
        return new PrimesRounds(scale, new PoolWorkers());
    }

    static Side withThreads(Scale scale) {
        return new PrimesRounds(scale, new ThreadWorkers());
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        int alone = 0;
        for (int slice : SLICES) {
            alone += Primes.inSlice(slice, limit);
        }
        long tookAlone = System.nanoTime() - start;

        start = System.nanoTime();
        int together = 0;
        for (int count : workers.countAll(limit)) {
            together += count;
        }
        long tookTogether = System.nanoTime() - start;

        WrongOutcomeException.check("the number of primes", alone, together);
        if (limit == LIMIT) {
            WrongOutcomeException.check("the number of primes below " + LIMIT, PRIMES_BELOW_LIMIT, alone);
        }
        return (double) tookAlone / tookTogether;
    }

    @Override
    public void close() throws InterruptedException {
        workers.end();
    }

    /** Two of them. */
    private interface Workers {
        List<Integer> countAll(int limit) throws Exception;

        void end() throws InterruptedException;
    }

    private static final class PoolWorkers implements Workers {
        private final Pool pool = new Pool(2);

        @Override
        public List<Integer> countAll(int limit) throws Exception {
            return pool.map(slice -> Primes.inSlice(slice, limit), SLICES);
        }

        @Override
        public void end() throws InterruptedException {
            pool.terminate();
            pool.join();
        }
    }

    private static final class ThreadWorkers implements Workers {
        private final ExecutorService threads = Executors.newFixedThreadPool(2);

        @Override
        public List<Integer> countAll(int limit) throws ExecutionException, InterruptedException {
            var pending = new ArrayList<Future<Integer>>();
            for (int slice : SLICES) {
                pending.add(threads.submit(() -> Primes.inSlice(slice, limit)));
            }
            var counts = new ArrayList<Integer>();
            for (Future<Integer> count : pending) {
                counts.add(count.get());
            }
            return counts;
        }

        @Override
        public void end() {
            threads.shutdownNow();
        }
    }
}
