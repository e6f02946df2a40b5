package dev.krait.multiprocessing.internal.log;

import dev.krait.multiprocessing.internal.wire.LogEntry;
import dev.krait.multiprocessing.internal.wire.RemoteFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The way from the logging of this process to its parent, if it has one that wants its records.
 *
 * <p>{@code java.util.logging} makes its handlers itself, whenever it is used for the first time; so what they need stands
 * here.
 */
public interface LogLink {
    /** The name of the file, in the run folder of a process, in which it says the levels of its loggers. */
    String LEVELS = "log-levels";

    /** Sends a record; when this returns, the death of this process no longer loses it. */
    void send(LogEntry entry) throws IOException;

    /** What is sent in the place of an exception. */
    RemoteFailure describe(Throwable thrown);

    /** Who is logging now, in the calling thread. */
    LogEntry.Origin origin(long threadId);

    /** The file in which the parent says the levels of its loggers. */
    Path levels();

    /** Says that records can go to the parent from now on. */
    static void open(LogLink link) {
        Standing.link = link;
    }

    /** The way to the parent; null in a process that has none. */
    static @Nullable LogLink toParent() {
        return Standing.link;
    }

    /** What stands there. */
    final class Standing {
        private static volatile @Nullable LogLink link;

        private Standing() {}
    }
}
