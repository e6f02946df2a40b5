package dev.krait.multiprocessing.sharedmemory;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Room of a file system that is taken only by mappings which nobody can reach any more. */
final class Room {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(1);

    private Room() {}

    /**
     * Runs the collector and waits, for a second at most, until there is room. An interrupt stays for the caller.
     *
     * @return whether there is room for so many bytes
     */
    static boolean make(Path place, long size) {
        var fileSystem = place.toFile();
        if (fileSystem.getTotalSpace() < size) {
            return false;
        }
        System.gc();
        long begin = System.nanoTime();
        boolean interrupted = false;
        while (fileSystem.getUsableSpace() < size && System.nanoTime() - begin < PATIENCE) {
            interrupted |= Thread.interrupted(); // With one pending nothing would be waited for.
            LockSupport.parkNanos(STEP);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return fileSystem.getUsableSpace() >= size;
    }
}
