package dev.krait.multiprocessing.internal.launch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Does something some time later, in a thread of its own. The JDK's common pool would not do: it may have a single thread,
 * and the program may have put work there that waits for what is to be done here.
 */
public final class Later {
    private static final long PAUSE_MILLIS = 100;

    private Later() {}

    /** An executor that runs each task once so much time has passed. */
    public static Executor after(long time, TimeUnit unit) {
        return CompletableFuture.delayedExecutor(time, unit, Later::inThread);
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "krait-later");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noThreadLeft) {
            after(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(task); // It may be what ends a worker, so it must come.
        }
    }
}
