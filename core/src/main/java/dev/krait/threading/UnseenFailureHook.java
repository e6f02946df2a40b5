package dev.krait.threading;

/** What is told of failures of threads that nobody saw; see {@link Threading#setUnseenFailureHook}. */
@FunctionalInterface
public interface UnseenFailureHook {
    /**
     * Deals with the failure, in a thread of the JVM's cleaner; it should be quick and must not block.
     *
     * @param threadName the name of the thread that failed
     * @param failure what its {@link Thread#run} threw
     */
    void unseen(String threadName, Throwable failure);
}
