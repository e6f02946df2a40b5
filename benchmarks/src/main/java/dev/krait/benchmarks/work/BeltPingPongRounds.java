package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import org.HdrHistogram.Histogram;

/** Puts a number for another process and gets it back through a second queue; microseconds of the middle round trip. */
final class BeltPingPongRounds implements Side {
    private final Pool pool = new Pool(1);
    private final Belt there = Belt.queue();
    private final Belt back = Belt.queue();
    private final int turns;

    BeltPingPongRounds(Scale scale) {
        turns = scale.of(5_000);
        Belt in = there;
        Belt out = back;
        pool.applyAsync(() -> {
            for (int item = in.get(); item >= 0; item = in.get()) {
                out.put(item);
            }
        });
    }

    @Override
    public double round() throws Exception {
        var times = new Histogram(3);
        for (int i = 0; i < turns; i++) {
            long start = System.nanoTime();
            there.put(i);
            int echo = back.get();
            times.recordValue(System.nanoTime() - start);
            WrongOutcomeException.check("the echo", i, echo);
        }
        return times.getValueAtPercentile(50) / 1e3;
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
