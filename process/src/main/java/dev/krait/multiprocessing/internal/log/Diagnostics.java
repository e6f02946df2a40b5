package dev.krait.multiprocessing.internal.log;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The logger of this library itself. */
public final class Diagnostics {
    /** Its name. */
    public static final String NAME = "dev.krait.multiprocessing";

    private Diagnostics() {}

    /** The logger. */
    public static System.Logger logger() {
        return System.getLogger(NAME);
    }

    /**
     * Shows on standard error what is logged there.
     *
     * @param level from which level on, null to leave that as it is
     * @param processName the name of this process, for each line
     * @throws IllegalStateException if the program's logging is not the JDK's
     */
    public static void toStderr(System.Logger.@Nullable Level level, Supplier<String> processName) {
        String finder = Presence.ofJavaLogging()
                ? System.LoggerFinder.getLoggerFinder().getClass().getModule().getName()
                : null;
        if (!"java.logging".equals(finder)) {
            throw new IllegalStateException("the logger " + NAME + " cannot be given a handler, because "
                    + (Presence.ofJavaLogging()
                            ? "this program has its own System.LoggerFinder, "
                                    + System.LoggerFinder.getLoggerFinder()
                                            .getClass()
                                            .getName() + "; set the logger's level and output there"
                            : "this JVM is without the module java.logging; add it with --add-modules java.logging, or"
                                    + " make do with what is logged at INFO and above, which is on standard error"));
        }
        StderrLogging.add(level, processName);
    }
}
