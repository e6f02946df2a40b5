package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import org.jspecify.annotations.Nullable;

/** How a task ended, as its pool knows it. */
public sealed interface PoolOutcome {
    /** Whether a worker ran the task to its end. */
    default boolean isAnswer() {
        return this instanceof Returned || this instanceof Raised || this instanceof Unread;
    }

    /**
     * The task returned.
     *
     * @param value what it returned
     */
    record Returned(EncodedValue value) implements PoolOutcome {}

    /**
     * The task failed in its worker.
     *
     * @param failure how
     * @param pid the worker's process id
     */
    record Raised(RemoteFailure failure, long pid) implements PoolOutcome {}

    /**
     * The task ended, but what its worker said of that cannot be read in this process.
     *
     * @param reason why not
     */
    record Unread(Throwable reason) implements PoolOutcome {}

    /**
     * The worker that ran the task ended.
     *
     * @param loss the facts
     */
    record Lost(WorkerLoss loss) implements PoolOutcome {}

    /**
     * The task was given up because its pool was terminated.
     *
     * @param reason what happened before the task was done
     */
    record Abandoned(String reason) implements PoolOutcome {
        /** The text of the failure of a task. */
        public String message(String task) {
            return reason + " before " + task + " was done";
        }
    }

    /**
     * The time of the task was up.
     *
     * @param reason what happened, in words that follow the description of the task
     */
    record Overdue(String reason) implements PoolOutcome {}

    /**
     * The task was not run because its pool cannot run any.
     *
     * @param reason what happened
     * @param failure what the pool's initializer threw, if that is the reason
     * @param loss how the worker was lost that ran the initializer, if that is the reason
     */
    record Broken(
            String reason,
            @Nullable RemoteFailure failure,
            @Nullable WorkerLoss loss) implements PoolOutcome {}
}
