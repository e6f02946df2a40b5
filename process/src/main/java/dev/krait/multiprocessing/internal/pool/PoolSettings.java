package dev.krait.multiprocessing.internal.pool;

import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What kind of pool it is.
 *
 * @param size how many workers it has at most
 * @param onDemand whether a worker is started only when there is work for it, or all at once
 * @param life how long a worker stays
 * @param initializer what each worker runs before its first task
 * @param stopGrace how long a task that is to stop may take to heed an interrupt before its worker is killed
 * @param launch how the workers are launched
 */
public record PoolSettings(
        int size,
        boolean onDemand,
        WorkerLife life,
        @Nullable Action initializer,
        Duration stopGrace,
        LaunchSettings launch) {
    /** Time enough to heed an interrupt. */
    public static final Duration STOP_GRACE = Duration.ofMillis(500);

    /**
     * The grace that somebody asks for.
     *
     * @throws IllegalArgumentException if it is negative or too long to count
     */
    public static Duration checkedGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("the grace must not be negative: " + grace + "; zero kills at once");
        }
        return Timeouts.countable(grace, "the grace", "the usual one");
    }
}
