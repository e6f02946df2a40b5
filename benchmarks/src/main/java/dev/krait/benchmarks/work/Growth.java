package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** How the cost of a pool's tasks grows with their number, with what they carry, and with the number of workers. */
public final class Growth implements AutoCloseable {
    private static final int PRIMES_LIMIT = 2_000_000;
    private static final List<Integer> SLICES =
            IntStream.range(0, Primes.SLICES).boxed().toList();
    private static final int LEAST_ROUNDS = 5;

    /** Something whose time is taken. */
    private interface Work {
        void once() throws Exception;
    }

    private final Pool one = new Pool(1);
    private final Pool two = new Pool(2);
    private final long nanos;

    /**
     * A way to measure.
     *
     * @param millis for how long each figure is warmed up and then measured
     */
    public Growth(long millis) {
        this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /**
     * The time of one task among many that do next to nothing, each with a claim and an outcome of its own.
     *
     * @param tasks how many are given to two workers at once
     * @return microseconds
     * @throws Exception if the pool fails
     */
    public double microsOfTask(int tasks) throws Exception {
        List<Integer> items = IntStream.range(0, tasks).boxed().toList();
        return best(() -> {
                    List<Integer> results = two.map(number -> number + 1, items);
                    WrongOutcomeException.check("the last result", tasks, results.get(tasks - 1));
                })
                / 1e3
                / tasks;
    }

    /**
     * The time of one call whose argument and result are an array of bytes.
     *
     * @param bytes the length of the array
     * @return microseconds
     * @throws Exception if the pool fails
     */
    public double microsOfEcho(int bytes) throws Exception {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) 7);
        return best(() -> {
                    byte[] echo = one.apply(array -> array, payload);
                    WrongOutcomeException.check("the echo's last byte", (byte) 7, echo[bytes - 1]);
                })
                / 1e3;
    }

    /**
     * How many tasks a second that do next to nothing some workers do.
     *
     * @param workers how many there are
     * @return tasks a second
     * @throws Exception if the pool fails
     */
    public double tasksPerSecond(int workers) throws Exception {
        List<Integer> items = IntStream.range(0, 100_000).boxed().toList();
        try (var pool = new Pool(workers)) {
            return items.size() / best(() -> pool.map(number -> number + 1, items)) * 1e9;
        }
    }

    /**
     * The time in which some workers count the primes below two million.
     *
     * @param workers how many there are
     * @return milliseconds
     * @throws Exception if the pool fails
     */
    public double millisOfPrimes(int workers) throws Exception {
        try (var pool = new Pool(workers)) {
            return best(() -> pool.map(slice -> Primes.inSlice(slice, PRIMES_LIMIT), SLICES)) / 1e6;
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Pool pool : List.of(one, two)) {
            pool.close();
            pool.join();
        }
    }

    /** The nanoseconds of the best round, once all is warm. */
    private double best(Work work) throws Exception {
        long warmUntil = System.nanoTime() + nanos;
        do {
            work.once();
        } while (System.nanoTime() - warmUntil < 0);
        long until = System.nanoTime() + nanos;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() - until < 0; round++) {
            long start = System.nanoTime();
            work.once();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
