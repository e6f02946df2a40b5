package dev.krait.multiprocessing.internal.log;

import dev.krait.multiprocessing.internal.wire.LogEntry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Sends every record that reaches the root logger of this process to the parent. */
public final class ForwardingHandler extends Handler {
    private final Formatter formatter = new SimpleFormatter();

    /** For {@code java.util.logging}, which makes it by its name. */
    @SuppressWarnings("this-escape") // the level of a handler that nobody else has yet
    public ForwardingHandler() {
        setLevel(Level.ALL);
    }

    @Override
    public void publish(@Nullable LogRecord record) {
        if (record == null || !isLoggable(record)) {
            return;
        }
        LogLink link = LogLink.toParent();
        if (link == null) {
            printUnsent(record); // So early, or so late, that there is no way to the parent.
            return;
        }
        try {
            link.send(entry(link, record));
        } catch (IOException e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
            printUnsent(record);
        }
    }

    private LogEntry entry(LogLink link, LogRecord record) {
        Throwable thrown = record.getThrown();
        return new LogEntry(
                record.getLoggerName(),
                record.getLevel().getName(),
                record.getLevel().intValue(),
                record.getInstant(),
                text(record),
                origin(link, record),
                new LogEntry.Source(record.getSourceClassName(), record.getSourceMethodName()),
                thrown == null ? null : link.describe(thrown));
    }

    private static LogEntry.Origin origin(LogLink link, LogRecord record) {
        LogEntry.Origin ofChild = ForwardedRecords.origin(record);
        return ofChild == null ? link.origin(record.getLongThreadID()) : ofChild;
    }

    private String text(LogRecord record) {
        String ofChild = ForwardedRecords.text(record);
        String text = ofChild == null ? formatter.formatMessage(record) : ofChild;
        return text == null ? "null" : text;
    }

    /** To the log stream of this process, past the streams of its tasks. */
    private void printUnsent(LogRecord record) {
        var stream = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        stream.print(formatter.format(record));
        stream.flush();
    }

    @Override
    public void flush() {
        // Nothing waits here: a record is with the parent's memory when publish returns.
    }

    @Override
    public void close() {
        // The channel is not this handler's.
    }
}
