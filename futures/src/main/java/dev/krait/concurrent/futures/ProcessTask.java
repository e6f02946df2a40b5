package dev.krait.concurrent.futures;

import dev.krait.function.Function0;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A task of an executor as a task of a pool of processes. */
final class ProcessTask extends PoolTask implements Stopper {
    private final ProcessPoolExecutor executor;
    private final Task<?> task;
    private final @Nullable Object job;
    private final Runnable whenRefused;

    /** Whether it has a place in a bounded queue; another run of a task that was here before never takes one. */
    private final AtomicBoolean hasRoom = new AtomicBoolean();

    private volatile boolean begun;

    /** Tells of the end of the future while no worker has begun the task. */
    private volatile @Nullable Waiter endListener;

    private ProcessTask(
            ProcessPoolExecutor executor,
            Task<?> task,
            TaskFunction function,
            TaskEncoder encoded,
            @Nullable Object job,
            Runnable whenRefused) {
        super(function, encoded);
        this.executor = executor;
        this.task = task;
        this.job = job;
        this.whenRefused = whenRefused;
    }

    /**
     * A function together with its arguments and what it needs around it: the context of whoever submitted it, and a way to
     * tell of its progress.
     *
     * @param pause the nanoseconds between two reports of progress, 0 if nobody wants any
     */
    private record Surrounded(
            @Nullable ContextSnapshot context,
            long pause,
            CallShape shape,
            Object function,
            ArrayList<@Nullable Object> arguments)
            implements Function0<@Nullable Object> {
        @Override
        @SuppressWarnings("NullAway") // null is a result like any other
        public @Nullable Object call() throws Exception {
            if (pause == 0) {
                return callInContext();
            }
            Progress.Listener outer = Progress.enter(Progress.reporter(pause));
            try {
                return callInContext();
            } finally {
                Progress.leave(outer);
            }
        }

        @SuppressWarnings("NullAway") // null is a result like any other
        private @Nullable Object callInContext() throws Exception {
            return context == null
                    ? shape.call(function, arguments.toArray())
                    : context.call(() -> shape.call(function, arguments.toArray()));
        }
    }

    /**
     * Encodes a task in the calling thread.
     *
     * @param whenRefused what to do if the pool does not take it
     * @throws IllegalArgumentException if part of it cannot travel
     */
    static ProcessTask of(ProcessPoolExecutor executor, Task<?> task, Runnable whenRefused) {
        var encoder = new TaskEncoder().withBlocks();
        ContextSnapshot context = task.context();
        Duration silence = task.options().progressTimeout();
        if (context != null || silence != null) {
            long pause = silence == null ? 0 : Progress.Reporter.pauseFor(silence.toNanos());
            task.progressMayLag(pause);
            var surrounded =
                    new Surrounded(context, pause, task.shape(), task.function(), new ArrayList<>(task.arguments()));
            TaskFunction function = encodeFunction(executor, surrounded, 0, encoder);
            return new ProcessTask(executor, task, function, encoder, null, whenRefused);
        }
        List<@Nullable Object> arguments = task.arguments();
        Object job = task.job();
        TaskFunction function;
        if (job == null) {
            function = encodeFunction(executor, (Serializable) task.function(), arguments.size(), encoder);
        } else {
            try {
                function = executor.functions().share(job, (Serializable) task.function(), arguments.size());
            } catch (IOException e) {
                throw cannotTravel("the function of a map", e);
            }
        }
        try {
            for (int i = 0; i < arguments.size(); i++) {
                encode(encoder, arguments.get(i), i);
            }
        } catch (IllegalArgumentException e) {
            if (job != null) {
                executor.functions().release(job);
            }
            throw e;
        }
        return new ProcessTask(executor, task, function, encoder, job, whenRefused);
    }

    private static TaskFunction encodeFunction(
            ProcessPoolExecutor executor, Serializable function, int arity, TaskEncoder encoder) {
        try {
            return executor.pool().encode(function, arity, encoder);
        } catch (IOException e) {
            throw cannotTravel("the function of a task", e);
        }
    }

    private static void encode(TaskEncoder encoder, @Nullable Object argument, int index) {
        try {
            encoder.add(argument);
        } catch (IOException e) {
            throw cannotTravel("argument " + index + " of a task", e);
        }
    }

    private static IllegalArgumentException cannotTravel(String what, IOException reason) {
        return new IllegalArgumentException(what + ": " + reason.getMessage(), reason.getCause());
    }

    Task<?> task() {
        return task;
    }

    @Override
    protected int priority() {
        return task.options().priority();
    }

    @Override
    protected boolean goesAlone() {
        TaskOptions options = task.options();
        return options.queueTimeout() != null || options.runTimeout() != null || options.progressTimeout() != null;
    }

    @Override
    protected void progressed() {
        task.progressed();
    }

    @Override
    protected boolean begin() {
        begun = true;
        boolean needed = task.start(this);
        if (!needed) {
            giveRoom();
            releaseFunction();
        }
        forgetEnd();
        return needed;
    }

    /** What was sent ahead of an answer waits like what was not sent, so it keeps its place until then. */
    @Override
    protected void becameNext() {
        giveRoom();
    }

    @Override
    protected void waitsAgain() {
        task.waitsAgain();
    }

    /** From now on the task leaves the queue as soon as nobody needs it any more. */
    void leaveQueueWhenDone() {
        endListener = task.future().listen(() -> {
            if (!begun && executor.pool().stop(this, executor.settings().stopGrace())) {
                withdrawn();
            }
        });
        if (begun) {
            forgetEnd(); // From its beginning on the future knows itself whom to stop.
        }
    }

    private void forgetEnd() {
        Waiter listener = endListener;
        if (listener != null) {
            task.future().forget(listener);
        }
    }

    /** The task was taken back from the pool for good: its future is cancelled, and nobody works for it any more. */
    void withdrawn() {
        giveRoom();
        releaseFunction();
        task.fail(new CancellationException("taken back before a worker began"));
    }

    /** The pool did not take the task. */
    void refused() {
        giveRoom();
        releaseFunction();
        whenRefused.run();
    }

    /** It has a place in the queue, to be given to another when its worker comes to it, or never will. */
    void tookRoom() {
        hasRoom.set(true);
    }

    private void giveRoom() {
        if (hasRoom.getAndSet(false)) {
            executor.giveRoom();
        }
    }

    private void releaseFunction() {
        if (job != null) {
            executor.functions().release(job);
        }
    }

    @Override
    public void stop(Future<?> future) {
        if (executor.pool().stop(this, executor.settings().stopGrace())) {
            withdrawn();
        }
    }

    /** The same for a task whose time is up. */
    void stop(Overdue overdue) {
        if (executor.pool().stop(this, executor.settings().stopGrace(), overdue, overdue.reason())) {
            withdrawn();
        }
    }

    /** A worker that is killed because its task was cancelled or is out of time is not lost. */
    @Override
    protected boolean breaksPoolWhenLost() {
        return executor.settings().breakOnWorkerLoss() && !task.future().done();
    }

    @Override
    protected void settle(PoolOutcome outcome) {
        giveRoom();
        releaseFunction();
        if (outcome instanceof PoolOutcome.Lost lost && breaksPoolWhenLost()) {
            PoolOutcome.Broken broken = ProcessOutcome.brokenBy(lost);
            executor.pool().breakDownNow(broken, true);
            tell(broken);
        } else {
            tell(outcome);
        }
    }

    private void tell(PoolOutcome outcome) {
        if (!(outcome instanceof PoolOutcome.Returned) && task.options().retries() > 0) {
            // The predicate of a retry is the program's own code. Callbacks have another thread, since one of them may
            // wait for this very task.
            executor.retries().execute(() -> settleOrRetry(outcome));
        } else {
            ProcessOutcome.settle(task, outcome, executor.name(), task.lastingDescription(), executor.callbacks());
        }
    }

    private void settleOrRetry(PoolOutcome outcome) {
        Throwable failure = ProcessOutcome.failure(outcome, executor.name(), () -> PoolTask.described(this::describe));
        if (task.retry(failure)) {
            executor.pauseBeforeRetry(task, failure);
        } else {
            task.fail(failure, executor.callbacks());
        }
    }

    @Override
    protected String describe() {
        return task.describe();
    }
}
