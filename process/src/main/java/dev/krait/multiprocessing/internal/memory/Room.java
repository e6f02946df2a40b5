package dev.krait.multiprocessing.internal.memory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Room in the file system of shared memory. What was removed there keeps its room as long as somebody maps it, and a mapping
 * of this process goes only when the collector finds that nobody can reach it any more.
 */
public final class Room {
    /** How long the collector may take from finding a mapping to undoing it. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(5);

    private Room() {}

    /** What needs room; it leaves nothing behind when it throws. */
    @FunctionalInterface
    public interface Maker<T> {
        /** Makes it. */
        T make() throws IOException;
    }

    /**
     * Makes a file; if there is no room for it, has the collector look for what nobody uses, and tries once more.
     *
     * @param folder where the file will lie
     * @param size how many bytes it needs
     * @throws IOException if there is no room for it
     */
    public static <T> T find(Path folder, long size, Maker<T> maker) throws IOException {
        try {
            return maker.make();
        } catch (FileAlreadyExistsException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException full) {
            if (!comes(folder, size)) {
                throw full;
            }
            return maker.make();
        }
    }

    private static boolean comes(Path folder, long size) throws IOException {
        FileStore store = Files.getFileStore(folder);
        if (store.getTotalSpace() < size) {
            return false;
        }
        System.gc();
        long start = System.nanoTime();
        while (store.getUsableSpace() < size) {
            if (System.nanoTime() - start > GRACE) {
                return false;
            }
            LockSupport.parkNanos(SHORT);
        }
        return true;
    }
}
