package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Value;

/** Counts a shared value up under its lock, which nobody else wants; nanoseconds of one addition. */
final class ValueRounds implements Side {
    private final int count;
    private final long roundNanos;

    ValueRounds(Scale scale) {
        this.count = scale.of(100_000);
        this.roundNanos = scale.roundNanos();
    }

    @Override
    public double round() throws Exception {
        return Blocks.fill(roundNanos, this::block) / count;
    }

    private long block() throws Exception {
        var value = Value.ofInt(0);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            try (var held = value.hold()) {
                value.set(value.get() + 1);
            }
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the count", count, value.get());
        return took;
    }
}
