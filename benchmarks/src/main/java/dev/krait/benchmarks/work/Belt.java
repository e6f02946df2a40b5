package dev.krait.benchmarks.work;

import dev.krait.multiprocessing.Queue;
import dev.krait.multiprocessing.SimpleQueue;
import java.io.Serializable;

/** A queue between processes, of whichever kind, that carries numbers. */
interface Belt extends Serializable {
    void put(int item) throws InterruptedException;

    int get() throws InterruptedException;

    static Belt queue() {
        return new OfQueue(new Queue<>());
    }

    static Belt simpleQueue() {
        return new OfSimpleQueue(new SimpleQueue<>());
    }

    /** Over a {@code Queue}. */
    record OfQueue(Queue<Integer> queue) implements Belt {
        @Override
        public void put(int item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public int get() throws InterruptedException {
            return queue.get();
        }
    }

    /** Over a {@code SimpleQueue}. */
    record OfSimpleQueue(SimpleQueue<Integer> queue) implements Belt {
        @Override
        public void put(int item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public int get() throws InterruptedException {
            return queue.get();
        }
    }
}
