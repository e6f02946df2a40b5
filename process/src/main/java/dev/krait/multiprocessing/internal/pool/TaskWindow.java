package dev.krait.multiprocessing.internal.pool;

import java.util.concurrent.TimeUnit;

/**
 * How many calls a worker is sent ahead of its answers: one where tasks are long, so that what waits can still be cancelled
 * and shared out, two where the worker would else wait for the next one for a part of its time that counts, and many where
 * they are short, so that a bundle of them shares the cost of one write and one wake-up.
 *
 * <p>It aims at a fixed time's worth of work in flight and at most doubles at a time. What was sent ahead and turns out to
 * be needed elsewhere is taken back, so a wide window costs no fairness.
 *
 * <p>Not thread-safe; the pool's lock guards it.
 */
final class TaskWindow {
    /** The most calls, however short; what the pipe and the ring of outcomes take is less for all but the smallest. */
    static final int MOST = 8192;

    private static final int LEAST = 1;
    private static final long WORTH_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * Where tasks are shorter, the way to the next one and back would show, so one always waits in the pipe: an answer of a
     * megabyte is read before the next task is sent, which takes more than one millisecond while all processors are busy.
     */
    private static final long WORTH_THE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private int size = LEAST;
    private long busySince = System.nanoTime();

    int size() {
        return size;
    }

    /** Since when the worker has been at what it does now, as {@link System#nanoTime} counts. */
    long busySince() {
        return busySince;
    }

    /** The worker, idle so far, gets work. */
    void begins(long now) {
        busySince = now;
    }

    /** The worker answered tasks, having been busy since the last time. */
    void answered(int tasks, long now) {
        long each = Math.max(1, (now - busySince) / Math.max(1, tasks));
        long wanted = Math.max(each < WORTH_THE_WAY_NANOS ? 2 : LEAST, WORTH_NANOS / each);
        size = (int) Math.min(MOST, Math.min(wanted, size * 2L));
        busySince = now;
    }
}
