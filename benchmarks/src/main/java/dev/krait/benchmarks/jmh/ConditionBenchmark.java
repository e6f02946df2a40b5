package dev.krait.benchmarks.jmh;

import dev.krait.threading.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;

/** A signal, under its lock, for which nobody waits; {@code -t 2} makes two threads give it. */
public class ConditionBenchmark extends Measured {
    private final Condition krait = new Condition();
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition jdk = lock.newCondition();

    @Benchmark
    public void krait() throws InterruptedException {
        krait.acquire();
        try {
            krait.signal();
        } finally {
            krait.release();
        }
    }

    @Benchmark
    public void jdk() {
        lock.lock();
        try {
            jdk.signal();
        } finally {
            lock.unlock();
        }
    }
}
