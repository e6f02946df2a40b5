package dev.krait.multiprocessing;

/**
 * Says, as a suppressed exception of one that was thrown elsewhere, where that was; its own stack trace is where the result
 * was asked for. Elsewhere is a worker, and then it names process and task; or the thread that reads the input of
 * {@code imap}, and then its stack trace is the call of {@code imap}.
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

    private RemoteTraceback(String message) {
        super(message);
    }

    /** A note for what fails on the thread that reads the input of a call, made in that call. */
    static RemoteTraceback ofInput(String thread, String call) {
        return new RemoteTraceback(
                "thrown on the thread " + thread + ", which reads the input of " + call + "; that was called here");
    }
}
