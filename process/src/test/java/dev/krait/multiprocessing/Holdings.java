package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process holds of the system on account of its pools: processes, threads, pipes and open files of its run folder,
 * and the files in that. Compared with what so many workers may hold, it tells of a leak while pools work.
 */
record Holdings(List<String> processes, List<String> threads, List<String> descriptors, List<String> files) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** For each worker, one reads its answers and one its log. */
    private static final int THREADS_OF_A_WORKER = 2;

    /** Printers of output, callbacks, deadlines. */
    private static final int OTHER_THREADS = 4;

    /** Its three pipes and its control file. */
    private static final int DESCRIPTORS_OF_A_WORKER = 4;

    /** Its control file, its output, and segments for what is large. */
    private static final int FILES_OF_A_WORKER = 5;

    /** The folder itself, the levels of logs, the class path, shared memory, and what says that the run is alive. */
    private static final int OTHER_FILES = 5;

    static Holdings now() {
        List<String> open = openDescriptors();
        try (var children = ProcessHandle.current().descendants()) {
            return new Holdings(
                    children.filter(ProcessHandle::isAlive)
                            .map(child -> Long.toString(child.pid()))
                            .toList(),
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("krait-"))
                            .toList(),
                    open.stream()
                            .filter(name -> name.startsWith("pipe:") || isOfARun(name))
                            .toList(),
                    open.stream()
                            .filter(name -> isOfARun(name) && name.endsWith("/alive"))
                            .distinct()
                            .flatMap(alive -> below(Path.of(alive).resolveSibling("")))
                            .toList());
        }
    }

    private static boolean isOfARun(String name) {
        return name.contains("/krait-run-");
    }

    private static List<String> openDescriptors() {
        var open = new ArrayList<String>();
        try (var links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path link : links) {
                target(link).forEach(open::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    private static Stream<String> target(Path link) {
        try {
            return Stream.of(Files.readSymbolicLink(link).toString());
        } catch (IOException closedMeanwhile) {
            return Stream.of();
        }
    }

    private static Stream<String> below(Path folder) {
        try (var all = Files.walk(folder)) {
            return all.map(Path::toString).toList().stream();
        } catch (IOException | UncheckedIOException somethingWentMeanwhile) {
            return Stream.of();
        }
    }

    /** Holds if this is no more than what was there before, and what some workers with their pools need. */
    void assertNoMoreThan(int workers, Holdings before, String where) {
        assertThat(processes).as(where + ": processes").hasSizeLessThanOrEqualTo(before.processes.size() + workers);
        assertThat(threads)
                .as(where + ": threads")
                .hasSizeLessThanOrEqualTo(before.threads.size() + OTHER_THREADS + workers * THREADS_OF_A_WORKER);
        assertThat(descriptors)
                .as(where + ": descriptors")
                .hasSizeLessThanOrEqualTo(before.descriptors.size() + 1 + workers * DESCRIPTORS_OF_A_WORKER);
        assertThat(files)
                .as(where + ": files")
                .hasSizeLessThanOrEqualTo(before.files.size() + OTHER_FILES + workers * FILES_OF_A_WORKER);
    }
}
