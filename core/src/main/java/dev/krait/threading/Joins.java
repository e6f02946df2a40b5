package dev.krait.threading;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who joins whom, for reports. The JVM does not tell, and beside the start and the end of a thread it costs nothing to
 * write it down.
 */
final class Joins {
    private static final Map<java.lang.Thread, Thread> UNDER_WAY = new ConcurrentHashMap<>();

    private Joins() {}

    /** The thread whose end {@code waiter} waits for; null if it joins none. */
    static @Nullable Thread of(java.lang.Thread waiter) {
        return UNDER_WAY.get(waiter);
    }

    static void join(Thread thread, java.lang.Thread running) throws InterruptedException {
        java.lang.Thread waiter = java.lang.Thread.currentThread();
        UNDER_WAY.put(waiter, thread);
        try {
            running.join();
        } finally {
            UNDER_WAY.remove(waiter);
        }
    }

    static void join(Thread thread, java.lang.Thread running, long nanos) throws InterruptedException {
        java.lang.Thread waiter = java.lang.Thread.currentThread();
        UNDER_WAY.put(waiter, thread);
        try {
            TimeUnit.NANOSECONDS.timedJoin(running, nanos);
        } finally {
            UNDER_WAY.remove(waiter);
        }
    }
}
