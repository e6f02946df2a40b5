package dev.krait.multiprocessing.internal.log;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The file by which a process tells those that it started the levels of its loggers: properties as {@code
 * java.util.logging} reads them, {@code NAME.level}, with numbers for levels.
 */
final class LevelFile {
    static final String SUFFIX = ".level";
    private final Path path;

    LevelFile(Path path) {
        this.path = path;
    }

    /** The levels; empty if there is no file. */
    Map<String, String> read() throws IOException {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(path)) {
            properties.load(in);
        } catch (NoSuchFileException noneYet) {
            return Map.of();
        }
        var levels = new TreeMap<String, String>();
        properties.forEach((name, level) -> levels.put(name.toString(), level.toString()));
        return levels;
    }

    /** Puts other levels in the place of those that were there, at once. */
    void write(Map<String, String> levels) throws IOException {
        var properties = new Properties();
        properties.putAll(levels);
        Path made = path.resolveSibling(LogLink.LEVELS + "-new");
        try (Writer out = Files.newBufferedWriter(made)) {
            properties.store(out, null);
        }
        if (stamp() >= made.toFile().lastModified() && !made.toFile().setLastModified(stamp() + 1)) {
            throw new IOException("cannot set the time of " + made);
        }
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * When it was written, in milliseconds, 0 if there is none; two that were written have never the same. By the class that
     * asks the system with the fewest steps, since workers ask before their first task.
     */
    long stamp() {
        return path.toFile().lastModified();
    }
}
