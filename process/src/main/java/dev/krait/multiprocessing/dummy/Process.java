package dev.krait.multiprocessing.dummy;

import dev.krait.function.Action;
import dev.krait.threading.Thread;
import dev.krait.threading.Threading;
import org.jspecify.annotations.Nullable;

/**
 * A thread that poses as a process: Python's {@code multiprocessing.dummy.Process}. Nothing is copied, and it has no process
 * id and cannot be killed. For the rest it is a {@link Thread}, with the same rules and exceptions.
 */
public class Process extends Thread {
    private final Thread creator = Threading.currentThread();
    private volatile boolean started;

    /** One that overrides {@link #run()}. */
    public Process() {}

    /**
     * One that runs a target.
     *
     * @param target what it runs, with its arguments captured
     */
    public Process(Action target) {
        super(target);
    }

    /**
     * One that runs a target, with a name.
     *
     * @param target what it runs, with its arguments captured
     * @param name its name
     */
    public Process(Action target, String name) {
        super(target, name);
    }

    /**
     * Starts it, as a child of the thread that made it.
     *
     * @throws IllegalStateException if it was started before, or is started by another thread than the one that made it
     */
    @Override
    public void start() {
        if (Threading.currentThread() != creator) {
            throw new IllegalStateException("can only start a process object that was made by the current thread: "
                    + this + " was made by " + creator);
        }
        super.start();
        started = true;
        DummyChildren.add(this);
    }

    /**
     * How it ended, which is always well. Mirrors Python's {@code exitcode}. Never blocks.
     *
     * @return 0 once it was started and has ended, whatever happened in it; null otherwise
     */
    public @Nullable Integer exitCode() {
        return started && !isAlive() ? 0 : null;
    }

    Thread creator() {
        return creator;
    }
}
