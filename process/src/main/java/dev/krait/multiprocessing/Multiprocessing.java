package dev.krait.multiprocessing;

/** The functions of Python's module {@code multiprocessing}. */
public final class Multiprocessing {
    private Multiprocessing() {}

    /**
     * How many processors this process may use, which is also how many workers a {@link Pool} has unless told otherwise.
     *
     * <p>Mirrors Python's {@code multiprocessing.cpu_count()}, but counts what the process is allowed to use (affinity,
     * container limits), which in Python is {@code os.process_cpu_count()}.
     *
     * @return at least 1
     */
    public static int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }
}
