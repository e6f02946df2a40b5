package dev.krait.benchmarks.work;

import dev.krait.threading.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A lock with one condition, whoever made it. */
interface Court {
    void enter() throws InterruptedException;

    void await() throws InterruptedException;

    void signal();

    void leave();

    static Court krait() {
        var condition = new Condition();
        return new Court() {
            @Override
            public void enter() throws InterruptedException {
                condition.acquire();
            }

            @Override
            public void await() throws InterruptedException {
                condition.await();
            }

            @Override
            public void signal() {
                condition.signal();
            }

            @Override
            public void leave() {
                condition.release();
            }
        };
    }

    static Court jdk() {
        var lock = new ReentrantLock();
        var condition = lock.newCondition();
        return new Court() {
            @Override
            public void enter() {
                lock.lock();
            }

            @Override
            @SuppressWarnings("WaitNotInLoop") // The caller's loop is around it.
            public void await() throws InterruptedException {
                condition.await();
            }

            @Override
            public void signal() {
                condition.signal();
            }

            @Override
            public void leave() {
                lock.unlock();
            }
        };
    }
}
