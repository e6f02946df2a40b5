package dev.krait.benchmarks.work;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** How often each item was begun and ended, in a file that the workers have mapped. No two tasks write to one place. */
final class TallyFile {
    private static volatile @Nullable TallyFile last;

    private final String path;
    private final MappedByteBuffer counts;

    private TallyFile(String path) throws IOException {
        this.path = path;
        try (var channel = FileChannel.open(Path.of(path), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            counts = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        }
    }

    /** The file, mapped once in each worker. */
    static TallyFile at(String path) throws IOException {
        TallyFile known = last;
        if (known == null || !known.path.equals(path)) {
            known = new TallyFile(path);
            last = known;
        }
        return known;
    }

    static int sizeFor(int items) {
        return 2 * items;
    }

    void begin(int item) {
        add(2 * item);
    }

    void end(int item) {
        add(2 * item + 1);
    }

    private void add(int place) {
        counts.put(place, (byte) (counts.get(place) + 1));
    }

    static int begun(byte[] tally, int item) {
        return tally[2 * item];
    }

    static int ended(byte[] tally, int item) {
        return tally[2 * item + 1];
    }
}
