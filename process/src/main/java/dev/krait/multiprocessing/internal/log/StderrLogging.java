package dev.krait.multiprocessing.internal.log;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Shows this library's own diagnostics on standard error; for a JVM that has {@code java.util.logging}. */
final class StderrLogging {
    /** Kept, since a logger that nobody holds is forgotten with its handlers. */
    private static final Logger LOGGER = Logger.getLogger(Diagnostics.NAME);

    private StderrLogging() {}

    static void add(System.Logger.@Nullable Level level, Supplier<String> processName) {
        LOGGER.addHandler(new OnStream(System.err, processName));
        LOGGER.setUseParentHandlers(false);
        if (level != null) {
            LOGGER.setLevel(Level.parse(Integer.toString(level.getSeverity())));
        }
    }

    /** Prints records to the stream that standard error was when it was made. */
    private static final class OnStream extends Handler {
        private final PrintStream stream;

        @SuppressWarnings("this-escape") // level and formatter of a handler that nobody else has yet
        OnStream(PrintStream stream, Supplier<String> processName) {
            this.stream = stream;
            setLevel(Level.ALL);
            setFormatter(new AsPython(processName));
        }

        @Override
        public void publish(@Nullable LogRecord record) {
            if (record != null && isLoggable(record)) {
                stream.print(getFormatter().format(record));
                stream.flush();
            }
        }

        @Override
        public void flush() {
            stream.flush();
        }

        @Override
        public void close() {
            // Standard error is not this handler's.
        }
    }

    /** {@code [LEVEL/process] message}. */
    private static final class AsPython extends Formatter {
        private final Supplier<String> processName;

        AsPython(Supplier<String> processName) {
            this.processName = processName;
        }

        @Override
        public String format(LogRecord record) {
            var line = new StringBuilder("[").append(level(record.getLevel())).append('/');
            line.append(processName.get())
                    .append("] ")
                    .append(formatMessage(record))
                    .append(System.lineSeparator());
            Throwable thrown = record.getThrown();
            if (thrown != null) {
                var trace = new java.io.StringWriter();
                thrown.printStackTrace(new java.io.PrintWriter(trace, true));
                line.append(trace);
            }
            return line.toString();
        }

        private static String level(Level level) {
            return Arrays.stream(System.Logger.Level.values())
                    .filter(known -> known.getSeverity() == level.intValue())
                    .map(System.Logger.Level::getName)
                    .findFirst()
                    .orElse(level.getName());
        }
    }
}
