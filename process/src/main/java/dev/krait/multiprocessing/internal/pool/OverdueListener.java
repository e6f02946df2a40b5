package dev.krait.multiprocessing.internal.pool;

import org.jspecify.annotations.Nullable;

/** Wants to know of tasks that are stopped while they run because their time is up; the program's own code. */
public interface OverdueListener {
    /**
     * A task is being stopped.
     *
     * @param task what it is
     * @param reason which of its times is up, in words that follow the description of the task
     * @param pid the process that runs it
     * @param threadDump what the threads of that process were doing before it was interrupted, null if it did not say
     */
    void overdue(String task, String reason, long pid, @Nullable String threadDump);
}
