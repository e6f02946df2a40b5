package dev.krait.multiprocessing.internal.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive: one byte of a file per process, locked for as long as the process lives. The system drops the lock with
 * the process, however that ends, and keeps it while the process is merely stopped.
 *
 * <p>All asking goes through the one channel that holds the own lock, by {@code tryLock}, which never waits and pays no
 * heed to interrupts. Once there is an own lock, nobody may ever open and close this file again in this JVM: closing any
 * channel on it would drop the lock.
 */
final class Liveness {
    private final FileChannel channel;

    Liveness(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * The lock of a process's byte, if nobody has it: then that process is dead, and whoever has the lock is the only one
     * who mends what it left.
     *
     * @return null if the process lives, or if somebody is mending
     */
    @Nullable
    FileLock tryLock(int slot) {
        try {
            return channel.tryLock(slot, 1, false);
        } catch (OverlappingFileLockException ours) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask the system who is alive", e);
        }
    }

    static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give a lock back that tells who is alive", e);
        }
    }

    /** Only for who has no lock of this file, in the whole JVM: closing drops them all. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file that tells who is alive", e);
        }
    }
}
