package dev.krait.concurrent.futures;

import static java.util.Objects.requireNonNull;

import dev.krait.function.Action;
import dev.krait.function.Function0;
import dev.krait.function.Function1;
import dev.krait.function.Function2;
import dev.krait.function.Function3;
import dev.krait.threading.internal.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks somewhere else: in threads, in processes, or in whatever its subclass knows.
 *
 * <p>Mirrors Python's {@code concurrent.futures.Executor}. Tasks are functions of {@code dev.krait.function}, which may
 * capture what they need or be given it as arguments. All methods may be called by any thread, from inside tasks and from
 * callbacks too. What a thread did before {@code submit} <i>happens-before</i> the task, and that before whatever sees its
 * future done.
 *
 * <p>In try-with-resources an executor finishes what was submitted, as in Python:
 *
 * <pre>{@code
 * try (var executor = new ThreadPoolExecutor(4)) {
 *     Future<Integer> answer = executor.submit(() -> 6 * 7);
 *     System.out.println(answer.result());
 * }
 * }</pre>
 *
 * <p>A subclass implements {@link #schedule} and the few methods about its end. Nothing in this contract needs the worker to
 * be in this process.
 */
public abstract class Executor implements AutoCloseable {
    private static final Duration STOP_AGAIN = Duration.ofMillis(100);

    /** For subclasses. */
    protected Executor() {}

    // ---- submitting

    /**
     * Submits a call that returns something.
     *
     * <p>Mirrors Python's {@code Executor.submit}. Does not wait, unless the executor has a bounded queue that blocks.
     *
     * @param <R> what the function returns
     * @param function what to call
     * @return the future of its result
     * @throws IllegalStateException if the executor was shut down
     * @throws BrokenExecutorException if the executor is broken
     * @throws RejectedExecutionException if a bounded queue is full and refuses, or the wait for room was interrupted
     */
    public <R extends @Nullable Object> Future<R> submit(Function0<R> function) {
        return dispatch(this.<R>newTask(CallShape.FUNCTION0, function, null));
    }

    /**
     * Submits a call that returns nothing.
     *
     * <p>Mirrors Python's {@code Executor.submit}. Does not wait, unless the executor has a bounded queue that blocks.
     *
     * @param action what to run
     * @return a future whose result is null
     * @throws IllegalStateException if the executor was shut down
     * @throws BrokenExecutorException if the executor is broken
     * @throws RejectedExecutionException if a bounded queue is full and refuses, or the wait for room was interrupted
     */
    public Future<@Nullable Void> submit(Action action) {
        return dispatch(this.<@Nullable Void>newTask(CallShape.ACTION, action, null));
    }

    /**
     * Submits a call with one argument.
     *
     * <p>Mirrors Python's {@code Executor.submit}. Does not wait, unless the executor has a bounded queue that blocks.
     *
     * @param <A> the argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a its argument
     * @return the future of its result
     * @throws IllegalStateException if the executor was shut down
     * @throws BrokenExecutorException if the executor is broken
     * @throws RejectedExecutionException if a bounded queue is full and refuses, or the wait for room was interrupted
     */
    public <A extends @Nullable Object, R extends @Nullable Object> Future<R> submit(
            Function1<? super A, ? extends R> function, A a) {
        return dispatch(this.<R>newTask(CallShape.FUNCTION1, function, new @Nullable Object[] {a}));
    }

    /**
     * Submits a call with two arguments.
     *
     * <p>Mirrors Python's {@code Executor.submit}. Does not wait, unless the executor has a bounded queue that blocks.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a its first argument
     * @param b its second argument
     * @return the future of its result
     * @throws IllegalStateException if the executor was shut down
     * @throws BrokenExecutorException if the executor is broken
     * @throws RejectedExecutionException if a bounded queue is full and refuses, or the wait for room was interrupted
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Future<R> submit(
            Function2<? super A, ? super B, ? extends R> function, A a, B b) {
        return dispatch(this.<R>newTask(CallShape.FUNCTION2, function, new @Nullable Object[] {a, b}));
    }

    /**
     * Submits a call with three arguments.
     *
     * <p>Mirrors Python's {@code Executor.submit}. Does not wait, unless the executor has a bounded queue that blocks.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <R> what the function returns
     * @param function what to call
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @return the future of its result
     * @throws IllegalStateException if the executor was shut down
     * @throws BrokenExecutorException if the executor is broken
     * @throws RejectedExecutionException if a bounded queue is full and refuses, or the wait for room was interrupted
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            Future<R> submit(Function3<? super A, ? super B, ? super C, ? extends R> function, A a, B b, C c) {
        return dispatch(this.<R>newTask(CallShape.FUNCTION3, function, new @Nullable Object[] {a, b, c}));
    }

    /**
     * Calls a function for every item and gives the results in the order of the items; all items are submitted now.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to call
     * @param items its arguments
     * @return the results, to be taken one after the other
     * @throws IllegalStateException if the executor was shut down and there are items
     * @throws BrokenExecutorException if the executor is broken and there are items
     * @see #map(Function1, Iterable, MapOptions)
     */
    public <A extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> map(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return map(function, items, MapOptions.defaults());
    }

    /**
     * Calls a function for every item and gives the results in the order of the items.
     *
     * <p>Mirrors Python's {@code Executor.map}. A call that fails throws at its place and does not end the iteration, as
     * Python will have it from 3.16 on; in 3.15 it cancels the rest. If the input throws, that comes out of this method
     * when it happens here, and after the results of the items before it otherwise.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to call
     * @param items its arguments; pulled by the thread that calls this and by the one that takes the results
     * @param options the time for all results, and how far ahead items are submitted
     * @return the results, to be taken one after the other; closing it cancels what has not started
     * @throws IllegalStateException if the executor was shut down and there are items
     * @throws BrokenExecutorException if the executor is broken and there are items
     */
    public <A extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> map(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items, MapOptions options) {
        return new MapIterator<>(
                this,
                CallShape.FUNCTION1,
                requireNonNull(function, "function"),
                new Rows(requireNonNull(items, "items")),
                requireNonNull(options, "options"));
    }

    /**
     * Calls a function for every pair of items, side by side up to the end of the shorter input; all are submitted now.
     *
     * @param <A> the first items' type
     * @param <B> the second items' type
     * @param <R> what the function returns
     * @param function what to call
     * @param as its first arguments
     * @param bs its second arguments
     * @return the results, to be taken one after the other
     * @throws IllegalStateException if the executor was shut down and there are items
     * @throws BrokenExecutorException if the executor is broken and there are items
     * @see #map(Function1, Iterable, MapOptions)
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> map(
            Function2<? super A, ? super B, ? extends R> function, Iterable<? extends A> as, Iterable<? extends B> bs) {
        return map(function, as, bs, MapOptions.defaults());
    }

    /**
     * Calls a function for every pair of items, side by side up to the end of the shorter input.
     *
     * @param <A> the first items' type
     * @param <B> the second items' type
     * @param <R> what the function returns
     * @param function what to call
     * @param as its first arguments
     * @param bs its second arguments
     * @param options the time for all results, and how far ahead items are submitted
     * @return the results, to be taken one after the other; closing it cancels what has not started
     * @throws IllegalStateException if the executor was shut down and there are items
     * @throws BrokenExecutorException if the executor is broken and there are items
     * @see #map(Function1, Iterable, MapOptions)
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ResultIterator<R> map(
            Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> as,
            Iterable<? extends B> bs,
            MapOptions options) {
        return new MapIterator<>(
                this,
                CallShape.FUNCTION2,
                requireNonNull(function, "function"),
                new Rows(requireNonNull(as, "as"), requireNonNull(bs, "bs")),
                requireNonNull(options, "options"));
    }

    /**
     * Calls a function for every three items, side by side up to the end of the shortest input; all are submitted now.
     *
     * @param <A> the first items' type
     * @param <B> the second items' type
     * @param <C> the third items' type
     * @param <R> what the function returns
     * @param function what to call
     * @param as its first arguments
     * @param bs its second arguments
     * @param cs its third arguments
     * @return the results, to be taken one after the other
     * @throws IllegalStateException if the executor was shut down and there are items
     * @throws BrokenExecutorException if the executor is broken and there are items
     * @see #map(Function1, Iterable, MapOptions)
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            ResultIterator<R> map(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends A> as,
                    Iterable<? extends B> bs,
                    Iterable<? extends C> cs) {
        return map(function, as, bs, cs, MapOptions.defaults());
    }

    /**
     * Calls a function for every three items, side by side up to the end of the shortest input.
     *
     * @param <A> the first items' type
     * @param <B> the second items' type
     * @param <C> the third items' type
     * @param <R> what the function returns
     * @param function what to call
     * @param as its first arguments
     * @param bs its second arguments
     * @param cs its third arguments
     * @param options the time for all results, and how far ahead items are submitted
     * @return the results, to be taken one after the other; closing it cancels what has not started
     * @throws IllegalStateException if the executor was shut down and there are items
     * @throws BrokenExecutorException if the executor is broken and there are items
     * @see #map(Function1, Iterable, MapOptions)
     */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            ResultIterator<R> map(
                    Function3<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends A> as,
                    Iterable<? extends B> bs,
                    Iterable<? extends C> cs,
                    MapOptions options) {
        return new MapIterator<>(
                this,
                CallShape.FUNCTION3,
                requireNonNull(function, "function"),
                new Rows(requireNonNull(as, "as"), requireNonNull(bs, "bs"), requireNonNull(cs, "cs")),
                requireNonNull(options, "options"));
    }

    // ---- the end

    /**
     * Takes no more tasks, and waits until all that were submitted are done and the workers have left.
     *
     * @throws InterruptedException if interrupted while waiting; the executor is shut down nevertheless
     * @see #shutdown(boolean, boolean)
     */
    public final void shutdown() throws InterruptedException {
        shutdown(true, false);
    }

    /**
     * Takes no more tasks; what was submitted is still done.
     *
     * @param wait whether to wait for the end, or to return at once
     * @throws InterruptedException if interrupted while waiting; the executor is shut down nevertheless
     * @see #shutdown(boolean, boolean)
     */
    public final void shutdown(boolean wait) throws InterruptedException {
        shutdown(wait, false);
    }

    /**
     * Takes no more tasks and ends once there are none left.
     *
     * <p>Mirrors Python's {@code Executor.shutdown}. May be called again, also to cancel what an earlier call left. Futures
     * cancelled here wake all who wait for them, in {@link Futures#await} too, where Python lets them wait for ever. A
     * worker of this executor cannot wait for itself: called from a task or its callback this returns at once, where
     * Python raises.
     *
     * @param wait whether to wait until all tasks are done and the workers have left
     * @param cancelFutures whether to cancel the tasks that have not started
     * @throws InterruptedException if interrupted while waiting; the executor is shut down nevertheless
     */
    public void shutdown(boolean wait, boolean cancelFutures) throws InterruptedException {
        beginShutdown(cancelFutures, false);
        if (wait && !isOwnWorker()) {
            awaitTermination(Timeouts.MAX);
        }
    }

    /**
     * Shuts down and waits, as the end of Python's {@code with} block: {@link #shutdown()}, but for interrupts. An interrupt
     * cancels the tasks that have not started and stops the others; this still waits for them, and keeps the thread's
     * interrupt flag.
     */
    @Override
    public void close() {
        boolean interrupted = false;
        try {
            shutdown(true, false);
        } catch (InterruptedException e) {
            interrupted = true;
            stopEverything();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cancels and stops everything and waits for the end, whatever interrupts come. */
    void stopEverything() {
        boolean over = false;
        while (!over) {
            // Again and again, for a task that was between its queue and its worker the last time.
            beginShutdown(true, true);
            try {
                over = awaitTermination(STOP_AGAIN);
            } catch (InterruptedException e) {
                // Everything was told to stop already; the caller restores the flag.
                over = isTerminated();
            }
        }
    }

    /**
     * Whether this executor takes no more tasks because it was shut down.
     *
     * @return true from the first call of {@code shutdown} or {@code close} on
     */
    public abstract boolean isShutdown();

    /**
     * Whether this executor takes no more tasks because it broke.
     *
     * @return true if submissions throw a {@link BrokenExecutorException}; this class knows no way to break
     */
    public boolean isBroken() {
        return false;
    }

    /**
     * Whether this executor was shut down, all its tasks are done and its workers have left.
     *
     * @return true if {@link #awaitTermination} will not wait
     */
    public abstract boolean isTerminated();

    /**
     * Waits for the end of an executor that was shut down.
     *
     * @param timeout how long to wait; zero only looks
     * @return false if it was not over in time
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is negative
     */
    public abstract boolean awaitTermination(Duration timeout) throws InterruptedException;

    // ---- other views

    /**
     * This executor, treating the tasks submitted through the result as the options say: deadlines, retries, priority,
     * context. Shutting that down shuts this down.
     *
     * @param options how to treat tasks; they replace those of this view, if it is one
     * @return a view of this executor
     */
    public Executor with(TaskOptions options) {
        return new OptionsExecutor(this, requireNonNull(options, "options"));
    }

    /**
     * This executor as an {@link ExecutorService}. Its futures are {@link Future}s; submissions after the shutdown are
     * rejected in the terms of {@code java.util.concurrent}; shutting it down shuts this down.
     *
     * @return a view of this executor
     */
    public ExecutorService asExecutorService() {
        return new ExecutorServiceView(this);
    }

    /**
     * An {@link ExecutorService} that exists already as an executor of this kind. Shutting the result down shuts the
     * service down. Tasks that the service drops on its own, by a policy or its {@code shutdownNow}, are cancelled when the service
     * has ended and somebody waits for the end of the result or asks for it; before, nobody can know of them.
     *
     * @param service where to run tasks
     * @return an executor over it
     */
    public static Executor of(ExecutorService service) {
        return new AdaptedExecutor(requireNonNull(service, "service"));
    }

    // ---- for subclasses

    /**
     * Takes a task over: from now on this executor owes its future an outcome. Called by the thread that submits. Must
     * neither block, unless that is asked for, nor run the task in this thread.
     *
     * @param task what to run
     * @throws IllegalStateException if this executor was shut down; the task is not taken then
     * @throws BrokenExecutorException if this executor is broken; the task is not taken then
     * @throws RejectedExecutionException if there is no room for the task; it is not taken then
     */
    protected abstract void schedule(Task<?> task);

    /**
     * Takes over the tasks of one chunk of a map, which share their function. If it throws, the futures of all of them are
     * cancelled by the caller. An executor that sends tasks elsewhere overrides this to send them together.
     *
     * @param tasks at least one task
     */
    protected void scheduleChunk(List<? extends Task<?>> tasks) {
        for (Task<?> task : tasks) {
            schedule(task);
        }
    }

    /**
     * Takes no more tasks from now on; returns at once. May be called again with other arguments.
     *
     * @param cancelQueued whether to cancel the futures of the tasks that have not started
     * @param stopRunning whether to cancel those that run as well, by {@link Future#cancel(boolean)}
     * @return the tasks cancelled before they started
     */
    protected abstract List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning);

    /**
     * Whether the calling thread is a worker of this executor, which cannot wait for its own end.
     *
     * @return false unless overridden
     */
    protected boolean isOwnWorker() {
        return false;
    }

    // ---- inside

    /**
     * How many tasks of a map over collections are best scheduled together, whatever chunks were asked for. Only an
     * executor that takes all or none of them may say more than one.
     */
    int tasksAtOnce() {
        return 1;
    }

    /**
     * Whether who submits may have to wait for room, or to run the task himself; then tasks are submitted one by one, so that
     * he knows how far he came.
     */
    boolean mayKeepSubmitters() {
        return false;
    }

    /** The options of tasks submitted here. */
    TaskOptions options() {
        return TaskOptions.defaults();
    }

    <R extends @Nullable Object> Task<R> newTask(
            CallShape shape, Object function, @Nullable Object @Nullable [] arguments) {
        return newTask(shape, function, arguments, options(), null);
    }

    /**
     * Makes the tasks of this executor and of the views of it.
     *
     * @param onEnd told when nobody works for the task any more; null if nobody wants to know
     */
    <R extends @Nullable Object> Task<R> newTask(
            CallShape shape,
            Object function,
            @Nullable Object @Nullable [] arguments,
            TaskOptions options,
            @Nullable Consumer<? super Future<?>> onEnd) {
        return new Task<>(shape, function, arguments, options, onEnd);
    }

    <R extends @Nullable Object> Future<R> dispatch(Task<R> task) {
        task.submitted();
        try {
            schedule(task);
        } catch (Throwable e) {
            task.refused();
            throw e;
        }
        return task.future();
    }

    /** Submits tasks; if that fails, the caller cancels them all. */
    <R extends @Nullable Object> void dispatch(List<Task<R>> chunk) {
        chunk.forEach(Task::submitted);
        if (chunk.size() == 1) {
            schedule(chunk.get(0));
        } else {
            scheduleChunk(chunk);
        }
    }
}
