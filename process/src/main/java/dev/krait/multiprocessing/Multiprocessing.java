package dev.krait.multiprocessing;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * The children of this process that are alive.
     *
     * <p>Mirrors Python's {@code multiprocessing.active_children()}. Workers of pools are not among them.
     *
     * @return the processes that were started here and have not ended, in the order of their start
     */
    public static List<Process> activeChildren() {
        return Children.alive();
    }

    /**
     * The process that this code runs in: in a child the object that was started, as it arrived there; in the main process one
     * named {@code MainProcess}; in a worker of a pool one named {@code PoolWorker-…}.
     *
     * <p>Mirrors Python's {@code multiprocessing.current_process()}.
     *
     * @return this process, the same object each time
     */
    public static Process currentProcess() {
        return CurrentProcess.get();
    }

    /**
     * The process that started this one; it can be asked for its name and pid, whether it is alive, and joined.
     *
     * <p>Mirrors Python's {@code multiprocessing.parent_process()}.
     *
     * @return the parent; null in the main process, and in a worker of a pool
     */
    public static @Nullable Process parentProcess() {
        return CurrentProcess.parent();
    }
}
