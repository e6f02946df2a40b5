package dev.krait.examples.wordcount;

import dev.krait.examples.shared.Amounts;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Files that are counted in one go: many small ones, or a single large one.
 *
 * <p>A {@link Path} is not serializable, and its text is not exact where a file's name is not in the system's encoding, so
 * the files are named by their addresses.
 */
record FileGroup(int number, List<URI> files, long bytes) implements Serializable {
    List<Path> paths() {
        return files.stream().map(Path::of).toList();
    }

    @Override
    public String toString() {
        return "file group " + number + " (" + Amounts.count(files.size(), "file") + ", " + Amounts.bytes(bytes)
                + ", first " + Path.of(files.get(0)) + ")";
    }
}
