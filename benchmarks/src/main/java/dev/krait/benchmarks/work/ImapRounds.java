package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.IMapIterator;
import dev.krait.multiprocessing.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** Takes the results of a tiny function from two workers as they come; tasks a second. */
final class ImapRounds implements Side {
    private static final int ONE_BY_ONE = 50_000;
    private static final int IN_CHUNKS = 100_000;

    private final Pool pool = new Pool(2);
    private final List<Integer> items;
    private final int chunkSize;
    private final long roundNanos;

    ImapRounds(Scale scale, int chunkSize) {
        this.items = IntStream.range(0, scale.of(chunkSize == 1 ? ONE_BY_ONE : IN_CHUNKS))
                .boxed()
                .toList();
        this.chunkSize = chunkSize;
        this.roundNanos = scale.roundNanos();
    }

    @Override
    public double round() throws Exception {
        return items.size() / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        long start = System.nanoTime();
        long sum = 0;
        int count = 0;
        try (IMapIterator<Integer> results = pool.imapUnordered(number -> number + 1, items, chunkSize)) {
            for (int result : results) {
                sum += result;
                count++;
            }
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the number of results", items.size(), count);
        WrongOutcomeException.check("the sum of the results", items.size() * (items.size() + 1L) / 2, sum);
        return took;
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
