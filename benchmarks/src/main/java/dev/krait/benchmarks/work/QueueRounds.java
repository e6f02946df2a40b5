package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.function.Action;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Passes numbers from producers to as many consumers; items a second. */
final class QueueRounds implements Side {
    private final Crew crew;
    private final int pairs;
    private final int each;
    private final long roundNanos;
    private final Supplier<Lane> lanes;

    QueueRounds(Crew crew, int pairs, int each, long roundNanos, Supplier<Lane> lanes) {
        this.crew = crew;
        this.pairs = pairs;
        this.each = each;
        this.roundNanos = roundNanos;
        this.lanes = lanes;
    }

    @Override
    public double round() throws Exception {
        return (double) pairs * each / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        Lane lane = lanes.get();
        var sum = new AtomicLong();
        var works = new ArrayList<Action>();
        for (int i = 0; i < pairs; i++) {
            works.add(() -> produce(lane, each));
            works.add(() -> sum.addAndGet(pairs == 1 ? consumeInOrder(lane, each) : consume(lane, each)));
        }
        long took = crew.together(works);
        WrongOutcomeException.check("the sum of all items", (long) pairs * each * (each - 1) / 2, sum.get());
        WrongOutcomeException.check("the number of items left", 0, lane.left());
        return took;
    }

    private static void produce(Lane lane, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            lane.put(i);
        }
    }

    private static long consume(Lane lane, int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += lane.get();
        }
        return sum;
    }

    private static long consumeInOrder(Lane lane, int count) throws InterruptedException, WrongOutcomeException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int item = lane.get();
            if (item != i) {
                throw new WrongOutcomeException("item " + i + " is " + item);
            }
            sum += item;
        }
        return sum;
    }
}
