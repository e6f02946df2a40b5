package dev.krait.concurrent.futures;

/** A pool whose work is finished before the JVM ends. */
interface ExitWork {
    /** The JVM ends: takes no more tasks and does those it has. */
    void finishForExit();

    /** Waits until nothing is left to do; false if that was not in time. */
    boolean awaitTermination(long nanos) throws InterruptedException;
}
