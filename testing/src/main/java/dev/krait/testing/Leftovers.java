package dev.krait.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What a piece of test code left behind: live threads, live child processes, open pipes and run folders, and shared memory
 * that this run still holds.
 */
final class Leftovers {
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Threads that the JDK or the test runner keeps for the life of the JVM, whoever caused them first. */
    private static final Pattern HOUSE_THREADS = Pattern.compile("process reaper.*|Common-Cleaner|Cleaner-\\d+"
            + "|ForkJoinPool\\.commonPool-.*|ForkJoinPool-\\d+-worker-.*|Attach Listener|surefire-.*|ping-.*"
            + "|CompletableFutureDelayScheduler|VirtualThread-unparker|VirtualThread-unblocker|.*-Unblocker"
            // Java 25's scheduler of virtual threads starts it with the first wait that has a timeout.
            + "|ForkJoinPool-\\d+-delayScheduler"
            + "|Read-Poller.*|Write-Poller.*|Master-Poller|MasterPoller|JNA Cleaner|idle-connection-reaper"
            + "|junit-jupiter-timeout-watcher|jqwik.*|FinalizerThread|Signal Dispatcher|Notification Thread|JFR .*");

    /** What tells other processes that this one lives: closing it is what the end of the JVM does. */
    private static final Pattern LOCKS_FOR_LIFE = Pattern.compile(".*/(alive|living)");

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Set<Thread> threads;
    private final Set<Long> processes;
    private final Set<String> channels;
    private final Set<Path> segments;

    private Leftovers(Set<Thread> threads, Set<Long> processes, Set<String> channels, Set<Path> segments) {
        this.threads = threads;
        this.processes = processes;
        this.channels = channels;
        this.segments = segments;
    }

    /** Notes what is there now, to be compared with later. */
    static Leftovers before() {
        return new Leftovers(liveThreads(), liveProcesses(), openChannels(), heldSegments());
    }

    /** Waits until nothing is left that was not there before; what still is after the grace is a defect. */
    void assertNone(String subject) {
        Instant end = Instant.now().plus(GRACE);
        // Awaitility polls from a thread of its own by default, which the guard would then report.
        try {
            org.awaitility.Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.between(Instant.now(), end).plusMillis(100))
                    .until(() -> found().isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(subject + " left behind: " + String.join("; ", found()), e);
        }
    }

    private List<String> found() {
        var found = new ArrayList<String>();
        for (Thread thread : liveThreads()) {
            if (!threads.contains(thread)) {
                found.add("thread " + thread + " at "
                        + List.of(thread.getStackTrace()).stream().limit(4).toList());
            }
        }
        for (long pid : liveProcesses()) {
            if (!processes.contains(pid)) {
                found.add("process " + pid + " "
                        + ProcessHandle.of(pid)
                                .flatMap(handle -> handle.info().commandLine())
                                .orElse("(command unknown)"));
            }
        }
        for (String channel : openChannels()) {
            if (!channels.contains(channel)) {
                found.add("descriptor " + channel);
            }
        }
        for (Path segment : heldSegments()) {
            if (!segments.contains(segment)) {
                found.add("shared memory " + segment);
            }
        }
        return found;
    }

    private static Set<Thread> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive()
                        && !HOUSE_THREADS.matcher(thread.getName()).matches())
                .collect(Collectors.toSet());
    }

    private static Set<Long> liveProcesses() {
        try (var descendants = ProcessHandle.current().descendants()) {
            return descendants
                    .filter(ProcessHandle::isAlive)
                    .map(ProcessHandle::pid)
                    .collect(Collectors.toSet());
        }
    }

    /** Open pipes and files of run folders, where the platform shows them. */
    private static Set<String> openChannels() {
        var open = new HashSet<String>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return open;
        }
        try (var descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("pipe:")
                            || (target.contains("/krait-")
                                    && !LOCKS_FOR_LIFE.matcher(target).matches()
                                    && !target.contains(".jar"))) {
                        open.add(descriptor.getFileName() + " -> " + target);
                    }
                } catch (IOException closedWhileWeLooked) {
                    open.remove(descriptor.toString());
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list " + DESCRIPTORS, e);
        }
        return open;
    }

    /** Named segments and large blocks of shared memory in the folder of this run, which it holds open to be alive. */
    private static Set<Path> heldSegments() {
        var held = new HashSet<Path>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return held;
        }
        try (var descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                Path target = target(descriptor);
                if (target.endsWith("alive") && target.toString().contains("/krait-")) {
                    try (var segments = Files.newDirectoryStream(target.resolveSibling(""), "{shm,block}-*")) {
                        segments.forEach(held::add);
                    }
                }
            }
            return held;
        } catch (IOException e) {
            throw new AssertionError("cannot list the run folder", e);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException closedWhileWeLooked) {
            return descriptor;
        }
    }
}
