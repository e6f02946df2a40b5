package dev.krait.benchmarks.jmh;

import dev.krait.queue.LifoQueue;
import dev.krait.queue.PriorityQueue;
import dev.krait.queue.Queue;
import dev.krait.queue.SimpleQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * One put and one get by each thread, which finds an item whenever it looks; {@code -t 2} makes two threads do so. How fast
 * items go from one thread to another, the comparison measures.
 */
public class QueueBenchmark extends Measured {
    private static final Integer ITEM = 1000;

    private final Queue<Integer> queue = new Queue<>();
    private final SimpleQueue<Integer> simpleQueue = new SimpleQueue<>();
    private final LifoQueue<Integer> lifoQueue = new LifoQueue<>();
    private final PriorityQueue<Integer> priorityQueue = new PriorityQueue<>();
    private final LinkedBlockingQueue<Integer> linkedBlockingQueue = new LinkedBlockingQueue<>();
    private final LinkedTransferQueue<Integer> linkedTransferQueue = new LinkedTransferQueue<>();
    private final LinkedBlockingDeque<Integer> linkedBlockingDeque = new LinkedBlockingDeque<>();
    private final PriorityBlockingQueue<Integer> priorityBlockingQueue = new PriorityBlockingQueue<>();

    @Benchmark
    public Integer queue() throws InterruptedException {
        queue.put(ITEM);
        return queue.get();
    }

    @Benchmark
    public Integer simpleQueue() throws InterruptedException {
        simpleQueue.put(ITEM);
        return simpleQueue.get();
    }

    @Benchmark
    public Integer linkedBlockingQueue() throws InterruptedException {
        linkedBlockingQueue.put(ITEM);
        return linkedBlockingQueue.take();
    }

    @Benchmark
    public Integer linkedTransferQueue() throws InterruptedException {
        linkedTransferQueue.put(ITEM);
        return linkedTransferQueue.take();
    }

    @Benchmark
    public Integer lifoQueue() throws InterruptedException {
        lifoQueue.put(ITEM);
        return lifoQueue.get();
    }

    @Benchmark
    public Integer linkedBlockingDeque() throws InterruptedException {
        linkedBlockingDeque.putLast(ITEM);
        return linkedBlockingDeque.takeLast();
    }

    @Benchmark
    public Integer priorityQueue() throws InterruptedException {
        priorityQueue.put(ITEM);
        return priorityQueue.get();
    }

    @Benchmark
    public Integer priorityBlockingQueue() throws InterruptedException {
        priorityBlockingQueue.put(ITEM);
        return priorityBlockingQueue.take();
    }
}
