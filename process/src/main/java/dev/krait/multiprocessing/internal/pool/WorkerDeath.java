package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.DeathFiles;
import java.time.Duration;

/**
 * How a worker ended.
 *
 * @param pid its process id
 * @param exitCode its exit code, or minus the number of the signal that ended it, as Python counts
 * @param uptime how long it had lived
 * @param logTail the last lines that it printed or logged
 * @param reason why it was killed, empty if that was not its pool
 * @param files what it left on disk
 */
record WorkerDeath(long pid, int exitCode, Duration uptime, String logTail, String reason, DeathFiles files) {
    private static final int MOST_SIGNALS = 64;

    /**
     * The exit code of a process as Python counts.
     *
     * @param status as Java gives it: 128 + n for signal n
     * @param byItself whether the process said that it ends by itself
     */
    static int exitCode(int status, boolean byItself) {
        boolean bySignal = status > 128 && status <= 128 + MOST_SIGNALS && !byItself;
        return bySignal ? 128 - status : status;
    }

    /** In words. */
    String how() {
        return exitCode < 0 ? "signal " + -exitCode : "exit code " + exitCode;
    }

    /** As seen by the task that it ran. */
    WorkerLoss during(String task) {
        return new WorkerLoss(pid, exitCode, uptime, logTail, task, reason, files);
    }
}
