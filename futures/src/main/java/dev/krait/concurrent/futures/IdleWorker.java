package dev.krait.concurrent.futures;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker's offer to take a task, made when it found the queue empty. It is accepted at most once: by a submitter with a
 * task, by somebody who only wants the worker to look again, or by the worker itself, which withdraws it.
 */
final class IdleWorker {
    private static final Object LOOK_AGAIN = new Object();

    private final Thread thread = Thread.currentThread();
    private final AtomicReference<@Nullable Object> answer = new AtomicReference<>();

    /** The offer below this one in the stack; set before the offer is published. */
    @Nullable
    IdleWorker next;

    /** Gives a task to the worker; false if the offer is taken or withdrawn. */
    boolean give(Task<?> task) {
        return accept(task);
    }

    /** Makes the worker look at the queue again; false if the offer is taken or withdrawn. */
    boolean wake() {
        return accept(LOOK_AGAIN);
    }

    private boolean accept(Object value) {
        if (answer.get() == null && answer.compareAndSet(null, value)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    /** The worker found something else to do; false if somebody was quicker, and then {@link #await} does not wait. */
    boolean withdraw() {
        return answer.compareAndSet(null, LOOK_AGAIN);
    }

    /** The worker waits for an answer. Interrupts are not for it: no task runs. */
    @Nullable
    Task<?> await() {
        Object given = answer.get();
        while (given == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                // A task of before may have left it, or a stranger; either way nobody here waits for it.
                given = answer.get();
                continue;
            }
            given = answer.get();
        }
        return given == LOOK_AGAIN ? null : (Task<?>) given;
    }
}
