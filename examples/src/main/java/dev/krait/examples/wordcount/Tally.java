package dev.krait.examples.wordcount;

import dev.krait.examples.shared.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts files and adds up what others counted. Not for use by several threads at once. */
final class Tally {
    private static final int BLOCK_BYTES = 256 * 1024;

    private final WordTable words = new WordTable();
    private final WordScanner scanner = new WordScanner();
    private final byte[] block = new byte[BLOCK_BYTES];
    private final List<String> problems = new ArrayList<>();
    private long files;
    private long bytes;

    /** What the files of a group hold, as a task for another process. */
    static CountedFiles of(FileGroup group) {
        var tally = new Tally();
        tally.count(group);
        return tally.result();
    }

    /** Counts the files of a group; those that cannot be read become problems. */
    void count(FileGroup group) {
        for (Path file : group.paths()) {
            try {
                bytes += count(file);
                files++;
            } catch (IOException e) {
                scanner.reset();
                problem(file, e);
            }
        }
    }

    /** Counts all of a file or, if it cannot be read to its end, nothing. */
    private long count(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            int size = in.readNBytes(block, 0, block.length);
            if (size < block.length) {
                scanner.scan(block, size, words);
                scanner.end(words);
                return size;
            }
            // There is more to come, which may turn out to be unreadable.
            var found = new WordTable();
            long length = 0;
            while (size > 0) {
                scanner.scan(block, size, found);
                length += size;
                size = in.readNBytes(block, 0, block.length);
            }
            scanner.end(found);
            words.addAll(found);
            return length;
        }
    }

    /** Notes a file or folder that could not be read. */
    void problem(Path file, IOException e) {
        problems.add("cannot read " + file + ": " + Reason.of(e));
    }

    void add(Tally other) {
        words.addAll(other.words);
        addFacts(other.files, other.bytes, other.problems);
    }

    void add(CountedFiles counted) {
        words.addAll(counted.words());
        addFacts(counted.files(), counted.bytes(), counted.problems());
    }

    private void addFacts(long moreFiles, long moreBytes, List<String> moreProblems) {
        files += moreFiles;
        bytes += moreBytes;
        problems.addAll(moreProblems);
    }

    CountedFiles result() {
        return new CountedFiles(words.toList(), files, bytes, List.copyOf(problems));
    }

    WordTable words() {
        return words;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    List<String> problems() {
        return problems;
    }
}
