package dev.krait.benchmarks.jmh;

import dev.krait.concurrent.futures.ThreadPoolExecutor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

/** From the submission of a task to its result, by an executor of one thread. */
public class ExecutorBenchmark extends Measured {
    private static final Integer RESULT = 1000;

    private final ThreadPoolExecutor krait = new ThreadPoolExecutor(1);
    private final ExecutorService jdk = Executors.newFixedThreadPool(1);

    @Benchmark
    public Integer krait() throws Exception {
        return krait.submit(() -> RESULT).result();
    }

    @Benchmark
    public Integer jdk() throws Exception {
        return jdk.submit(() -> RESULT).get();
    }

    /** Ends the threads of both. */
    @TearDown
    public void close() {
        krait.close();
        jdk.shutdownNow();
    }
}
