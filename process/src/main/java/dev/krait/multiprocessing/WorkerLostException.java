package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.WorkerLoss;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The process that ran a task ended before the task did: killed, crashed, out of memory, or by {@code System.exit} in the
 * task. In a pool only that task fails, and another worker takes over, unless the message says otherwise.
 *
 * <p>Python has no such exception: its {@code Pool} waits for ever for the task, its {@code ProcessPoolExecutor} fails all
 * tasks with {@code BrokenProcessPool}.
 */
public class WorkerLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final int exitCode;
    private final Duration uptime;
    private final String task;
    private final String logTail;
    private final @Nullable String errorFile;
    private final @Nullable String heapDump;

    /**
     * The facts of a loss that left nothing on disk.
     *
     * @param pid the worker's process id
     * @param exitCode its exit code, or minus the number of the signal that ended it
     * @param uptime how long it had lived
     * @param task what it was doing
     * @param logTail the last lines that it printed or logged, may be empty
     * @param reason why its pool killed it, empty if it did not
     */
    public WorkerLostException(long pid, int exitCode, Duration uptime, String task, String logTail, String reason) {
        this(pid, exitCode, uptime, task, logTail, reason, null, null);
    }

    /**
     * The facts of a loss.
     *
     * @param pid the worker's process id
     * @param exitCode its exit code, or minus the number of the signal that ended it
     * @param uptime how long it had lived
     * @param task what it was doing
     * @param logTail the last lines that it printed or logged, may be empty
     * @param reason why its pool killed it, empty if it did not
     * @param errorFile the file in which its JVM says where it crashed, null if there is none
     * @param heapDump the file with its heap as it was when that was full, null if there is none
     */
    public WorkerLostException(
            long pid,
            int exitCode,
            Duration uptime,
            String task,
            String logTail,
            String reason,
            @Nullable Path errorFile,
            @Nullable Path heapDump) {
        this(pid, exitCode, uptime, task, logTail, reason, errorFile, heapDump, WorkerLoss.COSTS_ONE_TASK);
    }

    /**
     * The facts of a loss, and what follows from it.
     *
     * @param pid the worker's process id
     * @param exitCode its exit code, or minus the number of the signal that ended it
     * @param uptime how long it had lived
     * @param task what it was doing
     * @param logTail the last lines that it printed or logged, may be empty
     * @param reason why its pool killed it, empty if it did not
     * @param errorFile the file in which its JVM says where it crashed, null if there is none
     * @param heapDump the file with its heap as it was when that was full, null if there is none
     * @param consequence what the loss means for the task and for others, as part of the message
     */
    public WorkerLostException(
            long pid,
            int exitCode,
            Duration uptime,
            String task,
            String logTail,
            String reason,
            @Nullable Path errorFile,
            @Nullable Path heapDump,
            String consequence) {
        super(message(pid, exitCode, uptime, task, reason)
                + "; " + consequence
                + (errorFile == null ? "" : "; the JVM says where it crashed in " + errorFile)
                + (heapDump == null ? "" : "; what was in its heap is in " + heapDump)
                + (logTail.isEmpty() ? "" : "; the worker's last words: " + logTail));
        this.errorFile = errorFile == null ? null : errorFile.toString();
        this.heapDump = heapDump == null ? null : heapDump.toString();
        this.pid = pid;
        this.exitCode = exitCode;
        this.uptime = uptime;
        this.task = task;
        this.logTail = logTail;
    }

    private static String message(long pid, int exitCode, Duration uptime, String task, String reason) {
        String how = reason.isEmpty()
                ? "it ended with " + describe(exitCode) + " after " + uptime.toMillis() + " ms"
                : reason + ", " + uptime.toMillis() + " ms after its start";
        return "worker process " + pid + " was lost during " + task + ": " + how;
    }

    private static String describe(int exitCode) {
        String signal = switch (exitCode) {
            case -6 -> " (SIGABRT: the JVM crashed)";
            case -9 -> " (SIGKILL: killed by hand or by the system for want of memory)";
            case -11 -> " (SIGSEGV: native code crashed)";
            case -15 -> " (SIGTERM)";
            default -> "";
        };
        return exitCode < 0 ? "signal " + -exitCode + signal : "exit code " + exitCode;
    }

    /**
     * The lost worker's process id.
     *
     * @return the id, which the system may have given to another process since
     */
    public long pid() {
        return pid;
    }

    /**
     * How it ended, as Python's {@code Process.exitcode} counts.
     *
     * @return the exit code, or minus the number of a signal
     */
    public int exitCode() {
        return exitCode;
    }

    /**
     * How long it had lived.
     *
     * @return the time from its start to its end
     */
    public Duration uptime() {
        return uptime;
    }

    /**
     * What it was doing.
     *
     * @return a description of the task
     */
    public String task() {
        return task;
    }

    /**
     * The last lines that it printed or logged, in its tasks or past them, such as the JVM's own messages: twenty at most. A
     * record of its log is told by its level, its logger and its text, if the logger is on here.
     *
     * @return the text, empty if there was none
     */
    public String logTail() {
        return logTail;
    }

    /**
     * The file in which a JVM that crashed says where, {@code hs_err_pid….log}: in its working directory, unless an
     * {@code -XX:ErrorFile} among the {@linkplain LaunchOptions#withJvmOptions options} of its launch says otherwise.
     *
     * @return where it is; null if there was none when the worker had ended
     */
    public @Nullable Path errorFile() {
        return errorFile == null ? null : Path.of(errorFile);
    }

    /**
     * The file that shows what filled the heap of a worker that was launched with
     * {@code -XX:+HeapDumpOnOutOfMemoryError}: in its working directory, unless there was an {@code -XX:HeapDumpPath} too.
     *
     * @return where it is; null if there was none when the worker had ended
     */
    public @Nullable Path heapDump() {
        return heapDump == null ? null : Path.of(heapDump);
    }
}
