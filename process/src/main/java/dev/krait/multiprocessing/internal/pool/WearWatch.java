package dev.krait.multiprocessing.internal.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at the age and the memory of workers while their pool works. One that has become too old, or too big while it has
 * nothing to do, is replaced when its successor is ready; one that becomes too big in a task is killed.
 */
final class WearWatch extends Thread {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

    /** What it has mapped together with others, such as large arguments on their way. */
    private static final Pattern SHARED = Pattern.compile("RssShmem:\\s*(\\d+) kB");

    private final PoolBooks books;
    private final TaskStopper stopper;
    private final WorkerLife life;

    WearWatch(String pool, PoolBooks books, TaskStopper stopper, WorkerLife life) {
        super(pool + "-wear");
        setDaemon(true);
        this.books = books;
        this.stopper = stopper;
        this.life = life;
    }

    /** The bytes of memory that a process holds alone; 0 where the system does not say. */
    static long residentBytes(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            return Math.max(0, kibibytes(RESIDENT, status) - kibibytes(SHARED, status)) << 10;
        } catch (IOException gone) {
            return 0; // A process that has ended, or a system without this file.
        }
    }

    private static long kibibytes(Pattern line, String status) {
        Matcher found = line.matcher(status);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    @Override
    public void run() {
        while (!books.read(books::hasEnded)) {
            for (WorkerChannel worker :
                    books.read(() -> List.copyOf(books.roster().workers()))) {
                look(worker);
            }
            LockSupport.parkNanos(this, PAUSE);
        }
    }

    private void look(WorkerChannel worker) {
        long bytes = life.maxMemory() == 0 || worker.pid() == 0 ? 0 : residentBytes(worker.pid());
        if (bytes > 0 && bytes > life.maxMemory()) {
            String reason = "it was killed because it took " + (bytes >> 20) + " MiB of memory, more than the "
                    + (life.maxMemory() >> 20) + " MiB that a worker of this pool may take";
            books.change(after -> {
                if (!stopper.killIfRunning(worker, reason, after)) {
                    replace(worker, after);
                }
            });
        } else if (life.maxAgeNanos() > 0 && worker.age() > life.maxAgeNanos()) {
            books.change(after -> replace(worker, after));
        }
    }

    private void replace(WorkerChannel worker, Afterwards after) {
        if (books.roster().ready().contains(worker)) {
            worker.wearsOut();
            books.startWorkers();
            books.finishIfDone(after);
        }
    }
}
