package dev.krait.multiprocessing.internal.pool;

import dev.krait.function.Action;
import org.jspecify.annotations.Nullable;

/**
 * What kind of pool it is.
 *
 * @param size how many workers it has at most
 * @param onDemand whether a worker is started only when there is work for it, or all at once
 * @param maxTasksPerWorker after how many tasks a worker is replaced, 0 for never
 * @param initializer what each worker runs before its first task
 */
public record PoolSettings(
        int size,
        boolean onDemand,
        int maxTasksPerWorker,
        @Nullable Action initializer) {}
