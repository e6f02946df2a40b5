package dev.krait.multiprocessing.internal.wire;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads files that another process writes {@linkplain ReusedSegment again and again}, and keeps those mapped that it reads
 * again, so that their bytes are copied once. A file must not be replaced by another of its name.
 *
 * <p>Not thread-safe.
 */
public final class SegmentReader {
    private static final int MOST_FILES = 256;
    private static final long MOST_BYTES = 64L << 20;

    /** The files that were read last, oldest first; null where once only, for which a mapping costs more than it saves. */
    private final Map<File, @Nullable MappedByteBuffer> files = new LinkedHashMap<>(16, 0.75f, true);

    private long mappedBytes;

    /** A reader that has read nothing yet. */
    public SegmentReader() {}

    /** Opens a file. */
    public Reading open(File file) {
        return new Reading(file);
    }

    /** Forgets what it has mapped. */
    public void forget() {
        files.clear();
        mappedBytes = 0;
    }

    private @Nullable MappedByteBuffer map(File file, long end) {
        if (end > MOST_BYTES) {
            return null;
        }
        boolean again = files.containsKey(file);
        MappedByteBuffer known = files.get(file);
        if (known != null && known.capacity() >= end) {
            return known;
        }
        if (!again) {
            keep(file, null);
            return null;
        }
        MappedByteBuffer map = ReusedSegment.map(file, FileChannel.MapMode.READ_ONLY, end, MOST_BYTES);
        if (map != null) {
            keep(file, map);
        }
        return map;
    }

    private void keep(File file, @Nullable MappedByteBuffer map) {
        mappedBytes += bytes(map) - bytes(files.put(file, map));
        Iterator<@Nullable MappedByteBuffer> oldest = files.values().iterator();
        while (files.size() > MOST_FILES || mappedBytes > MOST_BYTES) {
            mappedBytes -= bytes(oldest.next());
            oldest.remove();
        }
    }

    private static long bytes(@Nullable MappedByteBuffer map) {
        return map == null ? 0 : map.capacity();
    }

    /** Reads a file from its beginning, part by part. */
    public final class Reading implements ByteReader.Blocks, Closeable {
        private final File file;
        private @Nullable RandomAccessFile opened;
        private long at;

        /** How long the file was when that was asked first, which is once for all parts; -1 before. */
        private long there = -1;

        private Reading(File file) {
            this.file = file;
        }

        @Override
        public void fill(Block block) throws IOException {
            long length = block.bytes();
            MappedByteBuffer map = mayBeMapped(length) ? map(file, at + length) : null;
            if (map == null) {
                if (opened == null) {
                    opened = new RandomAccessFile(file, "r");
                }
                opened.seek(at);
                block.read(opened);
            } else {
                block.fillFrom(map, (int) at);
            }
            at += length;
        }

        /** Also that what is cut short is an error, which it is as far as it is not mapped. */
        private boolean mayBeMapped(long length) {
            if (length < ReusedSegment.LEAST) {
                return false;
            }
            if (there < 0) {
                there = file.length();
            }
            return at + length <= there;
        }

        @Override
        public void close() throws IOException {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
