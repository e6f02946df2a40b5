package dev.krait.concurrent.futures;

import dev.krait.function.Function0;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.RunFailures;
import dev.krait.multiprocessing.internal.wire.ValueName;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that an executor owes an outcome: the function and its arguments as data, the future to complete, and the
 * options. Only those who write executors meet it, in {@link Executor#schedule}.
 *
 * <p>An executor that works in threads calls {@link #run(Stopper)} and is done. One that works elsewhere sends
 * {@link #shape()}, {@link #function()}, {@link #arguments()} and {@link #context()} there, calls {@link #start} when the
 * work begins and, if that returned true, exactly one of {@link #succeed}, {@link #succeedLater}, {@link #fail} and
 * {@link #failLater} when the work has ended, also when the future was cancelled in between: those are then ignored but for
 * the fact that the work has ended.
 *
 * @param <R> what the function returns
 */
public final class Task<R extends @Nullable Object> implements Progress.Listener {
    private static final @Nullable Object[] NO_ARGUMENTS = {};

    private final CallShape shape;
    private final Object function;
    private final @Nullable Object[] arguments;
    private final Future<R> future;
    private final @Nullable TaskWatch watch;
    private @Nullable Object job;

    Task(
            CallShape shape,
            Object function,
            @Nullable Object @Nullable [] arguments,
            TaskOptions options,
            @Nullable Consumer<? super Future<?>> onEnd) {
        this.shape = shape;
        this.function = Objects.requireNonNull(function, "function");
        this.arguments = arguments == null ? NO_ARGUMENTS : arguments;
        this.future = new Future<>(ExecutorServiceView.programs(function).getClass());
        this.watch = options == TaskOptions.defaults() && onEnd == null
                ? null
                : new TaskWatch(future, options, onEnd, this::name, () -> PoolTask.described(this::describe));
    }

    /** What this is, without its arguments. */
    String name() {
        return nameOf(ExecutorServiceView.programs(function).getClass());
    }

    /** What a call of a function of this class is. */
    static String nameOf(Class<?> function) {
        return "a call of " + ValueName.ofFunctionClass(function);
    }

    /** What this is, for the texts of failures; runs the program's own code, which may throw. */
    String describe() {
        return describe(name(), arguments);
    }

    private static String describe(String name, @Nullable Object[] arguments) {
        String shown = arguments.length == 0 ? "" : " with " + Arrays.asList(arguments);
        return name + (shown.length() > 100 ? shown.substring(0, 97) + "..." : shown);
    }

    /**
     * What this is, for an outcome that may wait long for a reader. It does not lead to the future, which could not become
     * garbage otherwise while nobody has read it; and it keeps the arguments only while nobody else needs the memory, and
     * so may have to do without them.
     */
    Supplier<String> lastingDescription() {
        String name = name();
        if (arguments.length == 0) {
            return () -> name;
        }
        var kept = new SoftReference<>(arguments);
        return () -> {
            @Nullable Object[] still = kept.get();
            return still == null ? name : PoolTask.described(() -> describe(name, still));
        };
    }

    /**
     * How the function is called.
     *
     * @return the shape of the call
     */
    public CallShape shape() {
        return shape;
    }

    /**
     * The function; all tasks of one {@code map} have the same object here.
     *
     * @return the function, of the type that the shape stands for
     */
    public Object function() {
        return function;
    }

    /**
     * The arguments.
     *
     * @return a view of them, in order; nulls are allowed
     */
    public List<@Nullable Object> arguments() {
        return Arrays.asList(arguments);
    }

    /**
     * The future that waits for the outcome.
     *
     * @return the same one for every call
     */
    public Future<R> future() {
        return future;
    }

    /**
     * How the task is to be treated. Deadlines are watched here; an executor looks after the priority and, if it does not
     * use {@link #run(Stopper)}, after the retries.
     *
     * @return the options
     */
    public TaskOptions options() {
        return watch == null ? TaskOptions.defaults() : watch.options();
    }

    /**
     * The context values of the submitting thread, to be installed around the call.
     *
     * @return null if none were asked for
     */
    public @Nullable ContextSnapshot context() {
        return watch == null ? null : watch.context();
    }

    /**
     * Says that the work begins, here or elsewhere.
     *
     * @param stopper how to end the work when the future is cancelled or runs out of time
     * @return false if the work must not begin, because the future is done already
     */
    public boolean start(Stopper stopper) {
        return start(Running.stoppableBy(Objects.requireNonNull(stopper, "stopper")));
    }

    /** Word of progress may be late by so much. */
    void progressMayLag(long nanos) {
        if (watch != null) {
            watch.progressMayLag(nanos);
        }
    }

    boolean start(Running running) {
        if (watch == null) {
            return future.begin(running);
        }
        watch.starting();
        if (future.begin(running)) {
            watch.running();
            return true;
        }
        watch.ended();
        return false;
    }

    /** It was started, but nobody has begun the work, and nobody has the task now: it will be started again. */
    void waitsAgain() {
        if (watch != null) {
            watch.waitsAgain();
        }
    }

    /** Says that the task made progress; see {@link TaskOptions#withProgressTimeout}. */
    @Override
    public void progressed() {
        if (watch != null) {
            watch.progressed();
        }
    }

    /**
     * Says that the work has ended and the function returned.
     *
     * @param result what it returned
     * @return false if the future was done already
     */
    public boolean succeed(R result) {
        boolean first = future.trySetResult(result);
        ended();
        return first;
    }

    /**
     * Says that the work has ended and the function returned something that still has to be decoded.
     *
     * @param decoder gives the result; called at most once, by the thread that asks first. What it throws becomes the
     *     future's exception
     * @return false if the future was done already
     */
    public boolean succeedLater(Function0<R> decoder) {
        boolean first = future.trySetLate(new LateOutcome(false, Objects.requireNonNull(decoder, "decoder")));
        ended();
        return first;
    }

    /**
     * Says that the work has ended and the function threw, or that it could not be called. What earlier runs failed with is
     * suppressed in it.
     *
     * @param failure what it threw
     * @return false if the future was done already
     */
    public boolean fail(Throwable failure) {
        boolean first = future.trySetException(last(Objects.requireNonNull(failure, "failure")));
        ended();
        return first;
    }

    /**
     * Says that the work has ended and the function threw something that still has to be decoded.
     *
     * @param decoder gives the exception; called at most once, by the thread that asks first. What it throws becomes the
     *     future's exception
     * @return false if the future was done already
     */
    public boolean failLater(Function0<? extends Throwable> decoder) {
        boolean first = future.trySetLate(new LateOutcome(true, last(Objects.requireNonNull(decoder, "decoder"))));
        ended();
        return first;
    }

    /** As {@link #succeed}, by a thread that must not run callbacks: those run where the executor runs them. */
    boolean succeed(R result, java.util.concurrent.Executor callbackThread) {
        boolean first = future.trySetResult(result, callbackThread);
        ended();
        return first;
    }

    /** As {@link #succeedLater}, by a thread that must not run callbacks: those run where the executor runs them. */
    boolean succeedLater(Function0<R> decoder, java.util.concurrent.Executor callbackThread) {
        boolean first = future.finish(new LateOutcome(false, decoder), callbackThread);
        ended();
        return first;
    }

    /** As {@link #fail}, by a thread that must not run callbacks: those run where the executor runs them. */
    boolean fail(Throwable failure, java.util.concurrent.Executor callbackThread) {
        boolean first = future.finish(new Failure(last(failure)), callbackThread);
        ended();
        return first;
    }

    /** As {@link #failLater}, by a thread that must not run callbacks: those run where the executor runs them. */
    boolean failLater(Function0<? extends Throwable> decoder, java.util.concurrent.Executor callbackThread) {
        boolean first = future.finish(new LateOutcome(true, last(decoder)), callbackThread);
        ended();
        return first;
    }

    /** A failure with those of earlier runs. */
    private Throwable last(Throwable failure) {
        return watch == null ? failure : watch.last(failure);
    }

    private Function0<? extends Throwable> last(Function0<? extends Throwable> decoder) {
        // What comes later must not lead to the future: it may wait for a reader until the future is garbage.
        List<Throwable> earlier = watch == null ? List.of() : watch.earlier();
        return earlier.isEmpty() ? decoder : () -> RunFailures.suppress(earlier, decoder.call());
    }

    /** What tasks of one map have in common, for executors that send a function once for all of them. */
    @Nullable
    Object job() {
        return job;
    }

    /** Makes the task part of a map, before it is scheduled. */
    Task<R> partOf(Object map) {
        job = map;
        return this;
    }

    /**
     * Whether a failure is to be followed by another run instead of {@link #fail}; each yes is counted. The executor
     * then waits for the {@link TaskOptions#retryDelay}, and starts the task again.
     *
     * @param failure what the function threw, or why it could not be called
     * @return true if the task wants another run
     */
    public boolean retry(Throwable failure) {
        return watch != null && watch.retry(failure);
    }

    /**
     * Calls the function in this thread, with its context, and returns what it returned; the future hears nothing of it.
     *
     * @return what the function returned
     * @throws Exception what the function threw
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the function returns an R, null where R allows it
    public R call() throws Exception {
        ContextSnapshot context = context();
        return (R)
                (context == null
                        ? shape.call(function, arguments)
                        : context.call(() -> shape.call(function, arguments)));
    }

    /**
     * Does the whole task in this thread: starts it, calls the function, again if retries are due, and completes the
     * future. Throws nothing: whatever the function throws, an {@link Error} too, becomes the future's exception.
     *
     * @param stopper how to end the work when the future is cancelled or runs out of time
     * @return false if the future was done by somebody else, so that the stopper was called or is just being called
     */
    public boolean run(Stopper stopper) {
        return run(Running.stoppableBy(Objects.requireNonNull(stopper, "stopper")));
    }

    boolean run(Running running) {
        return watch == null ? runOnce(running) : runWatched(running, watch);
    }

    private boolean runOnce(Running running) {
        if (!future.begin(running)) {
            return true;
        }
        R result;
        try {
            result = call();
        } catch (Throwable e) {
            return future.trySetException(e);
        }
        return future.trySetResult(result);
    }

    private boolean runWatched(Running running, TaskWatch watch) {
        if (!start(running)) {
            return true;
        }
        while (true) {
            Progress.Listener outer = Progress.enter(this);
            try {
                return succeed(call());
            } catch (Throwable e) {
                if (!watch.retry(e) || !pauseBeforeRetry(watch.options().retryDelay())) {
                    return fail(e);
                }
                watch.running();
            } finally {
                Progress.leave(outer);
            }
        }
    }

    /** Waits in this worker; false if the future was done in the meantime or somebody interrupted. */
    private boolean pauseBeforeRetry(Duration delay) {
        if (delay.isZero()) {
            return !future.done();
        }
        try {
            return !future.awaitDone(delay.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is to be done when nobody works for a task with retries any more; said before it is taken. */
    void whenEnded(Runnable action) {
        if (watch != null) {
            watch.whenEnded(action);
        }
    }

    private void ended() {
        if (watch != null) {
            watch.ended();
        }
    }

    /** Somebody submits the task: from now on its deadlines count. */
    void submitted() {
        if (watch != null) {
            watch.submitted();
        }
    }

    /** The executor did not take the task, whose future nobody will see. */
    void refused() {
        if (!future.cancel()) {
            future.markRead();
        }
    }

    /** Whether nobody works for the task, and nobody will; known only of those that tell somebody of their end. */
    boolean hasEnded() {
        return watch != null && watch.hasEnded();
    }
}
