package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Action;
import dev.krait.multiprocessing.Lock;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Value;

/** Two processes count one number up, each time under a lock; additions a second of both together. */
final class SharedCountRounds implements Side {
    private final Pair pair = new Pair();
    private final int each;
    private final Tally tally;

    private SharedCountRounds(Scale scale, Tally tally) {
        this.each = scale.of(500_000);
        this.tally = tally;
    }

    /** A value's own lock. */
    static SharedCountRounds ofValue(Scale scale) {
        var value = Value.ofLong(0);
        return new SharedCountRounds(scale, new Tally(value.getObj(), times -> () -> {
            for (int i = 0; i < times; i++) {
                try (var held = value.hold()) {
                    value.set(value.get() + 1);
                }
            }
        }));
    }

    /** A lock beside the number. */
    static SharedCountRounds ofLock(Scale scale) {
        var lock = new Lock();
        var number = RawValue.ofLong(0);
        return new SharedCountRounds(scale, new Tally(number, times -> () -> {
            for (int i = 0; i < times; i++) {
                lock.acquire();
                number.set(number.get() + 1);
                lock.release();
            }
        }));
    }

    @Override
    public double round() throws Exception {
        tally.number.set(0L);
        long took = pair.together(tally.counting.times(each), tally.counting.times(each));
        WrongOutcomeException.check("the count", 2L * each, tally.number.get());
        return 2.0 * each / (took / 1e9);
    }

    @Override
    public void close() throws InterruptedException {
        pair.close();
    }

    /** The number, and the work that counts it up. */
    private record Tally(RawValue<Long> number, Counting counting) {}

    private interface Counting {
        Action times(int times);
    }
}
