package dev.krait.multiprocessing.internal.launch;

/** How many processors this process may count on. */
public final class Processors {
    /** What a worker's share was when it was launched. */
    static final String PROPERTY = "dev.krait.cpus";

    private Processors() {}

    /** All that the JVM may use; in a worker of a pool its share of what its parent counts on. */
    public static int count() {
        int all = Runtime.getRuntime().availableProcessors();
        return Math.max(1, Math.min(all, Integer.getInteger(PROPERTY, all)));
    }
}
