package dev.krait.benchmarks.work;

import dev.krait.threading.Acquirable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** What is acquired and released, whoever made it. A side's JVM sees only one kind, so the compiler looks through this. */
interface Pass {
    void acquire() throws InterruptedException;

    void release();

    /** Whether it can be had right now, which takes it. */
    boolean take() throws InterruptedException;

    static Pass of(Acquirable lock) {
        return new Pass() {
            @Override
            public void acquire() throws InterruptedException {
                lock.acquire();
            }

            @Override
            public void release() {
                lock.release();
            }

            @Override
            public boolean take() throws InterruptedException {
                return lock.acquire(false);
            }
        };
    }

    /** As it is mostly used, which no interrupt ends; that is a little less work than Krait does. */
    static Pass of(ReentrantLock lock) {
        return new Pass() {
            @Override
            public void acquire() {
                lock.lock();
            }

            @Override
            public void release() {
                lock.unlock();
            }

            @Override
            public boolean take() {
                return lock.tryLock();
            }
        };
    }

    static Pass of(Semaphore semaphore) {
        return new Pass() {
            @Override
            public void acquire() throws InterruptedException {
                semaphore.acquire();
            }

            @Override
            public void release() {
                semaphore.release();
            }

            @Override
            public boolean take() {
                return semaphore.tryAcquire();
            }
        };
    }
}
