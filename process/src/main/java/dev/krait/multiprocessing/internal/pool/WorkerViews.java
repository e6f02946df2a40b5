package dev.krait.multiprocessing.internal.pool;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How snapshots of workers become the public view of them: for the modules above this one. */
public final class WorkerViews {
    private static volatile @Nullable Function<WorkerSnapshot, ?> maker;

    private WorkerViews() {}

    /** Says how; {@code LaunchOptions}, without which no worker is launched, does so when it is initialised. */
    public static void madeBy(Function<WorkerSnapshot, ?> itsMaker) {
        maker = itsMaker;
    }

    /** A {@code WorkerStatus}. */
    public static Object of(WorkerSnapshot snapshot) {
        return Objects.requireNonNull(maker, "the class of launch options is initialised")
                .apply(snapshot);
    }
}
