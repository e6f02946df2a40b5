package dev.krait.concurrent.futures;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One daemon thread that watches the deadlines of all tasks of this JVM and runs no code of users; it ends when there is
 * no deadline left to watch.
 */
final class Deadlines {
    private static final long LINGER_MILLIS = 100;

    private static final ScheduledThreadPoolExecutor CLOCK = clock();
    private static final ThreadPoolExecutor CALLBACKS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            LINGER_MILLIS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            daemons("krait-deadline-callbacks-"));

    private Deadlines() {}

    private static ScheduledThreadPoolExecutor clock() {
        var clock = new ScheduledThreadPoolExecutor(1, daemons("krait-deadlines-"));
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }

    private static ThreadFactory daemons(String prefix) {
        var count = new AtomicInteger();
        return work -> {
            var thread = new Thread(null, work, prefix + count.getAndIncrement(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader()); // Newer JDKs have another.
            return thread;
        };
    }

    /** Runs an action of this package after a time, on the thread that watches. */
    static ScheduledFuture<?> after(long nanos, Runnable action) {
        return CLOCK.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs callbacks of users, on a thread of their own. */
    static void callBack(Runnable callbacks) {
        CALLBACKS.execute(callbacks);
    }
}
