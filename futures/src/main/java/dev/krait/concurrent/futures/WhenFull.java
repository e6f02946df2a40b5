package dev.krait.concurrent.futures;

/**
 * What a submission does when a bounded queue has no room; see {@link ThreadPoolOptions#withQueueCapacity} and
 * {@link ProcessPoolOptions#withQueueCapacity}. The deadlines of a task count from the call of {@code submit}, whatever
 * becomes of it there.
 */
public enum WhenFull {
    /**
     * Waits for room. An interrupt ends the wait with a {@link java.util.concurrent.RejectedExecutionException} and keeps
     * the thread's interrupt flag, and the end of the executor with what every submission is refused with then. If the
     * task's time is up first, or its group stops, the submission returns a future that is done and takes no place. So that
     * tasks cannot block each other for ever, a worker thread of the same executor does not wait but goes beyond the bound.
     */
    BLOCK,
    /** Throws a {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,
    /**
     * Runs the task in the thread that submits it, its retries and the pauses before them included; the submission returns
     * when that is over. Deadlines, {@link Future#cancel(boolean) cancel(true)} and the end of a group interrupt that thread
     * while it runs the task, and only then: the caller sees nothing of such an interrupt afterwards. A task that ignores
     * interrupts keeps its caller, also where it would be killed in a worker process, although its future has failed by then.
     *
     * <p>An executor of processes takes only what can travel here, too, but the function, the arguments and the result are
     * the caller's own objects then, not copies. The initializer of an executor does not run in its callers.
     */
    RUN_IN_CALLER
}
