package dev.krait.multiprocessing.internal.wire;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process writes again and again, each time from its beginning, for others to read. What was written
 * through the file once is later written through a mapping that stays, which copies once instead of twice. Only then, since
 * those pages are there: the first write to a page of a full file system would kill the JVM if it went through a mapping.
 *
 * <p>Not thread-safe.
 */
public final class ReusedSegment {
    /** What is smaller is not worth a mapping. */
    static final int LEAST = 32 * 1024;

    private final File file;

    /** How many bytes the file has pages for. */
    private long capacity;

    private @Nullable MappedByteBuffer map;

    /** A file that is made by the first write. */
    public ReusedSegment(File file) {
        this.file = file;
    }

    /** The file. */
    public File file() {
        return file;
    }

    /** How many bytes of memory the file takes. */
    public long capacity() {
        return capacity;
    }

    /**
     * Writes bytes, and arrays behind them.
     *
     * @throws IOException if there is no room; the file is then to be {@link #empty emptied} or removed
     */
    public void write(byte[] bytes, int offset, int length, List<Block> blocks) throws IOException {
        long total = length + Block.bytes(blocks);
        MappedByteBuffer known = mapFor(total);
        if (known == null) {
            Segment.write(file, bytes, offset, length, blocks);
            capacity = Math.max(capacity, total);
            return;
        }
        known.put(0, bytes, offset, length);
        int at = length;
        for (Block block : blocks) {
            block.copyTo(known, at);
            at += (int) block.bytes();
        }
    }

    private @Nullable MappedByteBuffer mapFor(long total) {
        if (total < LEAST || total > capacity) {
            return null;
        }
        long length = file.length();
        if (length < capacity) { // Somebody cut it short: a write behind its end would kill the JVM.
            capacity = length;
            map = null;
            return null;
        }
        if (map == null || map.capacity() < total) {
            map = map(file, FileChannel.MapMode.READ_WRITE, total, Integer.MAX_VALUE);
        }
        return map;
    }

    /** Gives the memory of the file back. Nobody may read it any more who has it mapped. */
    public void empty() throws IOException {
        capacity = 0;
        map = null;
        // A mapping keeps the memory even of a file that is removed, until it is garbage.
        try (var emptied = new RandomAccessFile(file, "rw")) {
            emptied.setLength(0);
        }
    }

    /**
     * Maps a whole file; null if it is shorter or longer than expected, or cannot be mapped now, by an interrupted thread for
     * one.
     */
    static @Nullable MappedByteBuffer map(File file, FileChannel.MapMode mode, long least, long most) {
        try (var opened = new RandomAccessFile(file, mode == FileChannel.MapMode.READ_ONLY ? "r" : "rw")) {
            FileChannel channel = opened.getChannel();
            long size = channel.size();
            return size < least || size > most ? null : channel.map(mode, 0, size);
        } catch (IOException e) {
            return null;
        }
    }
}
