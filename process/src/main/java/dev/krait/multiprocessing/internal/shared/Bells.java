package dev.krait.multiprocessing.internal.shared;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The FIFOs on which threads sleep, one per waiter cell, each opened for reading and writing so that nobody waits for the
 * other side. Java cannot make a FIFO, so a small shell does, many at a time.
 */
final class Bells {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int BATCH = 32;
    private static final byte[] RING = {1};

    private final Path folder;
    /** Has who makes bells. */
    private final Object making = new Object();

    private final @Nullable RandomAccessFile[] open = new RandomAccessFile[Layout.CELL_COUNT];

    /** Shared by those who ring, exclusive for those who open and close: a closed descriptor's number is soon another's. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    Bells(Path folder) {
        this.folder = folder;
    }

    private Path path(int number) {
        return folder.resolve("bell-" + number);
    }

    /** Sees to it that there is a bell for an own cell, if there is a shell to make one, which takes a while. */
    void make(int number) {
        if (!Files.exists(path(number))) {
            synchronized (making) {
                if (!Files.exists(path(number))) {
                    makeFrom(number / BATCH * BATCH);
                }
            }
        }
    }

    /** The bell of an own cell; null if there is none. */
    @Nullable
    RandomAccessFile own(int number) {
        return Files.exists(path(number)) ? opened(number) : null;
    }

    private void makeFrom(int first) {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "mkfifo -m 600 \"$@\"", "mkfifo"));
        for (int number = first; number < Math.min(first + BATCH, Layout.CELL_COUNT); number++) {
            command.add(path(number).toString());
        }
        boolean interrupted = false;
        try {
            FaultPoint.reach("bells-making");
            // Those that another process made at the same time are there already, which it complains about.
            Process shell = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            shell.getOutputStream().close();
            while (true) {
                try {
                    shell.waitFor();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (IOException | OutOfMemoryError e) { // The JVM has a thread for each process that it starts.
            LOG.log(Level.DEBUG, "there is no shell that makes FIFOs, so threads that wait look again and again", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable RandomAccessFile opened(int number) {
        lock.writeLock().lock();
        try {
            RandomAccessFile bell = open[number];
            if (bell == null) {
                bell = new RandomAccessFile(path(number).toFile(), "rw");
                open[number] = bell;
            }
            return bell;
        } catch (FileNotFoundException e) {
            // The run is over and its folder gone: nobody is left to be woken.
            LOG.log(Level.DEBUG, "no bell " + number, e);
            return null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Wakes whoever sleeps at a bell. */
    void ring(int number) {
        lock.readLock().lock();
        try {
            RandomAccessFile bell = open[number];
            if (bell != null) {
                bell.write(RING);
                return;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "could not ring bell " + number, e);
            return;
        } finally {
            lock.readLock().unlock();
        }
        // Not made here, or a plain file would come into being.
        if (Files.exists(path(number)) && opened(number) != null) {
            ring(number);
        }
    }

    /** Closes a bell that nobody sleeps at. */
    void close(int number) {
        lock.writeLock().lock();
        try {
            closeIfOpen(number);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Closes all bells but some: those of others, too. */
    void closeBut(BitSet inUse) {
        lock.writeLock().lock();
        try {
            for (int number = 0; number < open.length; number++) {
                if (!inUse.get(number)) {
                    closeIfOpen(number);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void closeIfOpen(int number) {
        RandomAccessFile bell = open[number];
        if (bell != null) {
            open[number] = null;
            try {
                bell.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "could not close bell " + number, e);
            }
        }
    }
}
