package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.multiprocessing.internal.launch.LaunchSettings;
import dev.krait.multiprocessing.internal.launch.Spares;
import dev.krait.multiprocessing.internal.wire.RehearsedLambdas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds for all processes that are started from now on, unless they say otherwise. */
final class StartMethods {
    private static final Object LOCK = new Object();
    private static final byte[] NO_LAMBDAS = {};

    @GuardedBy("LOCK")
    private static @Nullable Path executable;

    static {
        Spares.warmUpWith(() -> WarmUp.encoded(List.of(), NO_LAMBDAS));
    }

    private StartMethods() {}

    static void executable(@Nullable Path java) {
        if (java != null && (!Files.isExecutable(java) || Files.isDirectory(java))) {
            throw new IllegalArgumentException("processes cannot be started with " + java + ": it cannot be executed");
        }
        synchronized (LOCK) {
            executable = java == null ? null : java.toAbsolutePath();
        }
    }

    /** Spares use what processes use, these classes, and their lambdas, before they are needed. */
    static void preload(List<String> classes) {
        List<String> preloaded = List.copyOf(classes);
        WarmUp.encoded(preloaded, NO_LAMBDAS); // Refuses what is too long.
        RehearsedLambdas.of(Set.copyOf(preloaded));
        Spares.warmUpWith(() -> WarmUp.encoded(preloaded, RehearsedLambdas.encoded()));
    }

    /** Where a JVM with these options comes from. */
    static StartMethod of(LaunchOptions options) {
        StartMethod asked = options.startMethod();
        return asked == null ? DefaultMethod.fixed() : asked;
    }

    /** How a JVM is launched. */
    static LaunchSettings settings(LaunchOptions options, int workers) {
        StartMethod method = of(options);
        synchronized (LOCK) {
            return options.settings(method == StartMethod.FORKSERVER, workers, executable);
        }
    }
}
