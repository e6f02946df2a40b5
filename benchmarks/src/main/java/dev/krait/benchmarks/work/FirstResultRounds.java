package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;

/** Makes a pool of two and has it compute one result; milliseconds, with JVMs that are started for it. */
final class FirstResultRounds implements Side {
    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        var pool = new Pool(2);
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
}
