package dev.krait.multiprocessing.internal.worker;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every thread of this JVM is doing, in the form in which {@code jstack} tells it. */
public final class ThreadDump {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final StringBuilder text = new StringBuilder(16_384);

    private ThreadDump() {}

    /** Looks at all platform threads; never waits for one of them. */
    public static String ofThisProcess() {
        var dump = new ThreadDump();
        dump.text
                .append(TIME.format(LocalDateTime.now(ZoneId.systemDefault())))
                .append("\nFull thread dump ")
                .append(System.getProperty("java.vm.name"))
                .append(" (")
                .append(System.getProperty("java.vm.version"))
                .append("), process ")
                .append(ProcessHandle.current().pid())
                .append(":\n\n");
        try {
            dump.addWithLocks();
        } catch (NoClassDefFoundError withoutManagement) {
            // A program of modules may do without java.management, and then does without the locks here.
            Thread.getAllStackTraces().forEach((thread, frames) -> dump.add(thread, frames, null));
        }
        return dump.text.toString();
    }

    private void addWithLocks() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Thread> known = new HashMap<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> known.put(thread.getId(), thread));
        for (ThreadInfo info : threads.dumpAllThreads(true, true)) {
            Thread thread = known.get(info.getThreadId());
            if (thread != null) {
                add(thread, info.getStackTrace(), info);
            }
        }
        long[] deadlocked = threads.findDeadlockedThreads();
        if (deadlocked != null) {
            text.append("Found a Java-level deadlock of these threads:\n");
            for (ThreadInfo info : threads.getThreadInfo(deadlocked)) {
                if (info != null) {
                    text.append("\t\"").append(info.getThreadName()).append("\" waits for ");
                    text.append(name(info.getLockInfo())).append(", which \"").append(info.getLockOwnerName());
                    text.append("\" holds\n");
                }
            }
        }
    }

    private void add(Thread thread, StackTraceElement[] frames, @Nullable ThreadInfo info) {
        text.append('"').append(thread.getName()).append("\" #").append(thread.getId());
        text.append(thread.isDaemon() ? " daemon" : "").append(" prio=").append(thread.getPriority());
        Thread.State state = info == null ? thread.getState() : info.getThreadState();
        text.append("\n   java.lang.Thread.State: ").append(state).append('\n');
        for (int depth = 0; depth < frames.length; depth++) {
            text.append("\tat ")
                    .append(frames[depth].toString().replaceFirst("^app//", ""))
                    .append('\n');
            if (info != null) {
                addLocks(info, state, depth);
            }
        }
        if (info != null && info.getLockedSynchronizers().length > 0) {
            text.append("\n   Locked ownable synchronizers:\n");
            for (LockInfo lock : info.getLockedSynchronizers()) {
                text.append("\t- ").append(name(lock)).append('\n');
            }
        }
        text.append('\n');
    }

    private void addLocks(ThreadInfo info, Thread.State state, int depth) {
        if (depth == 0 && info.getLockInfo() != null) {
            boolean parks = info.getStackTrace()[0].getMethodName().equals("park");
            text.append(
                    state == Thread.State.BLOCKED
                            ? "\t- waiting to lock "
                            : parks ? "\t- parking to wait for " : "\t- waiting on ");
            text.append(name(info.getLockInfo()));
            text.append(info.getLockOwnerName() == null ? "" : " held by \"" + info.getLockOwnerName() + "\"");
            text.append('\n');
        }
        for (MonitorInfo monitor : info.getLockedMonitors()) {
            if (monitor.getLockedStackDepth() == depth) {
                text.append("\t- locked ").append(name(monitor)).append('\n');
            }
        }
    }

    private static String name(@Nullable LockInfo lock) {
        return lock == null
                ? "<unknown>"
                : "<0x" + Integer.toHexString(lock.getIdentityHashCode()) + "> (a " + lock.getClassName() + ")";
    }
}
