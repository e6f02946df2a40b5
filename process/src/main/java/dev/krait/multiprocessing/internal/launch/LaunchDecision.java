package dev.krait.multiprocessing.internal.launch;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the options of a launch, which are public, become settings, which are not: for the modules above this one. */
public final class LaunchDecision {
    /** Turns options into settings. */
    public interface Maker {
        /** The settings of JVMs with these options, of which there are some. */
        LaunchSettings settings(Object options, int workers);
    }

    private static volatile @Nullable Maker maker;

    private LaunchDecision() {}

    /** Says how; the class of the options does so when it is initialised. */
    public static void madeBy(Maker itsMaker) {
        maker = itsMaker;
    }

    /**
     * The settings of JVMs.
     *
     * @param options their {@code LaunchOptions}
     * @param workers how many they are
     */
    public static LaunchSettings settings(Object options, int workers) {
        return Objects.requireNonNull(maker, "the class of the options is initialised")
                .settings(options, workers);
    }
}
