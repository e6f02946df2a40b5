package dev.krait.multiprocessing;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread of a pool that runs callbacks, one after the other in the order of their results; it is there while there is
 * something to do.
 */
final class CallbackThread implements Executor {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final ThreadPoolExecutor thread;

    CallbackThread(String name) {
        thread = new ThreadPoolExecutor(1, 1, 100, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable callback) {
        thread.execute(() -> {
            try {
                callback.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a callback of a pool failed; the result it was told of is not affected", e);
            }
        });
    }
}
