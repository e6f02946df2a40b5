package dev.krait.multiprocessing.dummy;

import dev.krait.threading.Thread;
import dev.krait.threading.Threading;
import java.util.List;

/** The functions of Python's {@code multiprocessing.dummy}. */
public final class Dummy {
    private Dummy() {}

    /**
     * The live processes that the calling thread has started: Python's {@code active_children()}. Never blocks.
     *
     * @return a new list, in the order of their starts
     */
    public static List<Process> activeChildren() {
        return DummyChildren.of(Threading.currentThread());
    }

    /**
     * The calling thread: Python's {@code current_process()}.
     *
     * @return the thread, which is a {@link Process} if it was started as one
     */
    public static Thread currentProcess() {
        return Threading.currentThread();
    }

    /** Does nothing, as in Python: {@code freeze_support()} is for programs that are packed for Windows. */
    public static void freezeSupport() {
        // There is nothing to prepare.
    }
}
