package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Array;

/** Writes the elements of a shared array, each under its lock; nanoseconds of one. */
final class ArrayRounds implements Side {
    private static final int LENGTH = 1000;

    private final int passes;
    private final long roundNanos;
    private final Array<Double> array = Array.doubles(LENGTH);

    ArrayRounds(Scale scale) {
        this.passes = scale.of(200);
        this.roundNanos = scale.roundNanos();
    }

    @Override
    public double round() throws Exception {
        return Blocks.fill(roundNanos, this::block) / passes / LENGTH;
    }

    private long block() throws Exception {
        long start = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < LENGTH; i++) {
                array.set(i, (double) (pass + i));
            }
        }
        long took = System.nanoTime() - start;
        for (int i = 0; i < LENGTH; i++) {
            WrongOutcomeException.check("element " + i, (double) (passes - 1 + i), array.get(i));
        }
        return took;
    }
}
