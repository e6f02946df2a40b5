package dev.krait.benchmarks.jmh;

import dev.krait.threading.Event;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;

/** Waiting for an event that is set, beside a latch that is open; and setting one for which nobody waits. */
public class EventBenchmark extends Measured {
    private final Event set = new Event();
    private final Event event = new Event();
    private final CountDownLatch open = new CountDownLatch(0);

    /** All is open. */
    public EventBenchmark() {
        set.set();
    }

    @Benchmark
    public void await() throws InterruptedException {
        set.await();
    }

    @Benchmark
    public void countDownLatch() throws InterruptedException {
        open.await();
    }

    @Benchmark
    public void setAndClear() {
        event.set();
        event.clear();
    }
}
