package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Action;

/** Starts a thread that does next to nothing and waits for its end; microseconds for both. */
final class StartJoinRounds implements Side {
    private final int threads;
    private final long roundNanos;
    private final Crew crew;

    StartJoinRounds(Scale scale, Crew crew) {
        this.threads = scale.of(500);
        this.roundNanos = scale.roundNanos();
        this.crew = crew;
    }

    @Override
    public double round() throws Exception {
        return Blocks.fill(roundNanos, this::block) / threads / 1e3;
    }

    private long block() throws Exception {
        int[] runs = new int[1];
        Action work = () -> runs[0]++;
        long start = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            crew.start(work).untilEnd();
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the number of runs", threads, runs[0]);
        return took;
    }
}
