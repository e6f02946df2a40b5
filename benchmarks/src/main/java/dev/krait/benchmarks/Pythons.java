package dev.krait.benchmarks;

import dev.krait.benchmarks.side.CommandLines;
import dev.krait.benchmarks.side.Pinning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Python interpreters to compare with. */
final class Pythons {
    private static final Path SYSTEM = Path.of("/usr/bin/python3");
    private static final String ASK = "import sys; print(sys.version.split()[0])";

    /** For what says its version at once. */
    private static final int PATIENCE_SECONDS = 10;

    private Pythons() {}

    /** The one on the path and the system's own, as far as there are such and they are not the same. */
    static List<String> ofThisMachine() {
        var found = new ArrayList<Path>();
        Pinning.program("python3").ifPresent(found::add);
        if (Files.isExecutable(SYSTEM)
                && found.stream().noneMatch(other -> real(other).equals(real(SYSTEM)))) {
            found.add(SYSTEM);
        }
        return found.stream().map(Path::toString).toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath();
        }
    }

    /** Those that run, with their versions; of the others the reader is told, once. */
    static Map<String, String> usable(List<String> commands, Progress progress) throws InterruptedException {
        var versions = new LinkedHashMap<String, String>();
        for (String command : commands) {
            version(command)
                    .ifPresentOrElse(
                            version -> versions.put(command, version),
                            () -> progress.note("'" + command
                                    + "' is no Python interpreter that can be started here; it is left out"));
        }
        return versions;
    }

    private static Optional<String> version(String command) throws InterruptedException {
        var words = new ArrayList<>(CommandLines.words(command));
        words.add("-c");
        words.add(ASK);
        try {
            Process python = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = python.getInputStream()) {
                python.getOutputStream().close();
                if (!python.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || python.exitValue() != 0) {
                    return Optional.empty();
                }
                String version = new String(out.readNBytes(100), StandardCharsets.UTF_8).strip();
                return version.isEmpty() ? Optional.empty() : Optional.of(version);
            } finally {
                python.destroyForcibly();
            }
        } catch (IOException notAProgram) {
            return Optional.empty();
        }
    }
}
