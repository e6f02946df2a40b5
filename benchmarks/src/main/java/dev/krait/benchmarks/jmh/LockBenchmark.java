package dev.krait.benchmarks.jmh;

import dev.krait.threading.Lock;
import dev.krait.threading.RLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Acquire and release of a lock; {@code -t 2} makes two threads want it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LockBenchmark {
    private final Lock lock = new Lock();
    private final RLock rLock = new RLock();
    private final ReentrantLock reentrantLock = new ReentrantLock();
    private int held;

    @Benchmark
    public int lock() throws InterruptedException {
        lock.acquire();
        try {
            return ++held;
        } finally {
            lock.release();
        }
    }

    @Benchmark
    public int lockHeld() throws InterruptedException {
        try (var block = lock.hold()) {
            return ++held;
        }
    }

    @Benchmark
    public int rLock() throws InterruptedException {
        rLock.acquire();
        try {
            return ++held;
        } finally {
            rLock.release();
        }
    }

    @Benchmark
    public int reentrantLock() {
        reentrantLock.lock();
        try {
            return ++held;
        } finally {
            reentrantLock.unlock();
        }
    }
}
