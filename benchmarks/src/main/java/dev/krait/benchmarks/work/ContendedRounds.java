package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Action;
import java.util.List;
import java.util.function.Supplier;

/** Two threads count together under one lock; acquires and releases a second. */
final class ContendedRounds implements Side {
    private final Crew crew;
    private final int each;
    private final long roundNanos;
    private final Supplier<Pass> passes;

    ContendedRounds(Scale scale, Crew crew, Supplier<Pass> passes) {
        this.crew = crew;
        this.each = scale.of(500_000);
        this.roundNanos = scale.roundNanos();
        this.passes = passes;
    }

    @Override
    public double round() throws Exception {
        return 2.0 * each / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        var counter = new Counter(passes.get());
        Action work = () -> counter.count(each);
        long took = crew.together(List.of(work, work));
        WrongOutcomeException.check("how often it was held", 2 * each, counter.held);
        return took;
    }

    /** Right only if the lock is. */
    private static final class Counter {
        private final Pass pass;
        private int held;

        Counter(Pass pass) {
            this.pass = pass;
        }

        void count(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                pass.acquire();
                held++;
                pass.release();
            }
        }
    }
}
