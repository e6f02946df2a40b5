package dev.krait.benchmarks.jmh;

import dev.krait.concurrent.futures.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;

/** A future that gets its result and gives it, with and without a callback. */
public class FutureBenchmark extends Measured {
    private static final Integer RESULT = 1000;

    private int seen;

    @Benchmark
    public Integer krait() throws Exception {
        var future = new Future<Integer>();
        future.setResult(RESULT);
        return future.result();
    }

    @Benchmark
    public Integer jdk() throws Exception {
        var future = new CompletableFuture<Integer>();
        future.complete(RESULT);
        return future.get();
    }

    @Benchmark
    public int kraitCallback() {
        var future = new Future<Integer>();
        future.addDoneCallback(done -> seen++);
        future.setResult(RESULT);
        return seen;
    }

    @Benchmark
    public int jdkCallback() {
        var future = new CompletableFuture<Integer>();
        CompletableFuture<Void> unused = future.thenAccept(done -> seen++);
        future.complete(RESULT);
        return seen;
    }
}
