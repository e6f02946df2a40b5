package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.SimpleQueue;

/** Other processes put numbers into a queue and this one gets them; items a second. */
final class BeltRounds implements Side {
    private final Pool pool;
    private final SimpleQueue<Integer> orders = new SimpleQueue<>();
    private final Belt belt;
    private final int producers;
    private final int each;

    BeltRounds(Belt belt, int producers, int each) {
        this.belt = belt;
        this.producers = producers;
        this.each = each;
        this.pool = new Pool(producers);
        SimpleQueue<Integer> orderBook = orders;
        for (int i = 0; i < producers; i++) {
            pool.applyAsync(() -> produce(orderBook, belt));
        }
    }

    private static void produce(SimpleQueue<Integer> orders, Belt belt) throws InterruptedException {
        for (int count = orders.get(); count > 0; count = orders.get()) {
            for (int i = 0; i < count; i++) {
                belt.put(i);
            }
        }
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < producers; i++) {
            orders.put(each);
        }
        long sum = 0;
        for (int i = 0; i < producers * each; i++) {
            sum += belt.get();
        }
        long took = System.nanoTime() - start;
        WrongOutcomeException.check("the sum of all items", (long) producers * each * (each - 1) / 2, sum);
        return (double) producers * each / (took / 1e9);
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
