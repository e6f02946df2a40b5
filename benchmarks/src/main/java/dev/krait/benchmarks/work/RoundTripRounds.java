package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import org.HdrHistogram.Histogram;

/** Submits a tiny task to the one worker and waits for its result, again and again; microseconds of the middle one. */
final class RoundTripRounds implements Side {
    private static final int CALLS = 5000;

    private final Desk desk;
    private final int calls;

    RoundTripRounds(Scale scale, Desk desk) {
        this.desk = desk;
        this.calls = scale.of(CALLS);
    }

    @Override
    public double round() throws Exception {
        var times = new Histogram(3);
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            Integer result = desk.submit(i).get();
            times.recordValue(System.nanoTime() - start);
            WrongOutcomeException.check("the result", i + 1, result);
        }
        return times.getValueAtPercentile(50) / 1e3;
    }

    @Override
    public void close() {
        desk.close();
    }
}
