package dev.krait.multiprocessing.internal.shared;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.RandomAccessFile;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bell that is rung for all virtual threads of this process. One thread of the platform sleeps at it and lets those of
 * them go on whose word was taken, since a virtual thread that reads a FIFO would hold on to its carrier.
 */
final class Mailbox {
    private final Waiters waiters;
    private final Bells bells;

    /** Has who starts a reader. */
    private final Object starting = new Object();

    @GuardedBy("this")
    private @Nullable Cell cell;

    @GuardedBy("this")
    private final ThreadStart start = new ThreadStart();

    private volatile int number = -1;

    Mailbox(Waiters waiters, Bells bells) {
        this.waiters = waiters;
        this.bells = bells;
    }

    /** The number of the bell, with a reader at it; -1 where there are no FIFOs, or no cell or thread is left. */
    int open() {
        int open = number;
        if (open >= 0) {
            return open;
        }
        // Not under the monitor, for which the thread waits that keeps all timeouts: there may have to be a new bell.
        synchronized (starting) {
            open = number;
            Cell taken = open >= 0 ? null : waiters.cells().tryTake();
            return taken == null ? open : start(taken);
        }
    }

    private synchronized int start(Cell taken) {
        RandomAccessFile bell = taken.bell;
        if (cell != null || bell == null) {
            waiters.giveBack(taken);
        } else {
            cell = taken;
            number = taken.number;
            boolean started = false;
            try {
                started = start.succeeds(() -> startReader(bell));
            } finally {
                if (!started) {
                    number = -1;
                    cell = null;
                    waiters.giveBack(taken);
                }
            }
        }
        return number;
    }

    private void startReader(RandomAccessFile bell) {
        var reader = new Thread(() -> read(bell), "krait-shared-mailbox");
        reader.setDaemon(true);
        FaultPoint.reach("mailbox-starting");
        reader.start();
    }

    private void read(RandomAccessFile bell) {
        try {
            wakeWhoIsRungFor(bell);
        } finally {
            end();
        }
    }

    private void wakeWhoIsRungFor(RandomAccessFile bell) {
        while (number >= 0) {
            try {
                new Listening(bells, number).listen(bell);
            } catch (InterruptedException e) {
                continue; // Nobody has a reason to, and it must not end for it.
            }
            FaultPoint.reach("mailbox-rung");
            for (Cell sleeper : waiters.cells().all()) {
                Thread parked = sleeper.parked;
                if (parked != null && !waiters.isAsleep(sleeper)) {
                    LockSupport.unpark(parked);
                }
            }
        }
    }

    /** It was closed, or there was an error: then, too, the next virtual thread that waits starts another. */
    private synchronized void end() {
        Cell taken = cell;
        number = -1;
        cell = null;
        notifyAll();
        if (taken != null) {
            waiters.giveBack(taken);
        }
    }

    /** Lets the reader go; the next virtual thread that waits starts another. */
    synchronized void close() throws InterruptedException {
        Cell open = cell;
        if (open != null) {
            int bell = number;
            number = -1;
            while (cell == open) {
                bells.ring(bell);
                wait(10);
            }
        }
    }
}
