package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.OverdueTask;
import dev.krait.multiprocessing.internal.pool.OverdueListener;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the program wants done when a task that runs is stopped because one of its times is up.
 *
 * @param description gives what the task is, where whoever stops it does not know
 * @param reason which time is up, in words that follow the description
 * @param action the program's own
 */
record Overdue(Supplier<String> description, String reason, Consumer<? super OverdueTask> action)
        implements OverdueListener {
    @Override
    public void overdue(String task, String itsReason, long pid, @Nullable String threadDump) {
        action.accept(new OverdueTask(task, itsReason, pid, threadDump));
    }

    /** The task runs in this process. */
    void tellHere(@Nullable String threadDump) {
        overdue(description.get(), reason, ProcessHandle.current().pid(), threadDump);
    }
}
