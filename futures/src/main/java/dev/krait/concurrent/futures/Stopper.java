package dev.krait.concurrent.futures;

/** How an executor ends the work of a task that already runs: by interrupting a thread, by killing a process. */
@FunctionalInterface
public interface Stopper {
    /**
     * Ends the work for a future that was just cancelled or that ran out of time.
     *
     * <p>Called at most once per run, after the future is done, by the thread that cancels or by the one that watches
     * deadlines; it must not block. It may come too late, when the work has just ended: then it must do nothing, and in
     * particular must not hit the next task of the same worker.
     *
     * @param future the future that nobody needs the work for any more
     */
    void stop(Future<?> future);
}
