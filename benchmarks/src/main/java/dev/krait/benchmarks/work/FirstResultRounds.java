package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Context;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.StartMethod;

/** Makes a pool of two and has it compute one result; milliseconds, with JVMs that are started for it or were ahead. */
final class FirstResultRounds implements Side {
    private final StartMethod method;

    FirstResultRounds(StartMethod method) {
        this.method = method;
        Spare.preload(FirstResultRounds.class);
    }

    @Override
    public double round() throws Exception {
        Spare.await(method);
        Context context = Multiprocessing.getContext(method);
        long start = System.nanoTime();
        var pool = context.pool(2);
        try {
            Integer result = pool.apply(number -> number + 1, 41);
            long took = System.nanoTime() - start;
            WrongOutcomeException.check("the result", 42, result);
            return took / 1e6;
        } finally {
            pool.terminate();
            pool.join();
        }
    }

    @Override
    public void close() throws Exception {
        Multiprocessing.releaseSpares();
    }
}
