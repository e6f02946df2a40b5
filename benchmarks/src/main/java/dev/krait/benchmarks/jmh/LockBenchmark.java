package dev.krait.benchmarks.jmh;

import dev.krait.threading.Lock;
import dev.krait.threading.RLock;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;

/** Acquire and release of a lock; {@code -t 2} makes two threads want it. */
public class LockBenchmark extends Measured {
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
