package dev.krait.benchmarks.work;

/**
 * A block of work that is too short for a round, done as often as it takes to fill one.
 *
 * <p>A block checks its own outcome, outside the time that it reports.
 */
@FunctionalInterface
interface Blocks {
    /** Does the work once and returns how many nanoseconds it took. */
    long once() throws Exception;

    /** Fills a round and returns the nanoseconds of one block. */
    static double fill(long roundNanos, Blocks block) throws Exception {
        long total = 0;
        int blocks = 0;
        while (blocks == 0 || total < roundNanos) {
            total += block.once();
            blocks++;
        }
        return (double) total / blocks;
    }
}
