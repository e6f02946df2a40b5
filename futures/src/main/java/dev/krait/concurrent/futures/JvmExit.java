package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Lets pools that nobody shut down finish their work when the program ends, as Python does: workers are daemons for the JVM,
 * so they keep no program alive that has nothing left to do, and a shutdown hook waits for what was queued.
 */
final class JvmExit {
    private static final Set<ExitWork> POOLS =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    static {
        var hook = new Thread(JvmExit::finishWork, "krait-executors-exit");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already: pools made now are not waited for.
            POOLS.clear();
        }
        // Workers need their run's folder until the end of their work.
        RunFolder.beforeRemoval(JvmExit::finishWork);
    }

    private JvmExit() {}

    static void finishBefore(ExitWork pool) {
        POOLS.add(pool);
    }

    /** Called by more than one hook of the JVM; the first does the work, the others wait for it. */
    private static synchronized void finishWork() {
        if (!isOrderlyEnd(Thread.getAllStackTraces())) {
            return;
        }
        List<ExitWork> pools;
        synchronized (POOLS) {
            pools = new ArrayList<>(POOLS);
        }
        pools.forEach(ExitWork::finishForExit);
        for (ExitWork pool : pools) {
            try {
                pool.awaitTermination(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * Whether the program ends because its last non-daemon thread has, and not by {@code System.exit} or a signal: those wait
     * for nobody. The JVM calls {@code Shutdown.shutdown} for the first, {@code Shutdown.exit} for the others.
     */
    private static boolean isOrderlyEnd(Map<Thread, StackTraceElement[]> stacks) {
        for (StackTraceElement[] stack : stacks.values()) {
            for (StackTraceElement frame : stack) {
                if (frame.getClassName().equals("java.lang.Shutdown")
                        && frame.getMethodName().equals("shutdown")) {
                    return true;
                }
            }
        }
        return false;
    }
}
