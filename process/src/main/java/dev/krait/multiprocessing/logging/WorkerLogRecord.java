package dev.krait.multiprocessing.logging;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that was logged in a worker of a pool or in another process of this program, and arrived in this one. Level,
 * logger, time, source and thread number are those of the original; what a {@link LogRecord} has no place for is here.
 *
 * <p>{@link #getMessage()} begins with where the record comes from, in brackets, so that every formatter shows it; {@link
 * #getText()} is what was logged, with its parameters filled in. An exception arrives as itself where it can travel,
 * otherwise as one that shows its text.
 *
 * <p>Python has nothing like it: there a record of a child stays in the child.
 */
public final class WorkerLogRecord extends LogRecord {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String processName;
    private final long pid;
    private final String threadName;
    private final @Nullable String task;

    /**
     * A record of another process.
     *
     * @param level its level
     * @param text what was logged
     * @param processName the name of the process that logged it
     * @param pid its process id
     * @param threadName the name of the thread that logged it
     * @param task what the process was doing, null for no task
     */
    public WorkerLogRecord(
            Level level, String text, String processName, long pid, String threadName, @Nullable String task) {
        super(
                level,
                "[" + processName + " (pid " + pid + "), " + threadName + (task == null ? "" : ", " + task) + "] "
                        + text);
        this.text = text;
        this.processName = processName;
        this.pid = pid;
        this.threadName = threadName;
        this.task = task;
    }

    /**
     * What was logged.
     *
     * @return the text without its origin
     */
    public String getText() {
        return text;
    }

    /**
     * Who logged it, by the name that {@code Multiprocessing.currentProcess()} has there.
     *
     * @return the name of the process
     */
    public String getProcessName() {
        return processName;
    }

    /**
     * Who logged it, by the number that the system gave.
     *
     * @return the process id
     */
    public long getPid() {
        return pid;
    }

    /**
     * Which thread logged it.
     *
     * @return the name of the thread of that process
     */
    public String getThreadName() {
        return threadName;
    }

    /**
     * What the process was doing, in the words in which the report of a failure would name it.
     *
     * @return the task that the worker was running; null if it was running none, or is a process of its own
     */
    public @Nullable String getTask() {
        return task;
    }
}
