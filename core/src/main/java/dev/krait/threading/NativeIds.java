package dev.krait.threading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The operating system's numbers of threads. The JDK does not tell them; Linux does, for the thread that asks. */
final class NativeIds {
    private static final Path SELF = Path.of("/proc/thread-self");

    /** Whether this platform tells. */
    static final boolean KNOWN = Files.isSymbolicLink(SELF);

    private NativeIds() {}

    /** The calling thread's number, or null where the platform does not tell. */
    static @Nullable Long current() {
        if (!KNOWN) {
            return null;
        }
        try {
            return Long.valueOf(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (IOException | NumberFormatException unreadable) {
            return null;
        }
    }
}
