package dev.krait.threading;

/**
 * Thrown by {@link Barrier#await()} when the threads that wait there will not all arrive.
 *
 * <p>Mirrors Python's {@code threading.BrokenBarrierError}, a {@code RuntimeError}; hence an
 * {@link IllegalStateException}, and unlike {@link java.util.concurrent.BrokenBarrierException} unchecked.
 */
public class BrokenBarrierException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** What broke the barrier, or ended the wait. */
    public enum Reason {
        /** A thread waited for longer than it wanted to; the barrier is broken. */
        TIMED_OUT("a thread waited longer than its timeout"),
        /** {@link Barrier#abort} was called; the barrier is broken. */
        ABORTED("abort() was called"),
        /** The barrier's action threw; the barrier is broken. */
        ACTION_FAILED("its action threw an exception"),
        /** {@link Barrier#reset} sent the waiting threads away; the barrier itself can be used. */
        RESET("reset() was called"),
        /** A process died while one of its threads took part, at a barrier between processes; the barrier is broken. */
        PROCESS_DIED("a process died while one of its threads took part");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /**
     * An exception for one waiting thread.
     *
     * @param barrier the barrier as it is now, for the message
     * @param reason what happened
     */
    public BrokenBarrierException(String barrier, Reason reason) {
        super(barrier + " let nobody through: " + reason.text
                + (reason == Reason.RESET ? "; wait again if you want to" : "; reset() makes it usable again"));
        this.reason = reason;
    }

    /**
     * What broke the barrier, or ended the wait.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
