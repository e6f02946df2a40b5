package dev.krait.multiprocessing.internal.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What the runs of a task failed with; of many runs the last ones, since a task may be run again for hours.
 *
 * <p>Not thread-safe.
 */
public final class RunFailures {
    /** How many are kept. */
    private static final int MOST = 100;

    private final List<Throwable> kept = new ArrayList<>();

    /** One more run has failed. */
    public void add(Throwable failure) {
        if (kept.size() == MOST) {
            kept.remove(0);
        }
        kept.add(failure);
    }

    /** Those that are kept, in order. */
    public List<Throwable> kept() {
        return List.copyOf(kept);
    }

    /** Suppresses failures in another one, each once, and returns that. */
    public static Throwable suppress(List<Throwable> earlier, Throwable failure) {
        if (!earlier.isEmpty()) {
            Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
            known.add(failure);
            known.addAll(Arrays.asList(failure.getSuppressed()));
            for (Throwable one : earlier) {
                if (known.add(one)) {
                    failure.addSuppressed(one);
                }
            }
        }
        return failure;
    }
}
