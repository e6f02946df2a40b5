package dev.krait.concurrent.futures;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Another executor, seen with options for the tasks submitted here. */
final class OptionsExecutor extends Executor {
    private final Executor executor;
    private final TaskOptions options;

    OptionsExecutor(Executor executor, TaskOptions options) {
        this.executor = executor;
        this.options = options;
    }

    @Override
    public Executor with(TaskOptions other) {
        return executor.with(other);
    }

    @Override
    TaskOptions options() {
        return options;
    }

    @Override
    <R extends @Nullable Object> Task<R> newTask(
            CallShape shape,
            Object function,
            @Nullable Object @Nullable [] arguments,
            TaskOptions wanted,
            @Nullable Consumer<? super Future<?>> onEnd) {
        return executor.newTask(shape, function, arguments, wanted, onEnd);
    }

    @Override
    int tasksAtOnce() {
        return executor.tasksAtOnce();
    }

    @Override
    boolean mayKeepSubmitters() {
        return executor.mayKeepSubmitters();
    }

    @Override
    protected void schedule(Task<?> task) {
        executor.schedule(task);
    }

    @Override
    protected void scheduleChunk(List<? extends Task<?>> tasks) {
        executor.scheduleChunk(tasks);
    }

    @Override
    protected List<Task<?>> beginShutdown(boolean cancelQueued, boolean stopRunning) {
        return executor.beginShutdown(cancelQueued, stopRunning);
    }

    @Override
    public void shutdown(boolean wait, boolean cancelFutures) throws InterruptedException {
        executor.shutdown(wait, cancelFutures);
    }

    @Override
    protected boolean isOwnWorker() {
        return executor.isOwnWorker();
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isBroken() {
        return executor.isBroken();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return executor.awaitTermination(timeout);
    }

    @Override
    public String toString() {
        return executor.toString();
    }
}
