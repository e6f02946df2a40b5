package dev.krait.benchmarks.jmh;

import dev.krait.threading.Barrier;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.openjdk.jmh.annotations.Benchmark;

/** A barrier of one, which nobody waits at. */
public class BarrierBenchmark extends Measured {
    private final Barrier krait = new Barrier(1);
    private final CyclicBarrier jdk = new CyclicBarrier(1);

    @Benchmark
    public int krait() throws InterruptedException {
        return krait.await();
    }

    @Benchmark
    public int jdk() throws InterruptedException, BrokenBarrierException {
        return jdk.await();
    }
}
