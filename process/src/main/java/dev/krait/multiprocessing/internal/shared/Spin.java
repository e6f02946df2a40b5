package dev.krait.multiprocessing.internal.shared;

/** How long a thread spins before it sleeps: a little, and not at all where nobody else could run meanwhile. */
final class Spin {
    private static final int TURNS = 100;

    private Spin() {}

    static int turns() {
        return CORES > 1 ? TURNS : 0;
    }

    private static final int CORES = Runtime.getRuntime().availableProcessors();
}
