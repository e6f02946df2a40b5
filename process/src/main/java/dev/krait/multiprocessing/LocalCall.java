package dev.krait.multiprocessing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import dev.krait.function.Function4;
import dev.krait.multiprocessing.internal.pool.OverdueListener;
import dev.krait.multiprocessing.internal.pool.OverdueReport;
import dev.krait.multiprocessing.internal.pool.TaskLimits;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call that runs in this JVM, with its arguments as they are. It is told its outcome once, whoever comes first. */
final class LocalCall {
    /** What a thread runs. */
    private static final ThreadLocal<@Nullable LocalCall> CURRENT = new ThreadLocal<>();

    private enum State {
        WAITING,
        RUNNING,
        DONE
    }

    private final Object function;
    private final int arity;
    private final @Nullable Object[] arguments;
    private final CallReceiver receiver;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final @Nullable TaskLimits limits;
    private final @Nullable OverdueListener overdueListener;

    /** Who runs it, while somebody does. */
    @GuardedBy("this")
    private @Nullable Thread runner;

    @GuardedBy("this")
    private boolean interrupted;

    /** Whether it was to be interrupted before anybody was known to run it. */
    @GuardedBy("this")
    private boolean interruptedEarly;

    @GuardedBy("this")
    private final List<CompletableFuture<?>> timers = new ArrayList<>(0);

    /** What the caller's thread is to tell, cancelled if that is nothing; null if whoever knows the outcome tells it. */
    private final @Nullable CompletableFuture<CallOutcome> forCaller;

    private volatile long lastProgress;

    /**
     * A call.
     *
     * @param byCaller whether it runs in its caller's thread, which alone tells the outcome then, by {@link #tellHere}
     */
    LocalCall(
            Object function,
            int arity,
            @Nullable Object[] arguments,
            CallReceiver receiver,
            TaskOptions options,
            boolean byCaller) {
        this.forCaller = byCaller ? new CompletableFuture<>() : null;
        this.limits = options.limits();
        this.overdueListener = options.overdueListener();
        this.function = function;
        this.arity = arity;
        this.arguments = arguments;
        this.receiver = receiver;
    }

    /** The task that the calling thread runs shows a sign of life; false if it runs none in this JVM. */
    static boolean progressOfCurrent() {
        LocalCall current = CURRENT.get();
        if (current != null) {
            current.lastProgress = System.nanoTime();
        }
        return current != null;
    }

    /** Deadlines begin to count. */
    void submitted() {
        if (limits != null) {
            arm(limits.timeout(), () -> expire(TaskLimits.Kind.TIMEOUT));
            arm(limits.queueTimeout(), () -> expireWaiting(TaskLimits.Kind.QUEUE));
        }
    }

    /** Runs the call, unless it was taken back or given up before. */
    void run() {
        if (state.compareAndSet(State.WAITING, State.RUNNING)) {
            CallOutcome outcome;
            LocalCall outer = CURRENT.get();
            FaultPoint.reach("call-claimed");
            begin();
            try {
                outcome = new CallOutcome.Value(invoke(function, arity, arguments));
            } catch (Throwable e) {
                outcome = new CallOutcome.Failure(e);
            } finally {
                end(outer);
            }
            if (state.compareAndSet(State.RUNNING, State.DONE)) {
                tell(outcome);
            }
        }
    }

    private void tell(CallOutcome outcome) {
        if (forCaller == null) {
            receiver.settled(outcome);
        } else {
            forCaller.complete(outcome);
        }
    }

    /** Tells the outcome of a call that has one, though it may have been given by the timer a moment ago. */
    void tellHere() {
        if (forCaller != null && !forCaller.isCancelled()) {
            receiver.settled(forCaller.join());
        }
    }

    private void begin() {
        CURRENT.set(this);
        synchronized (this) {
            runner = Thread.currentThread();
            if (interruptedEarly) {
                interrupt();
            }
        }
        if (limits != null) {
            lastProgress = System.nanoTime();
            arm(limits.runTimeout(), () -> expire(TaskLimits.Kind.RUN));
            arm(limits.progressTimeout(), this::checkProgress);
        }
    }

    private void end(@Nullable LocalCall outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        synchronized (this) {
            runner = null;
            if (interrupted) {
                Thread.interrupted(); // It was meant for this call alone.
            }
        }
        disarm();
    }

    private void arm(long nanos, Runnable expiry) {
        if (nanos == TaskLimits.NONE || isDone()) {
            return;
        }
        var timer = new CompletableFuture<@Nullable Void>();
        synchronized (this) {
            timers.removeIf(CompletableFuture::isDone);
            timers.add(timer);
        }
        CompletableFuture<?> unused = timer.thenRun(expiry);
        timer.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        List<CompletableFuture<?>> armed;
        synchronized (this) {
            armed = List.copyOf(timers);
            timers.clear();
        }
        armed.forEach(timer -> timer.cancel(false));
    }

    private void checkProgress() {
        long left = limits == null ? 0 : limits.progressTimeout() - (System.nanoTime() - lastProgress);
        if (left > 0) {
            arm(left, this::checkProgress);
        } else {
            expire(TaskLimits.Kind.PROGRESS);
        }
    }

    private void expireWaiting(TaskLimits.Kind kind) {
        if (state.compareAndSet(State.WAITING, State.DONE)) {
            overdue(kind);
        }
    }

    private void expire(TaskLimits.Kind kind) {
        State before = state.getAndSet(State.DONE);
        if (before != State.DONE) {
            if (before == State.RUNNING) {
                stopOverdue(kind);
            }
            overdue(kind);
        }
    }

    private void stopOverdue(TaskLimits.Kind kind) {
        OverdueListener listener = overdueListener;
        if (listener == null) {
            interrupt();
            return;
        }
        OverdueReport.here(
                "krait-overdue",
                this::interrupt,
                dump -> listener.overdue(
                        description(), words(kind), ProcessHandle.current().pid(), dump));
    }

    private String words(TaskLimits.Kind kind) {
        return limits == null ? "was stopped" : limits.words(kind);
    }

    private void overdue(TaskLimits.Kind kind) {
        disarm();
        tell(new CallOutcome.Failure(new TimeoutException(description() + " " + words(kind))));
    }

    private synchronized void interrupt() {
        if (runner != null) {
            interrupted = true;
            runner.interrupt();
        } else {
            interruptedEarly = true;
        }
    }

    /** Takes the call back if it has not begun, and interrupts it if it has; returns whether it was taken back. */
    boolean stop() {
        if (takeBack()) {
            return true;
        }
        interrupt();
        return false;
    }

    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }

    /** Takes the call back if it has not begun, and returns whether that was so; it is told nothing. */
    boolean takeBack() {
        boolean taken = state.compareAndSet(State.WAITING, State.DONE);
        if (taken) {
            disarm();
            if (forCaller != null) {
                forCaller.cancel(false);
            }
        }
        return taken;
    }

    /** Gives the call up, even if it is running, unless it is done. */
    void abandon() {
        if (state.getAndSet(State.DONE) != State.DONE) {
            disarm();
            tell(new CallOutcome.Failure(
                    new CancellationException("the pool was terminated before " + description() + " was done")));
        }
    }

    /** Fails the call if it has not begun. */
    void fail(Throwable reason) {
        if (state.compareAndSet(State.WAITING, State.DONE)) {
            disarm();
            tell(new CallOutcome.Failure(reason));
        }
    }

    /** What this call is, even if the program's own text for it fails. */
    String description() {
        return receiver.description();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null is a value like any other for a function of the program
    private static @Nullable Object invoke(Object function, int arity, @Nullable Object[] a) throws Exception {
        return switch (arity) {
            case 0 -> {
                if (function instanceof Action action) {
                    action.run();
                    yield null;
                }
                yield ((Function0<Object>) function).call();
            }
            case 1 -> ((Function1<Object, Object>) function).apply(a[0]);
            case 2 -> ((Function2<Object, Object, Object>) function).apply(a[0], a[1]);
            case 3 -> ((Function3<Object, Object, Object, Object>) function).apply(a[0], a[1], a[2]);
            case 4 -> ((Function4<Object, Object, Object, Object, Object>) function).apply(a[0], a[1], a[2], a[3]);
            default -> throw new IllegalArgumentException("a call has " + arity + " arguments");
        };
    }
}
