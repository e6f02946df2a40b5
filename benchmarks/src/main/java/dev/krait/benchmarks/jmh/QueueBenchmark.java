package dev.krait.benchmarks.jmh;

import dev.krait.queue.Queue;
import dev.krait.queue.SimpleQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
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

/**
 * One put and one get by each thread, which finds an item whenever it looks; {@code -t 2} makes two threads do so. How fast
 * items go from one thread to another, the comparison measures.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {
    private static final Integer ITEM = 1000;

    private final Queue<Integer> queue = new Queue<>();
    private final SimpleQueue<Integer> simpleQueue = new SimpleQueue<>();
    private final LinkedBlockingQueue<Integer> linkedBlockingQueue = new LinkedBlockingQueue<>();
    private final LinkedTransferQueue<Integer> linkedTransferQueue = new LinkedTransferQueue<>();

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
}
