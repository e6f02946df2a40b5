package dev.krait.benchmarks.work;

import dev.krait.queue.Queue;
import dev.krait.queue.SimpleQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;

/** A queue, whoever made it. A side's JVM sees only one kind, so the compiler looks through this. */
interface Lane {
    void put(Integer item) throws InterruptedException;

    Integer get() throws InterruptedException;

    int left();

    static Lane queue() {
        var queue = new Queue<Integer>();
        return new Lane() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.get();
            }

            @Override
            public int left() {
                return queue.qsize();
            }
        };
    }

    static Lane simpleQueue() {
        var queue = new SimpleQueue<Integer>();
        return new Lane() {
            @Override
            public void put(Integer item) {
                queue.put(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.get();
            }

            @Override
            public int left() {
                return queue.qsize();
            }
        };
    }

    static Lane linkedBlockingQueue() {
        return of(new LinkedBlockingQueue<>());
    }

    static Lane linkedTransferQueue() {
        return of(new LinkedTransferQueue<>());
    }

    private static Lane of(BlockingQueue<Integer> queue) {
        return new Lane() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.take();
            }

            @Override
            public int left() {
                return queue.size();
            }
        };
    }
}
