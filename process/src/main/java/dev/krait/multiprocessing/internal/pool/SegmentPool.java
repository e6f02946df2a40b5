package dev.krait.multiprocessing.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.wire.Segment;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The files through which large arguments go to workers. They are used again, because the first touch of fresh pages of
 * memory costs many times what copying does.
 */
final class SegmentPool {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int KEPT = 8;

    /** How many bytes may be on their way to workers before a caller who waits for results anyway waits here first. */
    private static final long ENOUGH = 64L << 20;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<File> free = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Map<File, Integer> used = new HashMap<>();

    @GuardedBy("lock")
    private long usedBytes;

    /**
     * Writes bytes into a segment.
     *
     * @return the file, to be {@link #release released} when the worker has read it
     * @throws IOException if there is room neither in the run's folder nor on disk
     */
    File write(byte[] bytes, int offset, int length) throws IOException {
        File file = take(length);
        try {
            Segment.write(file, bytes, offset, length);
            return file;
        } catch (IOException full) {
            discard(file);
            return writeToDisk(bytes, offset, length, full);
        }
    }

    private File take(int length) {
        synchronized (lock) {
            File file = free.isEmpty() ? RunFolder.get().newPath("segment-").toFile() : free.pop();
            addUsed(file, length);
            return file;
        }
    }

    private File writeToDisk(byte[] bytes, int offset, int length, IOException full) throws IOException {
        File file = Files.createTempFile("krait-segment-", "").toFile();
        synchronized (lock) {
            addUsed(file, length);
        }
        try {
            Segment.write(file, bytes, offset, length);
            return file;
        } catch (IOException alsoFull) {
            discard(file);
            alsoFull.addSuppressed(full);
            throw new IOException(
                    "no room for a value of " + length + " bytes on its way to a worker, neither in "
                            + RunFolder.get().path() + " nor in " + file.getParent(),
                    alsoFull);
        }
    }

    @GuardedBy("lock")
    private void addUsed(File file, int length) {
        used.put(file, length);
        usedBytes += length;
    }

    @GuardedBy("lock")
    private boolean removeUsed(File file) {
        Integer length = used.remove(file);
        if (length != null) {
            usedBytes -= length;
            lock.notifyAll();
        }
        return length != null;
    }

    /** Waits until less than a bound is in use. */
    void awaitRoom() throws InterruptedException {
        synchronized (lock) {
            while (usedBytes > ENOUGH) {
                lock.wait();
            }
        }
    }

    /** Takes a segment back. */
    void release(File file) {
        boolean keep;
        synchronized (lock) {
            keep = removeUsed(file)
                    && free.size() < KEPT
                    && file.toPath().startsWith(RunFolder.get().path());
            if (keep) {
                free.push(file);
            }
        }
        if (!keep) {
            delete(file.toPath());
        }
    }

    /** Gives up a segment that could not be written, with the room that it takes. */
    private void discard(File file) {
        synchronized (lock) {
            removeUsed(file);
        }
        delete(file.toPath());
    }

    /** Removes all segments; no worker reads them any more. */
    void close() {
        synchronized (lock) {
            free.forEach(file -> delete(file.toPath()));
            free.clear();
            used.keySet().forEach(file -> delete(file.toPath()));
            used.clear();
            usedBytes = 0;
            lock.notifyAll();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not remove " + file, e);
        }
    }
}
