package dev.krait.multiprocessing.internal.log;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.LogEntry;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logs here what another process has logged. */
public final class ForwardedLogs {
    private ForwardedLogs() {}

    /**
     * Logs one record, by way of the logger with its name. Runs handlers and filters of the program.
     *
     * @param entry the record
     * @param task what the process was doing, null if it was no task
     */
    public static void log(LogEntry entry, @Nullable String task) {
        String named =
                entry.process().taskName() == null ? task : entry.process().taskName();
        Throwable thrown = thrown(entry.thrown());
        if (Presence.ofJavaLogging()) {
            ForwardedRecords.log(entry, named, thrown);
        } else {
            System.getLogger(entry.logger() == null ? "" : entry.logger())
                    .log(
                            level(entry.levelValue()),
                            "[" + entry.process().process() + (named == null ? "" : ", " + named) + "] " + entry.text(),
                            thrown);
        }
    }

    private static @Nullable Throwable thrown(@Nullable RemoteFailure failure) {
        if (failure == null) {
            return null;
        }
        Throwable rebuilt = failure.rebuild(LoaderNumbers.INSTANCE);
        return rebuilt == null ? new RemoteThrowable(failure.trace().strip()) : rebuilt;
    }

    /** The level of {@link System.Logger} that stands for a rank of {@code java.util.logging}. */
    private static Level level(int rank) {
        for (Level level : Level.values()) {
            if (rank <= level.getSeverity() && level != Level.ALL) {
                return level;
            }
        }
        return Level.ERROR;
    }

    /** Shows the text of an exception that cannot be rebuilt here. */
    private static final class RemoteThrowable extends Exception {
        private static final long serialVersionUID = 1L;

        RemoteThrowable(String trace) {
            super(trace, null, false, false);
        }
    }
}
