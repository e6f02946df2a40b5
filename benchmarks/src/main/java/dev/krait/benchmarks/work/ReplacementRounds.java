package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.PoolOptions;
import dev.krait.multiprocessing.StartMethod;
import dev.krait.multiprocessing.WorkerLostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * Kills the only worker of a pool in the middle of its task while another task waits and a spare process is there;
 * milliseconds from the kill to the start of that other task, the middle of five, by the clock that both processes see.
 */
final class ReplacementRounds implements Side {
    private static final int KILLS = 5;

    private final Pool pool;

    ReplacementRounds() {
        Spare.preload(ReplacementRounds.class, Instant.class); // Before the pool, which has the first spare made.
        LaunchOptions fromSpares = LaunchOptions.defaults().withStartMethod(StartMethod.FORKSERVER);
        pool = new Pool(1, PoolOptions.defaults().withLaunch(fromSpares));
    }

    private static int spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Override
    public double round() throws Exception {
        var times = new double[KILLS];
        for (int i = 0; i < KILLS; i++) {
            times[i] = kill();
        }
        Arrays.sort(times);
        return times[KILLS / 2];
    }

    private double kill() throws Exception {
        pool.apply(() -> 0);
        Spare.await(StartMethod.FORKSERVER);
        var begun = new Event();
        AsyncResult<Integer> lost = pool.applyAsync(() -> {
            begun.set();
            return spin();
        });
        AsyncResult<Instant> next = pool.applyAsync(() -> Instant.now());
        begun.await();
        ProcessHandle victim = ProcessHandle.of(pool.pids().get(0)).orElseThrow();
        Instant killed = Instant.now();
        victim.destroyForcibly();
        double took = ChronoUnit.MICROS.between(killed, next.get()) / 1e3;
        try {
            lost.get();
        } catch (WorkerLostException asItShould) {
            return took;
        }
        throw new WrongOutcomeException("a task that never ends has ended");
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
