package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Function1;
import dev.krait.multiprocessing.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** Maps a tiny function over many items with two workers; tasks a second. Every item is a task of its own. */
final class MapRounds<T> implements Side {
    private static final int ONE_BY_ONE = 50_000;
    private static final int IN_CHUNKS = 100_000;

    /** No chunk size. */
    private static final int DEFAULT = 0;

    private final Pool pool = new Pool(2);
    private final Function1<T, T> function;
    private final List<T> items;
    private final List<T> expected;
    private final int chunkSize;
    private final long roundNanos;

    private MapRounds(Function1<T, T> function, List<T> items, int chunkSize, long roundNanos) throws Exception {
        this.function = function;
        this.items = items;
        this.chunkSize = chunkSize;
        this.roundNanos = roundNanos;
        this.expected = new java.util.ArrayList<>(items.size());
        for (T item : items) {
            expected.add(function.apply(item));
        }
    }

    /** Integers that Python sends one by one. */
    static Side ofIntegers(Scale scale) throws Exception {
        return ofIntegers(scale.of(ONE_BY_ONE), 1, scale.roundNanos());
    }

    /** Integers that Python sends in chunks. */
    static Side ofManyIntegers(Scale scale) throws Exception {
        return ofIntegers(scale.of(IN_CHUNKS), DEFAULT, scale.roundNanos());
    }

    private static Side ofIntegers(int count, int chunkSize, long roundNanos) throws Exception {
        return new MapRounds<Integer>(
                number -> number + 1, IntStream.range(0, count).boxed().toList(), chunkSize, roundNanos);
    }

    static Side ofParticles(Scale scale) throws Exception {
        return new MapRounds<Particle>(
                Particle::moved,
                IntStream.range(0, scale.of(ONE_BY_ONE))
                        .mapToObj(i -> new Particle(i, i * 0.5, i * 0.25, "particle"))
                        .toList(),
                1,
                scale.roundNanos());
    }

    @Override
    public double round() throws Exception {
        return items.size() / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        long start = System.nanoTime();
        List<T> results = chunkSize == DEFAULT ? pool.map(function, items) : pool.map(function, items, chunkSize);
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("whether all results are right", true, results.equals(expected));
        return took;
    }

    @Override
    public void verify() throws Exception {
        new KillCheck(pool).run(function, items);
        round();
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
