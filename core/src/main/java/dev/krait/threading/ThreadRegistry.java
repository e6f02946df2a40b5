package dev.krait.threading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Which threads there are: the main one, those that were started and have not finished, and foreign ones that asked. */
final class ThreadRegistry {
    /** Counts the names {@code Thread-N} and {@code Dummy-N}. */
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final Set<Thread> STARTED = ConcurrentHashMap.newKeySet();
    private static final Map<java.lang.Thread, Thread> FOREIGN = new ConcurrentHashMap<>();

    /** How many foreign threads are kept before the dead ones among them are looked for. */
    private static volatile int foreignLimit = 64;

    /** For virtual and foreign threads; ours of the platform know by their class. */
    private static final ThreadLocal<@Nullable Thread> CURRENT = new ThreadLocal<>();

    private static final ForeignThread MAIN = ForeignThread.main(findMain());

    private ThreadRegistry() {}

    static long nextNumber() {
        return NUMBERS.incrementAndGet();
    }

    /** Makes {@code thread} the one that {@link #current} returns in this virtual thread from now on. */
    static void enter(Thread thread) {
        CURRENT.set(thread);
    }

    static void add(Thread thread) {
        STARTED.add(thread);
    }

    static void remove(Thread thread) {
        STARTED.remove(thread);
    }

    static Thread main() {
        return MAIN;
    }

    static Thread current() {
        java.lang.Thread caller = java.lang.Thread.currentThread();
        if (caller instanceof JavaThreads.Platform ours) {
            return ours.thread();
        }
        Thread known = CURRENT.get();
        if (known != null) {
            return known;
        }
        Thread thread = caller == MAIN.javaThread() ? MAIN : foreign(caller);
        CURRENT.set(thread);
        return thread;
    }

    /** What {@link #current} would say of itself, without making a dummy of a thread that only creates others. */
    static boolean callerIsDaemon() {
        java.lang.Thread caller = java.lang.Thread.currentThread();
        return caller instanceof JavaThreads.Platform ours ? ours.isDaemon() : caller != MAIN.javaThread();
    }

    private static Thread foreign(java.lang.Thread caller) {
        Thread dummy = ForeignThread.dummy(caller);
        FOREIGN.put(caller, dummy);
        if (FOREIGN.size() > foreignLimit) {
            forgetDead();
            foreignLimit = Math.max(64, 2 * FOREIGN.size());
        }
        return dummy;
    }

    private static void forgetDead() {
        FOREIGN.keySet().removeIf(thread -> !thread.isAlive());
    }

    /** The main thread first, then in the order of their identifiers. */
    static List<Thread> all() {
        forgetDead();
        var others = new ArrayList<Thread>(STARTED);
        others.addAll(FOREIGN.values());
        others.sort(Comparator.comparingLong(ThreadRegistry::ident));
        var all = new ArrayList<Thread>(others.size() + 1);
        all.add(MAIN);
        all.addAll(others);
        return all;
    }

    private static long ident(Thread thread) {
        Long ident = thread.ident();
        return ident == null ? Long.MAX_VALUE : ident;
    }

    /** The JVM's first thread of user code, or null when it had ended before anybody asked. */
    static java.lang.@Nullable Thread findMain() {
        // Identifiers are given in ascending order, and the JVM makes its main thread before its own ones, which live
        // in
        // the root group and never end. The number itself differs: 1 on Java 17, 3 on Java 25.
        java.lang.Thread first = Collections.min(platformThreads(), Comparator.comparingLong(java.lang.Thread::getId));
        return rootGroup().equals(first.getThreadGroup()) ? null : first;
    }

    /** All live platform threads, by their groups: no trace is taken and nobody is stopped for it. */
    static List<java.lang.Thread> platformThreads() {
        ThreadGroup root = rootGroup();
        var threads = new java.lang.Thread[root.activeCount() + 16];
        int count = root.enumerate(threads);
        while (count == threads.length) {
            threads = new java.lang.Thread[2 * count];
            count = root.enumerate(threads);
        }
        var found = new ArrayList<java.lang.Thread>(count);
        for (int i = 0; i < count; i++) {
            found.add(threads[i]);
        }
        return found;
    }

    private static ThreadGroup rootGroup() {
        ThreadGroup group = java.lang.Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = group.getParent(); parent != null; parent = parent.getParent()) {
            group = parent;
        }
        return group;
    }
}
