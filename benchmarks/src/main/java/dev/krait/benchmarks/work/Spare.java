package dev.krait.benchmarks.work;

import dev.krait.multiprocessing.StartMethod;

/** Time for a spare JVM to get ready, which is not what is measured. */
final class Spare {
    private static final long MILLIS = 500;

    private Spare() {}

    static void await(StartMethod method) throws InterruptedException {
        if (method == StartMethod.FORKSERVER) {
            Thread.sleep(MILLIS);
        }
    }
}
