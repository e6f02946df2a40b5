package dev.krait.multiprocessing;

/**
 * Says, as a suppressed exception of one that came from a worker, in which process and task it was thrown; its own stack
 * trace is where the result was asked for.
 *
 * <p>Mirrors Python's {@code multiprocessing.pool.RemoteTraceback}, which Python sets as the cause instead. Here the cause
 * stays the task's own, and the exception's own stack trace is the worker's.
 */
public class RemoteTraceback extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A note.
     *
     * @param task which task threw
     * @param pid in which process
     */
    public RemoteTraceback(String task, long pid) {
        super("thrown by " + task + " in worker process " + pid + "; the result was asked for here");
    }
}
