package dev.krait.concurrent.futures;

/** What a submission does when a bounded queue has no room; see {@link ThreadPoolOptions#withQueueCapacity}. */
public enum WhenFull {
    /**
     * Waits for room. An interrupt ends the wait with a {@link java.util.concurrent.RejectedExecutionException} and keeps
     * the thread's interrupt flag; so that tasks cannot block each other for ever, a worker of the same executor does not
     * wait but goes beyond the bound.
     */
    BLOCK,
    /** Throws a {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,
    /** Runs the task in the thread that submits it. */
    RUN_IN_CALLER
}
