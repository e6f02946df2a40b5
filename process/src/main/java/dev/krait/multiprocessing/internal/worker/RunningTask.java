package dev.krait.multiprocessing.internal.worker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which task the main thread is running, so that an interrupt hits that task and never the next one.
 *
 * <p>It costs a task two atomic steps: the thread puts the task's number here and takes it away. Whoever interrupts the task
 * holds its number meanwhile, so that it does not end in between.
 */
final class RunningTask {
    private static final long NONE = -1;

    private final Thread thread;
    private final AtomicLong current = new AtomicLong(NONE);

    /** The task that is to be interrupted and may not have begun; whoever takes it away interrupts it. */
    private final AtomicLong wanted = new AtomicLong(NONE);

    /** Watches the thread that makes it. */
    RunningTask() {
        thread = Thread.currentThread();
    }

    /** By the thread: a task begins. */
    void begin(long task) {
        // A flag from between two tasks was meant for none of them.
        Thread.interrupted();
        current.set(task);
        if (wanted.get() == task && wanted.compareAndSet(task, NONE)) {
            thread.interrupt();
        }
    }

    /** By the thread: its task has ended. */
    void end() {
        long task = number();
        while (!current.compareAndSet(task, NONE)) {
            Thread.onSpinWait(); // It is being interrupted, which is for this task and for no other.
        }
        if (thread.isInterrupted()) {
            // The flag was for the task that has just ended, whoever set it.
            Thread.interrupted();
        }
    }

    /** The task that is running, or -1. */
    long number() {
        return unheld(current.get());
    }

    /** Interrupts a task if it is still running, or as soon as it begins. */
    void interruptEvenEarly(long task) {
        wanted.set(task);
        // Behind that: a task that begins now sees it is wanted, or is seen here.
        if (current.compareAndSet(task, held(task))) {
            try {
                if (wanted.compareAndSet(task, NONE)) {
                    thread.interrupt();
                }
            } finally {
                current.set(task);
            }
        }
    }

    private static long held(long task) {
        return -2 - task;
    }

    private static long unheld(long value) {
        return value < NONE ? -2 - value : value;
    }
}
