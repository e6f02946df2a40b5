package dev.krait.multiprocessing.internal.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** Which task the main thread is running, so that an interrupt hits that task and never the next one. */
final class RunningTask {
    private static final long NONE = -1;

    private final Thread thread;

    @GuardedBy("this")
    private long number = NONE;

    @GuardedBy("this")
    private boolean interrupted;

    @GuardedBy("this")
    private long interruptedEarly = NONE;

    /** Watches the thread that makes it. */
    RunningTask() {
        thread = Thread.currentThread();
    }

    synchronized void begin(long task) {
        number = task;
        // A flag from between two tasks was meant for none of them.
        Thread.interrupted();
        if (interruptedEarly == task) {
            interrupt(task);
        }
    }

    synchronized void end() {
        number = NONE;
        if (interrupted || thread.isInterrupted()) {
            // The flag was for the task that has just ended, whoever set it.
            interrupted = false;
            Thread.interrupted();
        }
    }

    /** The task that is running, or -1. */
    synchronized long number() {
        return number;
    }

    private synchronized void interrupt(long task) {
        if (number == task) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** Interrupts a task if it is still running, or as soon as it begins. */
    synchronized void interruptEvenEarly(long task) {
        interruptedEarly = task;
        interrupt(task);
    }
}
