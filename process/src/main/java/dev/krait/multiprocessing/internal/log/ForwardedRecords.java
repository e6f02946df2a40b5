package dev.krait.multiprocessing.internal.log;

import dev.krait.multiprocessing.internal.wire.LogEntry;
import dev.krait.multiprocessing.logging.WorkerLogRecord;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Records of other processes as {@code java.util.logging} sees them; for a JVM that has it. */
final class ForwardedRecords {
    private ForwardedRecords() {}

    static void log(LogEntry entry, @Nullable String task, @Nullable Throwable thrown) {
        String name = entry.logger();
        Logger logger = Logger.getLogger(name == null ? "" : name);
        Level level = level(entry);
        if (!logger.isLoggable(level)) {
            return;
        }
        LogEntry.Origin origin = entry.process();
        var record = new WorkerLogRecord(level, entry.text(), origin.process(), origin.pid(), origin.thread(), task);
        record.setLoggerName(name);
        record.setInstant(entry.time());
        record.setLongThreadID(origin.threadId());
        record.setSourceClassName(entry.source().type());
        record.setSourceMethodName(entry.source().method());
        record.setThrown(thrown);
        logger.log(record);
    }

    /** Who logged a record, if it was a child of this process. */
    static LogEntry.@Nullable Origin origin(LogRecord record) {
        return record instanceof WorkerLogRecord ofChild
                ? new LogEntry.Origin(
                        ofChild.getProcessName(),
                        ofChild.getPid(),
                        ofChild.getThreadName(),
                        ofChild.getLongThreadID(),
                        LogEntry.NO_TASK,
                        ofChild.getTask())
                : null;
    }

    /** What a child of this process has logged. */
    static @Nullable String text(LogRecord record) {
        return record instanceof WorkerLogRecord ofChild ? ofChild.getText() : null;
    }

    private static Level level(LogEntry entry) {
        try {
            Level known = Level.parse(entry.level());
            if (known.intValue() == entry.levelValue()) {
                return known;
            }
        } catch (IllegalArgumentException e) {
            return new ForeignLevel(entry.level(), entry.levelValue());
        }
        return new ForeignLevel(entry.level(), entry.levelValue());
    }

    /** A level that the program has made in the other process only. */
    private static final class ForeignLevel extends Level {
        private static final long serialVersionUID = 1L;

        ForeignLevel(String name, int value) {
            super(name, value);
        }
    }
}
