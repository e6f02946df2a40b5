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
import java.util.HashSet;
import java.util.Set;

/**
 * The files through which large arguments go to workers. They are used again, because the first touch of fresh pages of
 * memory costs many times what copying does.
 */
final class SegmentPool {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int KEPT = 8;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<File> free = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<File> used = new HashSet<>();

    /**
     * Writes bytes into a segment.
     *
     * @return the file, to be {@link #release released} when the worker has read it
     * @throws IOException if there is room neither in the run's folder nor on disk
     */
    File write(byte[] bytes, int offset, int length) throws IOException {
        File file = take();
        try {
            Segment.write(file, bytes, offset, length);
            return file;
        } catch (IOException full) {
            discard(file);
            return writeToDisk(bytes, offset, length, full);
        }
    }

    private File take() {
        synchronized (lock) {
            File file = free.isEmpty() ? RunFolder.get().newPath("segment-").toFile() : free.pop();
            used.add(file);
            return file;
        }
    }

    private File writeToDisk(byte[] bytes, int offset, int length, IOException full) throws IOException {
        File file = Files.createTempFile("krait-segment-", "").toFile();
        synchronized (lock) {
            used.add(file);
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

    /** Takes a segment back. */
    void release(File file) {
        boolean keep;
        synchronized (lock) {
            keep = used.remove(file)
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
            used.remove(file);
        }
        delete(file.toPath());
    }

    /** Removes all segments; no worker reads them any more. */
    void close() {
        synchronized (lock) {
            free.forEach(file -> delete(file.toPath()));
            free.clear();
            used.forEach(file -> delete(file.toPath()));
            used.clear();
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
