package dev.krait.benchmarks.side;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The Python side's script, laid out in a folder of its own while it is needed. */
public final class PythonScript implements AutoCloseable {
    private static final List<String> FILES = List.of(
            "side.py",
            "serving.py",
            "tasks.py",
            "manager_scenarios.py",
            "pipe_scenarios.py",
            "queue_scenarios.py",
            "pool_scenarios.py",
            "process_scenarios.py",
            "executor_scenarios.py",
            "shared_scenarios.py",
            "thread_scenarios.py");

    private final Path folder;

    /** For a run that is ended by a signal. */
    private final Thread remover = new Thread(this::remove, "remove-python-script");

    /**
     * Lays the script out.
     *
     * @throws IOException if the folder for temporary files does not take it
     */
    public PythonScript() throws IOException {
        folder = Files.createTempDirectory("benchmarks-python-");
        Runtime.getRuntime().addShutdownHook(remover);
        for (String file : FILES) {
            try (InputStream source = PythonScript.class.getResourceAsStream("/python/" + file)) {
                if (source == null) {
                    throw new IOException("this jar lacks its part python/" + file + ": build it anew");
                }
                Files.copy(source, folder.resolve(file));
            }
        }
    }

    /**
     * What a Python interpreter is given to be a side.
     *
     * @param scenario the scenario's name
     * @param scale how much work a round does
     * @return the script and its arguments
     */
    public List<String> arguments(String scenario, Scale scale) {
        return List.of(folder.resolve(FILES.get(0)).toString(), scenario, Integer.toString(scale.divisor()));
    }

    /** Removes the folder. */
    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(remover);
        } catch (IllegalStateException itIsEnding) {
            // Then it finds nothing to remove.
        }
    }

    private void remove() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(PythonScript::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }
}
