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
     * The age that somebody lets workers reach.
     *
     * @throws IllegalArgumentException if it is zero, negative or too long to count
     */
    public static Duration checkedAge(Duration age) {
        return Timeouts.positive(age, "max age per child", "workers that stay");
    }

    /** Whether somebody has to look at the workers from time to time. */
    boolean isWatched() {
        return maxAgeNanos > 0 || maxMemory > 0;
    }
}
