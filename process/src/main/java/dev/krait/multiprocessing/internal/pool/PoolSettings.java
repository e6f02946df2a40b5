package dev.krait.multiprocessing.internal.pool;

import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import org.jspecify.annotations.Nullable;

/**
 * What kind of pool it is.
 *
 * @param size how many workers it has at most
 * @param onDemand whether a worker is started only when there is work for it, or all at once
 * @param maxTasksPerWorker after how many tasks a worker is replaced, 0 for never
 * @param initializer what each worker runs before its first task
 * @param launch how the workers are launched
 */
public record PoolSettings(
        int size,
        boolean onDemand,
        int maxTasksPerWorker,
        @Nullable Action initializer,
        LaunchSettings launch) {
    /** A pool whose workers are launched as this process was. */
    public PoolSettings(int size, boolean onDemand, int maxTasksPerWorker, @Nullable Action initializer) {
        this(size, onDemand, maxTasksPerWorker, initializer, LaunchSettings.plain(size));
    }
}
