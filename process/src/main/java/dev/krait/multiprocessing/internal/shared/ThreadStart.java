package dev.krait.multiprocessing.internal.shared;

import java.lang.System.Logger.Level;

/**
 * Starts a thread that those who sleep can do without for a while. Where the system has none it is tried again, but not by
 * each who looks every millisecond: the JVM prints a warning each time. Whoever uses this has a lock.
 */
final class ThreadStart {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private boolean refused;
    private long nextTry;

    /** Whether it is started. */
    boolean succeeds(Runnable start) {
        if (refused && System.nanoTime() - nextTry < 0) {
            return false;
        }
        try {
            start.run();
            refused = false;
            return true;
        } catch (OutOfMemoryError noThreadLeft) {
            LOG.log(Level.DEBUG, "there is no thread that looks after those who sleep", noThreadLeft);
            refused = true;
            nextTry = System.nanoTime() + Waiters.LOOK_AGAIN;
            return false;
        }
    }
}
