package dev.krait.multiprocessing;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import dev.krait.function.Function4;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call that runs in this JVM, with its arguments as they are. It is told its outcome once, whoever comes first. */
final class LocalCall implements CallGroup.Call {
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

    LocalCall(Object function, int arity, @Nullable Object[] arguments, CallReceiver receiver) {
        this.function = function;
        this.arity = arity;
        this.arguments = arguments;
        this.receiver = receiver;
    }

    @Override
    public long bytes() {
        return 0;
    }

    /** Runs the call, unless it was taken back or given up before. */
    void run() {
        if (state.compareAndSet(State.WAITING, State.RUNNING)) {
            CallOutcome outcome;
            try {
                outcome = new CallOutcome.Value(invoke(function, arity, arguments));
            } catch (Throwable e) {
                outcome = new CallOutcome.Failure(e);
            }
            if (state.compareAndSet(State.RUNNING, State.DONE)) {
                receiver.settled(outcome);
            }
        }
    }

    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }

    /** Takes the call back if it has not begun; it is told nothing. */
    void takeBack() {
        state.compareAndSet(State.WAITING, State.DONE);
    }

    /** Gives the call up, even if it is running, unless it is done. */
    void abandon() {
        if (state.getAndSet(State.DONE) != State.DONE) {
            receiver.settled(new CallOutcome.Failure(
                    new CancellationException("the pool was terminated before " + description() + " was done")));
        }
    }

    /** Fails the call if it has not begun. */
    void fail(Throwable reason) {
        if (state.compareAndSet(State.WAITING, State.DONE)) {
            receiver.settled(new CallOutcome.Failure(reason));
        }
    }

    /** What this call is, even if the program's own text for it fails. */
    String description() {
        try {
            return receiver.describe();
        } catch (Throwable e) {
            return "a task whose description failed with " + e.getClass().getName();
        }
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
