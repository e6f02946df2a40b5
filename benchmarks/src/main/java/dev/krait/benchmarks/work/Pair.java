package dev.krait.benchmarks.work;

import dev.krait.function.Action;
import dev.krait.multiprocessing.AsyncResult;
import dev.krait.multiprocessing.Barrier;
import dev.krait.multiprocessing.Pool;

/** Two worker processes that begin their work together. */
final class Pair implements AutoCloseable {
    private final Pool pool = new Pool(2);
    private final Barrier gate = new Barrier(2);

    /**
     * Runs one work in each process, both from the same moment.
     *
     * @return the nanoseconds of the one that took longer
     */
    long together(Action first, Action second) throws Exception {
        AsyncResult<Long> one = started(first);
        AsyncResult<Long> other = started(second);
        return Math.max(one.get(), other.get());
    }

    private AsyncResult<Long> started(Action work) {
        Barrier shared = gate;
        return pool.applyAsync(() -> {
            shared.await();
            long start = System.nanoTime();
            work.run();
            return System.nanoTime() - start;
        });
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
