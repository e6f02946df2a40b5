package dev.krait.multiprocessing.internal.wire;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Large frames in files. Written and read in steps through the file, never mapped: a file system that is full then says
 * so as an exception, where a mapping would kill the JVM; and by a call that no interrupt can cut short.
 */
public final class Segment {
    private static final int STEP = 64 * 1024;

    private Segment() {}

    /** Writes the first bytes of a file, which keeps its other pages for the next time. */
    public static void write(File file, byte[] bytes, int offset, int length) throws IOException {
        try (var segment = new RandomAccessFile(file, "rw")) {
            for (int done = 0; done < length; done += STEP) {
                segment.write(bytes, offset + done, Math.min(STEP, length - done));
            }
        }
    }

    /** Reads the first bytes of a file. */
    public static byte[] read(File file, int length) throws IOException {
        var bytes = new byte[length];
        try (var segment = new RandomAccessFile(file, "r")) {
            for (int done = 0; done < length; done += STEP) {
                segment.readFully(bytes, done, Math.min(STEP, length - done));
            }
        }
        return bytes;
    }
}
