package dev.krait.multiprocessing.internal.log;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** When it was written, null if there is none. */
    @Nullable
    FileTime stamp() throws IOException {
        try {
            return Files.getLastModifiedTime(path);
        } catch (NoSuchFileException noneYet) {
            return null;
        }
    }
}
