package dev.krait.benchmarks.work;

import dev.krait.benchmarks.side.Side;
import dev.krait.benchmarks.side.WrongOutcomeException;
import dev.krait.multiprocessing.JoinableQueue;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.Queue;

/** Puts numbers for another process and waits until that has told all done; items a second. */
final class JoinableRounds implements Side {
    private final Pool pool = new Pool(1);
    private final JoinableQueue<Integer> items = new JoinableQueue<>();
    private final Queue<Long> sums = new Queue<>();
    private final int count;

    JoinableRounds(int count) {
        this.count = count;
        JoinableQueue<Integer> work = items;
        Queue<Long> answers = sums;
        pool.applyAsync(() -> consume(work, answers));
    }

    private static void consume(JoinableQueue<Integer> items, Queue<Long> sums) throws InterruptedException {
        while (true) {
            long sum = 0;
            for (int item = items.get(); item >= 0; item = items.get()) {
                sum += item;
                items.taskDone();
            }
            sums.put(sum);
            items.taskDone();
        }
    }

    @Override
    public double round() throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            items.put(i);
        }
        items.join();
        long took = System.nanoTime() - start;
        items.put(-1);
        WrongOutcomeException.check("the sum of all items", (long) count * (count - 1) / 2, sums.get());
        items.join();
        return count / (took / 1e9);
    }

    @Override
    public void close() throws InterruptedException {
        pool.terminate();
        pool.join();
    }
}
