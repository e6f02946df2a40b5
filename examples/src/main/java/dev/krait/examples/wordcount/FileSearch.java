package dev.krait.examples.wordcount;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the regular files at and below some paths, each file once, whatever the number of paths and names that lead to it.
 * Symbolic links are not followed.
 */
final class FileSearch extends SimpleFileVisitor<Path> {
    /** A regular file that was found. */
    record Found(Path path, long bytes) {}

    private final List<Found> files = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();
    private final Tally problems;

    /** A search that notes in a tally what it cannot look into. */
    FileSearch(Tally problems) {
        this.problems = problems;
    }

    /** Looks below a path. */
    void search(Path start) throws IOException {
        Files.walkFileTree(start, this);
    }

    List<Found> files() {
        return files;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile() && seen.add(identity(file, attributes))) {
            files.add(new Found(file, attributes.size()));
        }
        return FileVisitResult.CONTINUE;
    }

    /** The system's own name of a file, where it has one. */
    private static Object identity(Path file, BasicFileAttributes attributes) throws IOException {
        Object key = attributes.fileKey();
        return key != null ? key : file.toRealPath();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        problems.problem(file, e);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
        if (e != null) {
            problems.problem(folder, e);
        }
        return FileVisitResult.CONTINUE;
    }
}
