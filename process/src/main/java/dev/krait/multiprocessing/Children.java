package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.child.ChildProcess;
import dev.krait.multiprocessing.internal.launch.JvmEnd;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The processes that this one started and that have not been seen to end. When this JVM ends by itself, daemons among them
 * are ended and the others waited for; when it ends otherwise, all of them notice the end of their channel.
 */
final class Children {
    /** How long the exit hooks of a daemon may take. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Object LOCK = new Object();
    private static final Set<Process> STARTED = new LinkedHashSet<>();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Children::seeOff, "krait-processes-exit"));
            // Children need the run's folder until their end.
            RunFolder.beforeRemoval(Children::seeOff);
        } catch (IllegalStateException e) {
            // The JVM is ending already: processes started now are not waited for.
            STARTED.clear();
        }
    }

    private Children() {}

    static void add(Process child) {
        synchronized (LOCK) {
            STARTED.removeIf(earlier -> !earlier.runs());
            STARTED.add(child);
        }
    }

    static void remove(Process child) {
        synchronized (LOCK) {
            STARTED.remove(child);
        }
    }

    /** Those that are alive; forgets the others. */
    static List<Process> alive() {
        synchronized (LOCK) {
            STARTED.removeIf(child -> !child.runs());
            return new ArrayList<>(STARTED);
        }
    }

    /** Called by more than one hook of the JVM; the first does the work, the others wait for it. */
    private static synchronized void seeOff() {
        List<Process> children = alive();
        if (children.isEmpty() || !JvmEnd.isOrderly()) {
            return;
        }
        try {
            for (Process child : children) {
                if (child.isDaemon()) {
                    child.terminate();
                }
            }
            for (Process child : children) {
                if (!child.isDaemon()) {
                    child.join();
                }
            }
            for (Process child : children) {
                if (!child.join(GRACE)) {
                    child.kill();
                    child.join();
                }
            }
            ChildProcess.awaitOutput(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
