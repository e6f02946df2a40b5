package dev.krait.multiprocessing.internal.pool;

/** An answer of a worker to the task with a number. */
record Completion(long number, PoolOutcome outcome) {}
