package dev.krait.benchmarks.side;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Ties a child, and the children it starts, to one processor core. A hand-over between two sleeping threads costs one
 * context switch on one core and several times that, differently each time, where a second core must be woken first.
 */
public final class Pinning {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final List<String> prefix;

    private Pinning(List<String> prefix) {
        this.prefix = prefix;
    }

    /**
     * Leaves children where the system puts them.
     *
     * @return a pinning that does nothing
     */
    public static Pinning none() {
        return new Pinning(List.of());
    }

    /**
     * Ties children to the first core that this process may use.
     *
     * @return how, or nothing where there is no {@code taskset}
     */
    public static Optional<Pinning> toOneCore() {
        return program("taskset").map(taskset -> new Pinning(List.of(taskset.toString(), "-c", firstCore())));
    }

    /**
     * A command line, tied down.
     *
     * @param command what is to run
     * @return the command line that runs it so
     */
    public List<String> apply(List<String> command) {
        var pinned = new ArrayList<>(prefix);
        pinned.addAll(command);
        return pinned;
    }

    /**
     * Whether children are left where the system puts them.
     *
     * @return whether it does nothing
     */
    public boolean isNone() {
        return prefix.isEmpty();
    }

    private static String firstCore() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(ALLOWED)) {
                    return line.substring(ALLOWED.length()).strip().split("[,-]", 2)[0];
                }
            }
        } catch (IOException noProcFolder) {
            return "0";
        }
        return "0";
    }

    /**
     * Looks for a program where the shell would.
     *
     * @param name its name
     * @return the first of that name on the path
     */
    public static Optional<Path> program(String name) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
