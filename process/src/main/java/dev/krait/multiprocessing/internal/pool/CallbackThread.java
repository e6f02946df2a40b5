package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.Later;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a pool that runs callbacks, one after the other in the order of their results; it is there while there is
 * something to do.
 */
public final class CallbackThread implements Executor {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    /** After how long a thread is tried again, where the system has none left. */
    private static final long PAUSE_MILLIS = 100;

    private final ThreadPoolExecutor thread;

    private volatile @Nullable Thread current;

    /** A thread with this name, started when there is something to do. */
    public CallbackThread(String name) {
        thread = new ThreadPoolExecutor(1, 1, 100, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            FaultPoint.reach("thread-starting");
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            current = made;
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Whether the calling thread is this one. */
    public boolean isCurrent() {
        return Thread.currentThread() == current;
    }

    /** Waits until what was given up to now has run; does nothing on this thread itself. */
    public void awaitIdle() throws InterruptedException {
        if (!isCurrent()) {
            var reached = new CountDownLatch(1);
            execute(reached::countDown);
            reached.await();
        }
    }

    @Override
    public void execute(Runnable callback) {
        thread.getQueue().add(() -> {
            try {
                callback.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a callback of a pool failed; the result it was told of is not affected", e);
            }
        });
        start();
    }

    /** Starts the thread if it is not there; later if the system has none left, since somebody may wait for what it runs. */
    private void start() {
        try {
            thread.prestartCoreThread();
        } catch (OutOfMemoryError noThreadLeft) {
            Later.after(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(this::start);
        }
    }
}
