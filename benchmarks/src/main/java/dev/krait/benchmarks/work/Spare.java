package dev.krait.benchmarks.work;

import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.StartMethod;
import java.util.Arrays;

/** A spare JVM that knows some classes, and time for it to get ready, which is not what is measured. */
final class Spare {
    private static final long MILLIS = 500;

    private Spare() {}

    /** Has spares load what their task needs before it is there, as it is in a process that Python forks. */
    static void preload(Class<?>... types) {
        Multiprocessing.setForkserverPreload(
                Arrays.stream(types).map(Class::getName).toList());
    }

    static void await(StartMethod method) throws InterruptedException {
        if (method == StartMethod.FORKSERVER) {
            Thread.sleep(MILLIS);
        }
    }
}
