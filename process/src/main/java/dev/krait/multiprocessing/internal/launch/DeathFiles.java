package dev.krait.multiprocessing.internal.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM that has ended left on disk for somebody to look into.
 *
 * @param error the file in which a JVM that crashed says where, null if there is none
 * @param heapDump what it wrote of its heap when that was full, null if it did not
 */
public record DeathFiles(@Nullable Path error, @Nullable Path heapDump) {
    private static final String ERROR_FILE = "-XX:ErrorFile=";
    private static final String HEAP_DUMP_PATH = "-XX:HeapDumpPath=";

    /** Looks for the files of a process where its options, and otherwise the JVM's own rules, say that they are. */
    static DeathFiles of(long pid, LaunchSettings settings) {
        Path directory = (settings.directory() == null ? Path.of("") : settings.directory()).toAbsolutePath();
        List<String> options = settings.jvmOptions();
        return new DeathFiles(errorFile(pid, directory, options), heapDump(pid, directory, options));
    }

    private static @Nullable Path errorFile(long pid, Path directory, List<String> options) {
        String chosen = last(options, ERROR_FILE);
        String usual = "hs_err_pid" + pid + ".log";
        // Where the working directory takes no files, the JVM writes to the system's own place for temporary ones.
        List<Path> places = chosen == null
                ? List.of(directory.resolve(usual), Path.of("/tmp", usual))
                : List.of(directory.resolve(chosen.replace("%p", Long.toString(pid))));
        return firstFile(places);
    }

    private static @Nullable Path heapDump(long pid, Path directory, List<String> options) {
        if (!options.contains("-XX:+HeapDumpOnOutOfMemoryError")) {
            return null;
        }
        String chosen = last(options, HEAP_DUMP_PATH);
        Path path = chosen == null ? directory : directory.resolve(chosen.replace("%p", Long.toString(pid)));
        return firstFile(List.of(Files.isDirectory(path) ? path.resolve("java_pid" + pid + ".hprof") : path));
    }

    private static @Nullable Path firstFile(List<Path> places) {
        return places.stream().filter(Files::isRegularFile).findFirst().orElse(null);
    }

    private static @Nullable String last(List<String> options, String prefix) {
        String value = null;
        for (String option : options) {
            if (option.startsWith(prefix)) {
                value = option.substring(prefix.length());
            }
        }
        return value;
    }
}
