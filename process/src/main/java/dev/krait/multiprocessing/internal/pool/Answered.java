package dev.krait.multiprocessing.internal.pool;

/**
 * Calls of one task that a worker has answered.
 *
 * @param task the task
 * @param index which of its calls is the first of them
 * @param from where in the answers of that worker theirs begin
 * @param end where they end
 * @param givenUp whether the task was told its outcome before
 */
record Answered(PoolTask task, int index, int from, int end, boolean givenUp) {
    /** What the call is that was answered at a place, even if the program's own text for it fails. */
    String description(int place) {
        return task instanceof TaskRun run
                ? PoolTask.described(() -> run.describe(index + place - from))
                : task.description();
    }
}
