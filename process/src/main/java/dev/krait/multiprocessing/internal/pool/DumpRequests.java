package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.LaunchedWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread dumps that were asked of one worker. It writes each into a file, by the thread that hears its parent: neither a
 * task that is stuck nor a ring of outcomes that is full is in the way.
 */
final class DumpRequests {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final LaunchedWorker worker;
    private final AtomicLong last = new AtomicLong();

    DumpRequests(LaunchedWorker worker) {
        this.worker = worker;
    }

    /** A number for one more. */
    long next() {
        return last.incrementAndGet();
    }

    /** Waits for one. */
    String await(long request, long nanos) throws InterruptedException, TimeoutException {
        Path file = worker.dump(request);
        long begun = System.nanoTime();
        while (true) {
            boolean lives = worker.process().isAlive(); // Before the look, so that its last dump is not missed.
            try {
                String text = Files.readString(file);
                Files.deleteIfExists(file);
                return text;
            } catch (NoSuchFileException notYet) {
                awaitLook(lives, System.nanoTime() - begun, nanos);
            } catch (IOException e) {
                throw new IllegalStateException("the thread dump of " + name() + " cannot be read", e);
            }
        }
    }

    private void awaitLook(boolean lives, long waited, long nanos) throws InterruptedException, TimeoutException {
        if (!lives) {
            throw new IllegalStateException(name() + " has ended, so there is no thread dump of it");
        } else if (waited >= nanos) {
            throw new TimeoutException(name() + " gave no thread dump within " + Duration.ofNanos(nanos)
                    + ": is it stopped, or the machine very busy?");
        } else if (Thread.interrupted()) {
            throw new InterruptedException("while waiting for a thread dump of " + name());
        }
        LockSupport.parkNanos(this, Math.min(LOOK_NANOS, nanos - waited));
    }

    private String name() {
        return "worker process " + worker.process().pid();
    }

    /** Removes what nobody has read, when the worker has ended. */
    void removeAll() throws IOException {
        for (long request = 1; request <= last.get(); request++) {
            Files.deleteIfExists(worker.dump(request));
        }
    }
}
