package dev.krait.multiprocessing.internal.pool;

/** An answer of a worker: how the task with a number ended. */
record Completion(long number, PoolOutcome outcome) {
    /** Stands for the number of the task that is to be answered next. */
    static final long NEXT = -1;
}
