package dev.krait.concurrent.futures;

import dev.krait.function.Action;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of Python's {@code ThreadPoolExecutor}, {@code thread_name_prefix} and {@code initializer}, and what
 * goes beyond them. Immutable.
 */
public final class ThreadPoolOptions {
    private static final ThreadPoolOptions DEFAULTS =
            new ThreadPoolOptions("", null, false, Integer.MAX_VALUE, WhenFull.BLOCK);

    private final String threadNamePrefix;
    private final @Nullable Action initializer;
    private final boolean virtualThreads;
    private final int queueCapacity;
    private final WhenFull whenFull;

    private ThreadPoolOptions(
            String threadNamePrefix,
            @Nullable Action initializer,
            boolean virtualThreads,
            int queueCapacity,
            WhenFull whenFull) {
        this.threadNamePrefix = threadNamePrefix;
        this.initializer = initializer;
        this.virtualThreads = virtualThreads;
        this.queueCapacity = queueCapacity;
        this.whenFull = whenFull;
    }

    /**
     * Platform threads named {@code ThreadPoolExecutor-K_N}, no initializer, a queue without bound.
     *
     * @return the defaults
     */
    public static ThreadPoolOptions defaults() {
        return DEFAULTS;
    }

    /**
     * What the workers' names start with; an underscore and the worker's number follow.
     *
     * @param prefix the prefix; an empty one stands for {@code ThreadPoolExecutor-K}, where K counts such executors
     * @return new options
     */
    public ThreadPoolOptions withThreadNamePrefix(String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        return new ThreadPoolOptions(prefix, initializer, virtualThreads, queueCapacity, whenFull);
    }

    /**
     * What every worker does first, Python's {@code initializer} with its {@code initargs} captured. If it throws, the
     * executor is broken: see {@link BrokenThreadPoolException}.
     *
     * @param initializer runs once in each worker
     * @return new options
     */
    public ThreadPoolOptions withInitializer(Action initializer) {
        Objects.requireNonNull(initializer, "initializer");
        return new ThreadPoolOptions(threadNamePrefix, initializer, virtualThreads, queueCapacity, whenFull);
    }

    /**
     * Virtual threads as workers, from Java 21 on; still no more than the executor's number of them.
     *
     * @return new options
     * @throws UnsupportedOperationException if this JVM has no virtual threads
     */
    public ThreadPoolOptions withVirtualThreads() {
        VirtualThreads.require();
        return new ThreadPoolOptions(threadNamePrefix, initializer, true, queueCapacity, whenFull);
    }

    /**
     * A bound for the queue of tasks that no worker has taken yet, for back-pressure on those who submit.
     *
     * @param capacity the longest queue, at least 1
     * @param whenFull what a submission does when the queue is full
     * @return new options
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public ThreadPoolOptions withQueueCapacity(int capacity, WhenFull whenFull) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "queue capacity must be at least 1: " + capacity + "; leave it out for a queue without bound");
        }
        Objects.requireNonNull(whenFull, "whenFull");
        return new ThreadPoolOptions(threadNamePrefix, initializer, virtualThreads, capacity, whenFull);
    }

    /**
     * What the workers' names start with.
     *
     * @return empty by default
     */
    public String threadNamePrefix() {
        return threadNamePrefix;
    }

    /**
     * What every worker does first.
     *
     * @return null by default
     */
    public @Nullable Action initializer() {
        return initializer;
    }

    /**
     * Whether the workers are virtual threads.
     *
     * @return false by default
     */
    public boolean virtualThreads() {
        return virtualThreads;
    }

    /**
     * The longest queue.
     *
     * @return {@link Integer#MAX_VALUE} by default, which stands for no bound
     */
    public int queueCapacity() {
        return queueCapacity;
    }

    /**
     * What a submission does when the queue is full.
     *
     * @return {@link WhenFull#BLOCK} by default
     */
    public WhenFull whenFull() {
        return whenFull;
    }
}
