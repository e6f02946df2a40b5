package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import java.util.function.Supplier;

/** Acquires and releases what nobody else wants; nanoseconds for both. */
final class UncontendedRounds implements Side {
    private final int pairs;
    private final long roundNanos;
    private final Supplier<Pass> passes;

    UncontendedRounds(int pairs, long roundNanos, Supplier<Pass> passes) {
        this.pairs = pairs;
        this.roundNanos = roundNanos;
        this.passes = passes;
    }

    @Override
    public double round() throws Exception {
        return Blocks.fill(roundNanos, this::block) / pairs;
    }

    private long block() throws Exception {
        Pass pass = passes.get();
        long start = System.nanoTime();
        for (int i = 0; i < pairs; i++) {
            pass.acquire();
            pass.release();
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("whether it is free", true, pass.take());
        return took;
    }
}
