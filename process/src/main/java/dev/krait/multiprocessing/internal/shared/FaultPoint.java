package dev.krait.multiprocessing.internal.shared;

import java.io.File;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Named steps of the protocols at which tests let a process die or stop; without a test nothing happens there. */
public final class FaultPoint {
    private static volatile @Nullable Consumer<String> action;

    private FaultPoint() {}

    /** Has something done at every step that is reached in this process from now on. */
    public static void on(@Nullable Consumer<String> reached) {
        action = reached;
    }

    /** This step is reached. */
    public static void reach(String name) {
        Consumer<String> reached = action;
        if (reached != null) {
            reached.accept(name);
        }
    }

    /** A step that is about a file is reached; its path follows the name. */
    public static void reach(String name, File file) {
        if (action != null) {
            reach(name + " " + file);
        }
    }
}
