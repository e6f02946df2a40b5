package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.internal.worker.ProgressReports;
import org.jspecify.annotations.Nullable;

/** Knows which watched task a thread runs, and so who is to hear of its progress. */
final class Progress {
    private static final ThreadLocal<@Nullable Listener> CURRENT = new ThreadLocal<>();

    private Progress() {}

    /** Who hears of the progress of a task. */
    sealed interface Listener permits Task, Reporter {
        void progressed();
    }

    /** Tells the process that submitted the task, but not each time. */
    static final class Reporter implements Listener {
        /** How many times within the time that a task may be silent. */
        private static final int TIMES = 16;

        private final long pause;
        private long next = System.nanoTime();

        private Reporter(long pause) {
            this.pause = pause;
        }

        /** The longest time that a report may be late, in a task that may be silent for so long. */
        static long pauseFor(long timeout) {
            return Math.max(1, timeout / TIMES);
        }

        @Override
        public void progressed() {
            long now = System.nanoTime();
            if (now - next >= 0) {
                next = now + pause;
                ProgressReports.send();
            }
        }
    }

    /** Someone who tells the parent of this worker, after a pause each time. */
    static Listener reporter(long pause) {
        return new Reporter(pause);
    }

    /** From now on this thread runs a task with this listener; returns the one before. */
    static @Nullable Listener enter(Listener listener) {
        Listener outer = CURRENT.get();
        CURRENT.set(listener);
        return outer;
    }

    static void leave(@Nullable Listener outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    static @Nullable Listener current() {
        return CURRENT.get();
    }
}
