package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** The start method of whatever does not say otherwise. */
final class DefaultMethod {
    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static @Nullable StartMethod chosen;

    private DefaultMethod() {}

    /** The one that was chosen or fixed, null as long as it is open. */
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
}
