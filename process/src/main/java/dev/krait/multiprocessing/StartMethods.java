package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import dev.krait.multiprocessing.internal.launch.Spares;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds for all processes that are started from now on, unless they say otherwise. */
final class StartMethods {
    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static @Nullable StartMethod chosen;

    @GuardedBy("LOCK")
    private static @Nullable Path executable;

    static {
        preload(List.of());
    }

    private StartMethods() {}

    static @Nullable StartMethod chosen() {
        synchronized (LOCK) {
            return chosen;
        }
    }

    /** The one in force, which is fixed by asking for it. */
    static StartMethod fixed() {
        synchronized (LOCK) {
            StartMethod method = chosen == null ? StartMethod.FORKSERVER : chosen;
            chosen = method;
            return method;
        }
    }

    static void choose(@Nullable StartMethod method, boolean force) {
        if (method != null) {
            method.refuseFork();
        }
        synchronized (LOCK) {
            if (chosen != null && !force) {
                throw new IllegalStateException(
                        "the start method is " + chosen + " already, by an earlier call or because a"
                                + " process was started; set it first of all, or give one process another by its LaunchOptions");
            }
            chosen = method;
        }
    }

    static void executable(Path java) {
        if (!Files.isExecutable(java) || Files.isDirectory(java)) {
            throw new IllegalArgumentException("processes cannot be started with " + java + ": it cannot be executed");
        }
        synchronized (LOCK) {
            executable = java.toAbsolutePath();
        }
    }

    /** Spares use what processes use, and these classes, before they are needed. */
    static void preload(List<String> classes) {
        Spares.warmUpWith(WarmUp.encoded(classes));
    }

    /** Where a JVM with these options comes from. */
    static StartMethod of(LaunchOptions options) {
        StartMethod asked = options.startMethod();
        return asked == null ? fixed() : asked;
    }

    /** How a JVM is launched. */
    static LaunchSettings settings(LaunchOptions options, int workers) {
        StartMethod method = of(options);
        synchronized (LOCK) {
            return options.settings(method == StartMethod.FORKSERVER, workers, executable);
        }
    }
}
