package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.util.function.Consumer;

/**
 * Has the steps of this worker reported from its very first one on, to an object of a class that a system property names:
 * tests let a worker die or stop before it has run anything of theirs.
 */
final class FaultsAtStart {
    private static final String PROPERTY = "dev.krait.faults";

    private FaultsAtStart() {}

    @SuppressWarnings("unchecked")
    static void heed() {
        String name = System.getProperty(PROPERTY);
        if (name != null) {
            try {
                Object made = Class.forName(name, true, ClassLoader.getSystemClassLoader())
                        .getConstructor()
                        .newInstance();
                FaultPoint.on((Consumer<String>) made);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("-D" + PROPERTY + " names no class that could be made: " + name, e);
            }
        }
    }
}
