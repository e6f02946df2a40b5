package dev.krait.benchmarks.jmh;

import dev.krait.threading.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Acquire and release of a semaphore of one permit; {@code -t 2} makes two threads want it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SemaphoreBenchmark {
    private final Semaphore krait = new Semaphore(1);
    private final java.util.concurrent.Semaphore jdk = new java.util.concurrent.Semaphore(1);
    private int held;

    @Benchmark
    public int krait() throws InterruptedException {
        krait.acquire();
        try {
            return ++held;
        } finally {
            krait.release();
        }
    }

    @Benchmark
    public int jdk() throws InterruptedException {
        jdk.acquire();
        try {
            return ++held;
        } finally {
            jdk.release();
        }
    }
}
