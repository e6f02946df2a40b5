package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.worker.ProgressReports;
import java.time.Duration;

/**
 * The deadlines of a task, in nanoseconds.
 *
 * @param timeout from its submission to its end; for a later run, what is left of that
 * @param queueTimeout from its submission to its start
 * @param runTimeout from its start to its end
 * @param progressTimeout between two signs of life
 * @param wholeTimeout from the submission of its first run to its end, to be told
 */
public record TaskLimits(long timeout, long queueTimeout, long runTimeout, long progressTimeout, long wholeTimeout) {
    /** No limit. */
    public static final long NONE = Long.MAX_VALUE;

    /** What a task can be late with. */
    public enum Kind {
        /** It was not done in time. */
        TIMEOUT("was not done within its timeout"),
        /** It did not start in time. */
        QUEUE("did not start within its queue timeout"),
        /** It ran for too long. */
        RUN("ran longer than its run timeout"),
        /** It gave no sign of life. */
        PROGRESS("reported no progress within its progress timeout");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** The shortest of them. */
    public long shortest() {
        return Math.min(untilBegun(), Math.min(runTimeout, progressTimeout));
    }

    /** How long a task may be that has not begun. */
    long untilBegun() {
        return Math.min(timeout, queueTimeout);
    }

    /** How long nothing may be heard of a task: word of its progress may be held back for a moment. */
    long silence() {
        return progressTimeout >= NONE - ProgressReports.PAUSE_NANOS
                ? NONE
                : progressTimeout + ProgressReports.PAUSE_NANOS;
    }

    /** What happened to a task, in words that follow its description. */
    public String words(Kind kind) {
        long limit = switch (kind) {
            case TIMEOUT -> wholeTimeout;
            case QUEUE -> queueTimeout;
            case RUN -> runTimeout;
            case PROGRESS -> progressTimeout;
        };
        return kind.words + " of " + Duration.ofNanos(limit) + " and was stopped";
    }
}
