package dev.krait.concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The state of a future and those who wait for its end: what is below Python's names in {@link Future}, which is the only
 * subclass.
 *
 * @param <T> what the task returns
 */
abstract sealed class OutcomeCell<T extends @Nullable Object> permits Future {
    /*
     * One word of state: null is PENDING, a Running is RUNNING, a Cancelled one of the two cancelled states, and
     * everything else FINISHED: a Failure, a LateOutcome that is not decoded yet, NullResult, or the result itself.
     * A future is done by one compare-and-set on that word, and so needs no lock of its own.
     *
     * Waiters form a stack. Who completes sets the state first and looks at the stack after; who waits pushes first
     * and looks at the state after: one of the two sees the other. Each entry can be claimed once, so both may try.
     */
    private static final VarHandle STATE;
    private static final VarHandle WAITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(OutcomeCell.class, "state", Object.class);
            WAITERS = lookup.findVarHandle(OutcomeCell.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Object state;
    private volatile @Nullable Waiter waiters;

    abstract Future<T> self();

    final @Nullable Object state() {
        return state;
    }

    static boolean isDone(@Nullable Object state) {
        return state != null && !(state instanceof Running);
    }

    static String nameOf(@Nullable Object state) {
        if (state == null) {
            return "PENDING";
        }
        if (state instanceof Status.Cancelled) {
            return state.toString();
        }
        return state instanceof Running ? "RUNNING" : "FINISHED";
    }

    // ---- what executors of this package use

    /**
     * Marks the future as run by somebody, and by somebody else when a task is tried again.
     *
     * @return false if nobody needs the task to run, since the future is done
     */
    final boolean begin(Running running) {
        while (true) {
            Object now = state;
            if (now == null || now instanceof Running) {
                if (STATE.compareAndSet(this, now, running)) {
                    running.begun(self());
                    return true;
                }
            } else if (now != Status.Cancelled.NOT_NOTIFIED
                    || STATE.compareAndSet(this, now, Status.Cancelled.NOTIFIED)) {
                return false;
            }
        }
    }

    /** Moves from one state to another, unless somebody else was quicker. */
    final boolean change(@Nullable Object from, Object to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Cancels what is pending, and what runs if it may and can be stopped; true if it is cancelled now. */
    final boolean tryCancel(boolean mayInterruptIfRunning) {
        return tryCancel(mayInterruptIfRunning, Runnable::run);
    }

    /** The same; threads are woken here, callbacks run where the given executor runs them. */
    final boolean tryCancel(boolean mayInterruptIfRunning, java.util.concurrent.Executor callbackThread) {
        while (true) {
            Object now = state;
            if (now == null) {
                if (STATE.compareAndSet(this, null, Status.Cancelled.NOT_NOTIFIED)) {
                    release(callbackThread);
                    return true;
                }
            } else if (mayInterruptIfRunning && now instanceof Running running && running.canStop()) {
                if (STATE.compareAndSet(this, running, Status.Cancelled.NOTIFIED)) {
                    try {
                        running.stop(self());
                    } finally {
                        release(callbackThread);
                    }
                    return true;
                }
            } else {
                return now instanceof Status.Cancelled;
            }
        }
    }

    /** Finishes with a result; false if the future is done already. */
    final boolean trySetResult(T result, java.util.concurrent.Executor callbackThread) {
        return finish(asState(result), callbackThread);
    }

    /** Finishes with a result; false if the future is done already. */
    final boolean trySetResult(T result) {
        return finish(asState(result));
    }

    /** Finishes with an exception; false if the future is done already. */
    final boolean trySetException(Throwable exception) {
        return !isDone(state) && finish(new Failure(exception));
    }

    /** Finishes with an outcome that is decoded when somebody asks; false if the future is done already. */
    final boolean trySetLate(LateOutcome outcome) {
        return finish(outcome);
    }

    /**
     * Fails a future whose time is up and stops the work for it. Threads are woken here; callbacks run elsewhere, since
     * the thread that watches deadlines has no time for them.
     *
     * @param onlyIfPending leaves a task alone that runs
     * @param overdue what is to be told of a task that runs, null if nothing
     */
    final void expire(Throwable exception, boolean onlyIfPending, @Nullable Overdue overdue) {
        while (true) {
            Object now = state;
            if (isDone(now) || (onlyIfPending && now != null)) {
                return;
            }
            Failure failure = new Failure(exception);
            if (STATE.compareAndSet(this, now, failure)) {
                UnreadFailures.watch(self(), failure);
                try {
                    if (now instanceof Running running && running.canStop()) {
                        if (overdue == null) {
                            running.stop(self());
                        } else {
                            running.stop(self(), overdue);
                        }
                    }
                } finally {
                    Waiter[] callbacks = wake((Waiter) WAITERS.getAndSet(this, null));
                    if (callbacks.length > 0) {
                        Deadlines.callBack(() -> callBack(callbacks));
                    }
                }
                return;
            }
        }
    }

    /** Waits for the end without looking at the outcome; false if it did not come in time. */
    final boolean awaitDone(long nanos) throws InterruptedException {
        try {
            awaitDone(true, System.nanoTime() + nanos);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Waits for the end without looking at the outcome. */
    final void awaitDone() throws InterruptedException {
        try {
            awaitDone(false, 0);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without limit timed out", e);
        }
    }

    /** Adds a listener that is told of the end, at once if it has come; it can be taken back. */
    final Waiter listen(Runnable action) {
        Waiter listener = new Waiter.Listener(action);
        push(listener);
        return listener;
    }

    /** Takes back what is waiting. */
    final void forget(Waiter waiter) {
        waiter.cancel();
        sweep();
    }

    /** Whether the future is finished with an exception, as far as can be told without decoding it. */
    final boolean hasFailed() {
        Object now = state;
        return now instanceof Failure || (now instanceof LateOutcome late && late.isFailure());
    }

    /** Takes the failure, if there is one, as read: somebody else answers for it from now on. */
    final void markRead() {
        Object now = state;
        if (now instanceof Failure failure) {
            failure.readFailure();
        } else if (now instanceof LateOutcome late) {
            late.markRead();
        }
    }

    // ---- completion

    private static Object asState(@Nullable Object result) {
        return result == null ? Status.NullResult.INSTANCE : result;
    }

    private boolean finish(Object outcome) {
        return finish(outcome, Runnable::run);
    }

    /** Finishes; threads are woken here, callbacks run where the given executor runs them. */
    final boolean finish(Object outcome, java.util.concurrent.Executor callbackThread) {
        while (true) {
            Object now = state;
            if (isDone(now)) {
                return false;
            }
            if (STATE.compareAndSet(this, now, outcome)) {
                if (outcome instanceof Status) {
                    watchFailure(outcome);
                }
                release(callbackThread);
                return true;
            }
        }
    }

    private void watchFailure(Object outcome) {
        if (outcome instanceof Failure failure) {
            UnreadFailures.watch(self(), failure);
        } else if (outcome instanceof LateOutcome late && late.isFailure()) {
            UnreadFailures.watch(self(), late);
        }
    }

    private void release(java.util.concurrent.Executor callbackThread) {
        if (waiters != null) {
            Waiter[] callbacks = wake((Waiter) WAITERS.getAndSet(this, null));
            if (callbacks.length > 0) {
                callbackThread.execute(() -> callBack(callbacks));
            }
        }
    }

    /** Wakes threads and listeners; the callbacks are left for the caller, in the order added. */
    private static Waiter[] wake(@Nullable Waiter list) {
        int callbacks = 0;
        for (Waiter waiter = list; waiter != null; waiter = waiter.next) {
            if (waiter instanceof Waiter.Callback<?>) {
                callbacks++;
            } else {
                waiter.signal();
            }
        }
        Waiter[] inOrder = new Waiter[callbacks];
        for (Waiter waiter = list; waiter != null && callbacks > 0; waiter = waiter.next) {
            if (waiter instanceof Waiter.Callback<?>) {
                inOrder[--callbacks] = waiter;
            }
        }
        return inOrder;
    }

    private static void callBack(Waiter[] callbacks) {
        for (Waiter callback : callbacks) {
            callback.signal();
        }
    }

    final void push(Waiter waiter) {
        if (isDone(state)) {
            waiter.signal();
            return;
        }
        Waiter head;
        do {
            head = waiters;
            waiter.next = head;
        } while (!WAITERS.compareAndSet(this, head, waiter));
        if (isDone(state)) {
            waiter.signal();
            sweep(); // Who completed the future may have taken the list before, and nobody takes it again.
        }
    }

    /** Unlinks spent entries, so that waiting again and again with short timeouts leaves nothing behind. */
    private void sweep() {
        Waiter kept = null;
        Waiter waiter = waiters;
        while (waiter != null) {
            Waiter next = waiter.next;
            if (!waiter.isSpent()) {
                kept = waiter;
            } else if (kept != null) {
                kept.next = next;
            } else if (!WAITERS.compareAndSet(this, waiter, next)) {
                // Somebody pushed or took the list: look again from its new start.
                next = waiters;
            }
            waiter = next;
        }
    }

    /** How many entries wait, spent ones included. */
    final int waiterCount() {
        int count = 0;
        for (Waiter waiter = waiters; waiter != null; waiter = waiter.next) {
            count++;
        }
        return count;
    }

    // ---- waiting

    final Object awaitDone(boolean timed, long deadline) throws InterruptedException, TimeoutException {
        Object now = state;
        if (now != null && !(now instanceof Running)) {
            return now;
        }
        Waiter waiter = null;
        while (true) {
            if (Thread.interrupted()) {
                if (waiter != null) {
                    forget(waiter);
                }
                throw new InterruptedException();
            }
            long left = timed ? deadline - System.nanoTime() : 0;
            if (timed && left <= 0) {
                if (waiter != null) {
                    forget(waiter);
                }
                throw new TimeoutException(this + " was not done in time");
            }
            if (waiter == null) {
                waiter = new Waiter.Parked();
                push(waiter);
            } else if (timed) {
                LockSupport.parkNanos(this, left);
            } else {
                LockSupport.park(this);
            }
            now = state;
            if (now != null && !(now instanceof Running)) {
                waiter.cancel();
                return now;
            }
        }
    }

    /** The outcome itself, decoded if need be. */
    final Object settled(Object done, boolean timed, long deadline) throws InterruptedException, TimeoutException {
        if (!(done instanceof LateOutcome late)) {
            return done;
        }
        late.markRead();
        Object settled = late.settle(timed, deadline);
        STATE.compareAndSet(this, late, settled);
        return settled;
    }
}
