package dev.krait.multiprocessing.internal.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of this process that looks after those that sleep: it rings at their deadlines, lets all of them look
 * again now and then, and asks the system then whether a process has died. It is there only while somebody sleeps.
 */
final class Watch implements Runnable {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(250);

    private final Waiters waiters;
    private final Processes processes;

    private volatile boolean running;
    private volatile long nextLook;

    @GuardedBy("this")
    private final ThreadStart start = new ThreadStart();

    @GuardedBy("this")
    private @Nullable Thread thread;

    Watch(Waiters waiters, Processes processes) {
        this.waiters = waiters;
        this.processes = processes;
    }

    /**
     * Looks after a cell that is listening from now on, or after what nobody needs any more.
     *
     * @return false if the system has no thread for that just now: a call some time later tries again, and who sleeps has to
     *     look by itself until then
     */
    boolean guard(long deadline) {
        boolean inTime = running && (deadline == Cell.NO_DEADLINE || deadline - nextLook >= 0);
        return inTime || hurry();
    }

    private synchronized boolean hurry() {
        if (!running) {
            return start.succeeds(this::start);
        }
        if (thread != null) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    private synchronized void start() {
        nextLook = System.nanoTime() + Waiters.LOOK_AGAIN;
        var starting = new Thread(this, "krait-shared-watch");
        starting.setDaemon(true);
        FaultPoint.reach("watch-starting");
        starting.start();
        thread = starting;
        running = true;
    }

    @Override
    public void run() {
        boolean retired = false;
        try {
            watch();
            retired = true;
        } finally {
            if (!retired) {
                stop();
            }
        }
    }

    /** It ended by an error: the next who sleeps starts another, and everybody looks, who then is the next. */
    private void stop() {
        synchronized (this) {
            if (thread == Thread.currentThread()) {
                running = false;
                thread = null;
            }
        }
        for (Cell cell : waiters.cells().all()) {
            if (cell.listening) {
                waiters.ringOwn(cell);
            }
        }
    }

    /** Until nobody has slept for a while. */
    private void watch() {
        long lastSleeper = System.nanoTime();
        long tick = lastSleeper + Waiters.LOOK_AGAIN;
        while (true) {
            long now = System.nanoTime();
            boolean look = now - tick >= 0;
            if (look) {
                tick = now + Waiters.LOOK_AGAIN;
                FaultPoint.reach("watch-looking");
                sweep();
                waiters.cells().closeRested();
            }
            nextLook = tick;
            long next = tick;
            for (Cell cell : waiters.cells().all()) {
                if (cell.listening) {
                    lastSleeper = now;
                    long deadline = cell.deadline;
                    boolean due = deadline != Cell.NO_DEADLINE && deadline - now <= 0;
                    if (due || look) {
                        waiters.ringOwn(cell);
                    } else if (deadline != Cell.NO_DEADLINE && deadline - next < 0) {
                        next = deadline;
                    }
                }
            }
            nextLook = next;
            if (now - lastSleeper > IDLE && retire()) {
                return;
            }
            LockSupport.parkNanos(this, Math.max(1, next - System.nanoTime()));
        }
    }

    private void sweep() {
        try {
            processes.sweep();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "could not mend what a process left", e);
        }
    }

    private boolean retire() {
        try {
            waiters.mailbox().close();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted, which nobody has a reason to do", e);
        }
        synchronized (this) {
            running = false;
            for (Cell cell : waiters.cells().all()) {
                if (cell.listening) {
                    running = true;
                    return false;
                }
            }
            waiters.cells().closeIdle();
            return true;
        }
    }
}
