package dev.krait.concurrent.futures;

import org.jspecify.annotations.Nullable;

/** Knows which watched task a thread runs. */
final class Progress {
    private static final ThreadLocal<@Nullable Task<?>> CURRENT = new ThreadLocal<>();

    private Progress() {}

    /** From now on this thread runs the given task; returns what it ran before. */
    static @Nullable Task<?> enter(Task<?> task) {
        Task<?> outer = CURRENT.get();
        CURRENT.set(task);
        return outer;
    }

    static void leave(@Nullable Task<?> outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    static @Nullable Task<?> current() {
        return CURRENT.get();
    }
}
