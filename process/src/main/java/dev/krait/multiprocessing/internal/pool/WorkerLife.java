package dev.krait.multiprocessing.internal.pool;

import dev.krait.threading.internal.Timeouts;
import java.time.Duration;

/**
 * How long a worker stays before another takes its place; 0 stands for no limit.
 *
 * @param maxTasks after how many tasks it is replaced
 * @param maxAgeNanos after what time it is replaced
 * @param maxMemory how many bytes it may take: it is replaced when it takes more, and killed if it is running a task
 */
public record WorkerLife(int maxTasks, long maxAgeNanos, long maxMemory) {
    /** As long as the pool. */
    public static final WorkerLife ENDLESS = new WorkerLife(0, 0, 0);

    /**
     * The nanoseconds of an age that a worker may reach.
     *
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public static long ageNanos(Duration age) {
        if (age.isZero() || age.isNegative()) {
            throw new IllegalArgumentException(
                    "max age per child must be more than zero: " + age + "; leave it out for workers that stay");
        }
        if (age.compareTo(Timeouts.MAX) > 0) {
            throw new IllegalArgumentException("max age per child " + age + " is longer than can be counted, "
                    + Timeouts.MAX + "; leave it out for workers that stay");
        }
        return age.toNanos();
    }

    /** Whether somebody has to look at the workers from time to time. */
    boolean isWatched() {
        return maxAgeNanos > 0 || maxMemory > 0;
    }
}
