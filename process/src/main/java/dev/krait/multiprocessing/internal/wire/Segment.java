package dev.krait.multiprocessing.internal.wire;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;

/**
 * Large frames in files. Written and read in steps through the file, not mapped: a file system that is full then says
 * so as an exception, where a mapping would kill the JVM; and by a call that no interrupt can cut short.
 *
 * @see ReusedSegment
 */
public final class Segment {
    private static final int STEP = 64 * 1024;

    private Segment() {}

    /** Writes the first bytes of a file. */
    public static void write(File file, byte[] bytes, int offset, int length) throws IOException {
        write(file, bytes, offset, length, List.of());
    }

    /** Writes the first bytes of a file, and arrays behind them; the file keeps its other pages for the next time. */
    public static void write(File file, byte[] bytes, int offset, int length, List<Block> blocks) throws IOException {
        try (var segment = new RandomAccessFile(file, "rw")) {
            write(segment, bytes, offset, length);
            for (Block block : blocks) {
                block.write(segment);
            }
        }
    }

    private static void write(RandomAccessFile segment, byte[] bytes, int offset, int length) throws IOException {
        for (int left = length; left > 0; left -= STEP) { // Counted down, since up it could overflow.
            segment.write(bytes, offset + length - left, Math.min(STEP, left));
        }
    }

    /** Reads the first bytes of a file. */
    public static byte[] read(File file, int length) throws IOException {
        try (var segment = new Reading(file)) {
            return segment.next(length);
        }
    }

    /** Reads a file from its beginning, part by part. */
    public static final class Reading implements ByteReader.Blocks, Closeable {
        private final RandomAccessFile segment;

        /** Opens the file. */
        public Reading(File file) throws IOException {
            segment = new RandomAccessFile(file, "r");
        }

        @Override
        public void fill(Block block) throws IOException {
            block.read(segment);
        }

        @Override
        public void close() throws IOException {
            segment.close();
        }
    }
}
