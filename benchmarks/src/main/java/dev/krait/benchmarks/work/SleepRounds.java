package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Has 16 threads do 64 tasks that wait 20 ms each, as for a disk or a network; the ideal time as a part of what it took. */
final class SleepRounds implements Side {
    private static final int THREADS = 16;
    private static final int SLEEPS = 64;
    private static final long SLEEP_MILLIS = 20;

    private final ExecutorService service;
    private final int sleeps;

    private SleepRounds(Scale scale, ExecutorService service) {
        this.service = service;
        this.sleeps = Math.max(1, scale.of(SLEEPS) / THREADS) * THREADS;
    }

    static Side withKrait(Scale scale) {
        return new SleepRounds(scale, new dev.krait.concurrent.futures.ThreadPoolExecutor(THREADS).asExecutorService());
    }

    static Side withJdk(Scale scale) {
        return new SleepRounds(scale, Executors.newFixedThreadPool(THREADS));
    }

    @Override
    public double round() throws Exception {
        Callable<Integer> nap = () -> {
            Thread.sleep(SLEEP_MILLIS);
            return 1;
        };
        long start = System.nanoTime();
        var pending = new ArrayList<Future<Integer>>();
        for (int i = 0; i < sleeps; i++) {
            pending.add(service.submit(nap));
        }
        int naps = 0;
        for (Future<Integer> future : pending) {
            naps += future.get();
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the number of naps", sleeps, naps);
        return (double) sleeps / THREADS * SLEEP_MILLIS * 1e6 / took;
    }

    @Override
    public void close() {
        service.shutdown();
    }
}
