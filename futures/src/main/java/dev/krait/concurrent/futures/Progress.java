package dev.krait.concurrent.futures;

import org.jspecify.annotations.Nullable;

/** Knows whom a thread that runs a task tells of its progress. */
final class Progress {
    private static final ThreadLocal<@Nullable Runnable> CURRENT = new ThreadLocal<>();

    private Progress() {}

    /** From now on this thread's progress goes to the given task; returns what it went to before. */
    static @Nullable Runnable enter(Runnable task) {
        Runnable outer = CURRENT.get();
        CURRENT.set(task);
        return outer;
    }

    static void leave(@Nullable Runnable outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    static void report() {
        Runnable task = CURRENT.get();
        if (task != null) {
            task.run();
        }
    }
}
