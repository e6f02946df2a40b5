package dev.krait.concurrent.futures;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One run of a task in a thread that is not a worker of ours, and may be interrupted on the task's account while it lasts. */
final class BorrowedThread implements Stopper {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Thread thread = Thread.currentThread();

    @GuardedBy("lock")
    private boolean stopped;

    private BorrowedThread() {}

    /** Does the whole task in this thread, which is not told of a stop that was meant for the task. */
    static void run(Task<?> task) {
        boolean flagged = Thread.currentThread().isInterrupted();
        var here = new BorrowedThread();
        // Only when somebody else has ended the future there is a stop, or one on its way.
        if (!task.run(here) && here.giveBack() && !flagged) {
            boolean unused = Thread.interrupted();
        }
    }

    @Override
    public void stop(Future<?> future) {
        lock.lock();
        try {
            if (thread != null) {
                thread.interrupt();
                stopped = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on a stop comes too late; true if one came before. */
    private boolean giveBack() {
        lock.lock();
        try {
            thread = null;
            return stopped;
        } finally {
            lock.unlock();
        }
    }
}
