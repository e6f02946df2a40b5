package dev.krait.multiprocessing.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.Later;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.wire.Block;
import dev.krait.multiprocessing.internal.wire.ReusedSegment;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files through which large arguments go to workers. They are used again, because the first touch of fresh pages of
 * memory costs many times what copying does.
 */
final class SegmentPool {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** How much memory is kept for the next large arguments while work goes on, and which part of the file system at most. */
    private static final long KEPT_BYTES = 512L << 20;

    private static final int KEPT_PART = 32;

    /** How many files are kept: each is mapped when it is used again, and a process may have 65,530 mappings. */
    private static final int KEPT_FILES = 1000;

    /** How much is kept when there is nothing to do, and after how long. */
    private static final long KEPT_IDLE_BYTES = 4L << 20;

    private static final long IDLE_MILLIS = 5000;

    /** How many bytes may be on their way to workers before a caller who waits for results anyway waits here first. */
    private static final long ENOUGH = 64L << 20;

    /** A file in use, and how many bytes of it are on their way. */
    private record Used(ReusedSegment segment, long bytes) {}

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<ReusedSegment> free = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Map<File, Used> used = new HashMap<>();

    @GuardedBy("lock")
    private long usedBytes;

    @GuardedBy("lock")
    private long freeBytes;

    /** How much is kept while work goes on, negative before somebody asks. */
    @GuardedBy("lock")
    private long kept = -1;

    @GuardedBy("lock")
    private boolean trimming;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Writes the arguments of a task into a segment.
     *
     * @return the file, to be {@link #release released} when the worker has read it
     * @throws IOException if there is room neither in the run's folder nor on disk
     */
    File write(byte[] bytes, int offset, int length, List<Block> blocks) throws IOException {
        return write(bytes, offset, length, blocks, length + Block.bytes(blocks));
    }

    /** Writes what stays in its segment for many tasks, and so is not something whose arrival others could wait for. */
    File writeLasting(byte[] bytes, int length, List<Block> blocks) throws IOException {
        return write(bytes, 0, length, blocks, 0);
    }

    private File write(byte[] bytes, int offset, int length, List<Block> blocks, long onTheirWay) throws IOException {
        ReusedSegment segment = take(onTheirWay);
        try {
            segment.write(bytes, offset, length, blocks);
            return segment.file();
        } catch (IOException full) {
            discard(segment.file());
            return writeToDisk(bytes, offset, length, blocks, onTheirWay, full);
        }
    }

    private ReusedSegment take(long onTheirWay) {
        synchronized (lock) {
            ReusedSegment segment = free.poll();
            if (segment == null) {
                segment = new ReusedSegment(RunFolder.get().newPath("segment-").toFile());
            } else {
                freeBytes -= segment.capacity();
            }
            addUsed(segment, onTheirWay);
            return segment;
        }
    }

    private File writeToDisk(
            byte[] bytes, int offset, int length, List<Block> blocks, long onTheirWay, IOException full)
            throws IOException {
        File file = Files.createTempFile("krait-segment-", "").toFile();
        var segment = new ReusedSegment(file);
        synchronized (lock) {
            addUsed(segment, onTheirWay);
        }
        try {
            segment.write(bytes, offset, length, blocks);
            return file;
        } catch (IOException alsoFull) {
            discard(file);
            alsoFull.addSuppressed(full);
            throw new IOException(
                    "no room for a value of " + (length + Block.bytes(blocks))
                            + " bytes on its way to a worker, neither in "
                            + RunFolder.get().path() + " nor in " + file.getParent(),
                    alsoFull);
        }
    }

    @GuardedBy("lock")
    private void addUsed(ReusedSegment segment, long bytes) {
        used.put(segment.file(), new Used(segment, bytes));
        usedBytes += bytes;
    }

    @GuardedBy("lock")
    private @Nullable Used removeUsed(File file) {
        Used removed = used.remove(file);
        if (removed != null) {
            usedBytes -= removed.bytes;
            lock.notifyAll();
        }
        return removed;
    }

    /** Waits until less than a bound is in use. */
    void awaitRoom() throws InterruptedException {
        synchronized (lock) {
            while (usedBytes > ENOUGH) {
                lock.wait();
            }
        }
    }

    /**
     * Moves a task out of the heap, if it is large and not there yet.
     *
     * @throws IllegalStateException if there is no room
     */
    void spill(PoolTask task) {
        if (task.isLarge() && task.segment() == null) {
            try {
                task.spill(this);
            } catch (IOException e) {
                throw new IllegalStateException(task.description() + " cannot be sent: " + e.getMessage(), e);
            }
        }
    }

    /** Takes back what a task lies in, if it is large; it is not needed any more. */
    void release(PoolTask task) {
        File segment = task.segment();
        if (segment != null) {
            release(segment);
        }
    }

    /** Takes a segment back. */
    void release(File file) {
        boolean keep;
        boolean trimLater = false;
        synchronized (lock) {
            Used known = removeUsed(file);
            if (known == null) {
                return; // Closed meanwhile, which removed it.
            }
            keep = !closed
                    && free.size() < KEPT_FILES
                    && freeBytes + known.segment.capacity() <= kept()
                    && file.toPath().startsWith(RunFolder.get().path());
            if (keep) {
                free.push(known.segment);
                freeBytes += known.segment.capacity();
                trimLater = !trimming && freeBytes > KEPT_IDLE_BYTES;
                trimming |= trimLater;
            }
        }
        if (!keep) {
            delete(file.toPath());
        }
        if (trimLater) {
            Later.after(IDLE_MILLIS, TimeUnit.MILLISECONDS).execute(this::trim);
        }
    }

    @GuardedBy("lock")
    private long kept() {
        if (kept < 0) {
            long total = RunFolder.get().path().toFile().getTotalSpace();
            kept = Math.max(KEPT_IDLE_BYTES, Math.min(KEPT_BYTES, total / KEPT_PART));
        }
        return kept;
    }

    /** Gives memory back when no large argument is on its way. */
    private void trim() {
        var given = new ArrayList<ReusedSegment>();
        synchronized (lock) {
            trimming = false;
            while (used.isEmpty() && freeBytes > KEPT_IDLE_BYTES) {
                ReusedSegment last = free.removeLast();
                freeBytes -= last.capacity();
                given.add(last);
            }
            if (freeBytes > KEPT_IDLE_BYTES) {
                trimming = true;
                Later.after(IDLE_MILLIS, TimeUnit.MILLISECONDS).execute(this::trim);
            }
        }
        given.forEach(SegmentPool::giveBack);
    }

    /** Gives up a segment that could not be written, with the room that it takes. */
    private void discard(File file) {
        Used removed;
        synchronized (lock) {
            removed = removeUsed(file);
        }
        if (removed != null) {
            giveBack(removed.segment);
        }
    }

    /** Removes all segments; no worker reads them any more. One that is written after this is not kept. */
    void close() {
        synchronized (lock) {
            closed = true;
            free.forEach(SegmentPool::giveBack);
            free.clear();
            freeBytes = 0;
            used.values().forEach(one -> giveBack(one.segment));
            used.clear();
            usedBytes = 0;
            lock.notifyAll();
        }
    }

    /** Removes a segment that nobody reads any more. */
    private static void giveBack(ReusedSegment segment) {
        try {
            segment.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not empty " + segment.file(), e);
        }
        delete(segment.file().toPath());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not remove " + file, e);
        }
    }
}
