package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.DeathFiles;
import java.time.Duration;

/**
 * The facts about a worker that ended while it ran a task.
 *
 * @param pid its process id
 * @param exitCode its exit code, or minus the number of the signal that ended it, as Python counts
 * @param uptime how long it had lived
 * @param logTail the last lines that it printed or logged
 * @param task what it was doing
 * @param reason why it was killed, empty if that was not its pool
 * @param files what it left on disk
 */
public record WorkerLoss(
        long pid, int exitCode, Duration uptime, String logTail, String task, String reason, DeathFiles files) {
    /** What follows from a loss that costs one task, as part of a message. */
    public static final String COSTS_ONE_TASK = "only this task is affected, and only retries run it again";
}
