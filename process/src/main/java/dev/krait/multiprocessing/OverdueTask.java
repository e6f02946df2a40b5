package dev.krait.multiprocessing;

import org.jspecify.annotations.Nullable;

/**
 * A task that is being stopped because one of its times is up, as {@link TaskOptions#withOnTimeout} and the options of an
 * executor show it. Immutable. Python has no such thing.
 */
public final class OverdueTask {
    private final String description;
    private final String reason;
    private final long pid;
    private final @Nullable String threadDump;

    /**
     * The facts of a task that is being stopped.
     *
     * @param description what it is
     * @param reason which of its times is up, in words that follow the description
     * @param pid the process that runs it
     * @param threadDump what the threads of that process were doing, null if it did not say
     */
    public OverdueTask(String description, String reason, long pid, @Nullable String threadDump) {
        this.description = description;
        this.reason = reason;
        this.pid = pid;
        this.threadDump = threadDump;
    }

    /**
     * What the task is.
     *
     * @return a description as in the texts of failures
     */
    public String description() {
        return description;
    }

    /**
     * Which of its times is up.
     *
     * @return such as {@code ran longer than its run timeout of PT2S and was stopped}
     */
    public String reason() {
        return reason;
    }

    /**
     * The process that runs the task.
     *
     * @return its process id
     */
    public long pid() {
        return pid;
    }

    /**
     * What the threads of that process were doing just before the task was interrupted, as {@code jstack} shows it; its main
     * thread runs the task.
     *
     * @return the text; null if the process did not answer before it was killed, or within five seconds
     */
    public @Nullable String threadDump() {
        return threadDump;
    }

    @Override
    public String toString() {
        return description + " " + reason + " in process " + pid;
    }
}
