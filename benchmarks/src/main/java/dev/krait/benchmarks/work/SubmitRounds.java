package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import java.util.ArrayList;
import java.util.concurrent.Future;

/** Submits many tiny tasks at once to two workers and then reads all results; tasks a second. */
final class SubmitRounds implements Side {
    private static final int TASKS = 100_000;

    private final Desk desk;
    private final int tasks;
    private final long roundNanos;

    SubmitRounds(Scale scale, Desk desk) {
        this.desk = desk;
        this.tasks = scale.of(TASKS);
        this.roundNanos = scale.roundNanos();
    }

    @Override
    public double round() throws Exception {
        return tasks / (Blocks.fill(roundNanos, this::block) / 1e9);
    }

    private long block() throws Exception {
        long start = System.nanoTime();
        var pending = new ArrayList<Future<Integer>>(tasks);
        for (int i = 0; i < tasks; i++) {
            pending.add(desk.submit(i));
        }
        long sum = 0;
        for (Future<Integer> result : pending) {
            sum += result.get();
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the sum of all results", (long) tasks * (tasks + 1) / 2, sum);
        return took;
    }

    @Override
    public void close() {
        desk.close();
    }
}
