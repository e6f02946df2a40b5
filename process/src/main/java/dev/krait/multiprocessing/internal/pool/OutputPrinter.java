package dev.krait.multiprocessing.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Prints what the tasks of a pool print, and holds a task's completion back until its text is out.
 *
 * <p>A thread of its own does the printing, so that a slow terminal holds up nobody but the workers that print; it leaves
 * when there was nothing to print for a while. What waits is bounded: then the reader of a worker that prints waits too.
 */
public final class OutputPrinter {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int MOST_WAITING = 1024 * 1024;
    private static final long IDLE_NANOS = 200_000_000L;

    private record Entry(PrintStream stream, String text, int size, Runnable after) {}

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<Entry> entries = new ArrayDeque<>();

    @GuardedBy("lock")
    private int waitingCharacters;

    @GuardedBy("lock")
    private boolean printing;

    /** Written under the lock; read without it by those who only ask whether anything at all waits. */
    private volatile boolean busy;

    public OutputPrinter(String name) {
        this.name = name;
    }

    /** Prints text later, in order; waits while too much does already. */
    public void print(int stream, String text) {
        addWhenThereIsRoom(new Entry(stream == 1 ? System.out : System.err, text, text.length(), () -> {}));
    }

    /** Does something that a process wants shown later, in order; waits while too much does already. */
    public void show(int size, Runnable action) {
        addWhenThereIsRoom(new Entry(System.out, "", size, action));
    }

    private void addWhenThereIsRoom(Entry entry) {
        boolean printed;
        lock.lock();
        try {
            while (waitingCharacters > MOST_WAITING) {
                changed.awaitUninterruptibly();
            }
            waitingCharacters += entry.size;
            printed = add(entry);
        } finally {
            lock.unlock();
        }
        if (!printed) {
            printAll(0);
        }
    }

    /** Waits until everything is printed and everybody told; false if it was not in time. */
    public boolean awaitIdle(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (busy) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything is printed and everybody told. */
    boolean isIdle() {
        return !busy;
    }

    /** Runs something now, or after what waits to be printed. */
    public void afterOutput(Runnable completion) {
        if (!busy || !addIfBusy(new Entry(System.out, "", 0, completion))) {
            completion.run();
        }
    }

    private boolean addIfBusy(Entry entry) {
        boolean printed;
        lock.lock();
        try {
            if (!busy) {
                return false;
            }
            printed = add(entry);
        } finally {
            lock.unlock();
        }
        if (!printed) {
            printAll(0);
        }
        return true;
    }

    /** Has an entry printed; false if the system has no thread left, so that the caller must print what there is. */
    @GuardedBy("lock")
    private boolean add(Entry entry) {
        entries.add(entry);
        busy = true;
        changed.signalAll();
        if (!printing) {
            printing = true;
            Thread thread = new Thread(() -> printAll(IDLE_NANOS), name);
            thread.setDaemon(true);
            try {
                FaultPoint.reach("thread-starting");
                thread.start();
            } catch (OutOfMemoryError noThreadLeft) {
                return false;
            }
        }
        return true;
    }

    /** Prints until there was nothing to print for a while. */
    private void printAll(long patience) {
        boolean finished = false;
        try {
            printEntries(patience);
            finished = true;
        } finally {
            if (!finished) {
                leave(); // Whoever adds the next entry has it printed, and those that wait, by another thread.
            }
        }
    }

    private void leave() {
        lock.lock();
        try {
            printing = false;
        } finally {
            lock.unlock();
        }
    }

    private void printEntries(long patience) {
        for (Entry entry = next(patience); entry != null; entry = next(patience)) {
            try {
                if (!entry.text.isEmpty()) {
                    entry.stream.print(entry.text);
                    entry.stream.flush();
                }
            } catch (Throwable e) {
                complain(Level.WARNING, "a standard stream refused what a task printed", e);
            }
            try {
                entry.after.run();
            } catch (Throwable e) {
                complain(Level.ERROR, "what follows a task's output failed", e);
            } finally {
                done(entry);
            }
        }
    }

    /** What failed may be the program's own log handler, which then fails here as well; the results behind it must still come. */
    private static void complain(Level level, String what, Throwable reason) {
        try {
            LOG.log(level, what, reason);
        } catch (Throwable alsoRefused) {
            if (alsoRefused != reason) {
                reason.addSuppressed(alsoRefused);
            }
        }
    }

    private void done(Entry entry) {
        lock.lock();
        try {
            waitingCharacters -= entry.size;
            busy = !entries.isEmpty();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next entry, or null when the thread may leave. */
    private @Nullable Entry next(long patience) {
        lock.lock();
        try {
            long left = patience;
            while (entries.isEmpty()) {
                if (left <= 0) {
                    printing = false;
                    return null;
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread but a standard stream of the program's own; the text comes first.
                    left = patience;
                }
            }
            return entries.remove();
        } finally {
            lock.unlock();
        }
    }
}
