package dev.krait.benchmarks.jmh;

import dev.krait.threading.BoundedSemaphore;
import dev.krait.threading.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;

/** Acquire and release of a semaphore of one permit; {@code -t 2} makes two threads want it. */
public class SemaphoreBenchmark extends Measured {
    private final Semaphore krait = new Semaphore(1);
    private final BoundedSemaphore bounded = new BoundedSemaphore(1);
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
    public int bounded() throws InterruptedException {
        bounded.acquire();
        try {
            return ++held;
        } finally {
            bounded.release();
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
