package dev.krait.concurrent.futures;

import dev.krait.function.Function0;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An executor as {@code java.util.concurrent} knows them. A failure of {@code execute} reaches the unread-failure hook. */
final class ExecutorServiceView implements ExecutorService {
    private final Executor executor;

    ExecutorServiceView(Executor executor) {
        this.executor = executor;
    }

    /** A callable as one of our functions; it travels when the callable does. */
    private record Called<T extends @Nullable Object>(Callable<T> callable) implements Function0<T> {
        @Override
        public T call() throws Exception {
            return callable.call();
        }
    }

    /** A runnable as one of our functions; it travels when the runnable and the result do. */
    private record Ran<T extends @Nullable Object>(
            Runnable runnable, @Nullable T result) implements Function0<T> {
        @Override
        @SuppressWarnings("NullAway") // null is a T where the caller gave it as one
        public T call() {
            runnable.run();
            return result;
        }
    }

    /** What the program gave for one of our functions: what its task is called after. */
    static Object programs(Object function) {
        if (function instanceof Called<?> called) {
            return called.callable();
        }
        return function instanceof Ran<?> ran ? ran.runnable() : function;
    }

    private <T extends @Nullable Object> Future<T> dispatch(Function0<T> function) {
        return dispatch(this.<T>newTask(function));
    }

    private <T extends @Nullable Object> Task<T> newTask(Function0<T> function) {
        return executor.newTask(CallShape.FUNCTION0, function, null);
    }

    private <T extends @Nullable Object> Future<T> dispatch(Task<T> task) {
        try {
            return executor.dispatch(task);
        } catch (IllegalStateException | BrokenExecutorException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        var unused = dispatch(new Ran<@Nullable Void>(command, null));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        return dispatch(new Called<>(Objects.requireNonNull(task, "task")));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
        return dispatch(new Ran<>(Objects.requireNonNull(task, "task"), result));
    }

    @Override
    public Future<?> submit(Runnable task) {
        return dispatch(new Ran<@Nullable Void>(Objects.requireNonNull(task, "task"), null));
    }

    // ---- several at once

    @Override
    public <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        List<Future<T>> futures = submitAll(tasks);
        try {
            Futures.await(futures);
            cancelAll(futures);
            return new ArrayList<>(futures);
        } catch (Throwable e) {
            abandon(futures);
            throw e;
        }
    }

    @Override
    public <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Math.max(0, unit.toNanos(timeout));
        long deadline = System.nanoTime() + nanos;
        List<Task<T>> calls = newTasks(tasks);
        List<Future<T>> futures = calls.stream().map(Task::future).toList();
        try {
            if (submitWithin(nanos, calls)) {
                Futures.await(futures, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
            cancelAll(futures);
            return new ArrayList<>(futures);
        } catch (Throwable e) {
            abandon(futures);
            throw e;
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        refuseNone(tasks);
        List<Future<T>> futures = submitAll(tasks);
        try (var completed = Futures.asCompleted(futures)) {
            return firstSuccess(completed);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without limit timed out", e);
        } finally {
            abandon(futures);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        refuseNone(tasks);
        long nanos = Math.max(0, unit.toNanos(timeout));
        List<Task<T>> calls = newTasks(tasks);
        List<Future<T>> futures = calls.stream().map(Task::future).toList();
        boolean allInTime = true;
        try (var completed = Futures.asCompleted(futures, Duration.ofNanos(nanos))) {
            allInTime = submitWithin(nanos, calls);
            return firstSuccess(completed);
        } catch (ExecutionException e) {
            if (allInTime) {
                throw e;
            }
            throw new TimeoutException("the time was up before all " + calls.size() + " tasks were submitted");
        } finally {
            abandon(futures);
        }
    }

    private static void refuseNone(Collection<?> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task");
        }
    }

    private <T extends @Nullable Object> List<Task<T>> newTasks(Collection<? extends Callable<T>> tasks) {
        var calls = new ArrayList<Task<T>>(tasks.size());
        for (Callable<T> task : tasks) {
            calls.add(newTask(new Called<>(Objects.requireNonNull(task, "a task in the given ones"))));
        }
        return calls;
    }

    /** Submits tasks while there is time; false if that was not enough. */
    private <T extends @Nullable Object> boolean submitWithin(long nanos, List<Task<T>> calls) {
        try (var limit = new SubmitLimit(nanos)) {
            for (Task<T> call : calls) {
                if (!limit.allows(call.future())) {
                    return false;
                }
                var unused = dispatch(call);
            }
            return !limit.isOver();
        }
    }

    private <T extends @Nullable Object> List<Future<T>> submitAll(Collection<? extends Callable<T>> tasks) {
        var futures = new ArrayList<Future<T>>(tasks.size());
        try {
            for (Task<T> call : newTasks(tasks)) {
                futures.add(dispatch(call));
            }
            return futures;
        } catch (Throwable e) {
            abandon(futures);
            throw e;
        }
    }

    private static <T extends @Nullable Object> T firstSuccess(CompletedFutures<Future<T>> completed)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutionException failure = null;
        while (completed.hasNext()) {
            try {
                return completed.take().get();
            } catch (ExecutionException e) {
                failure = e;
            } catch (CancellationException e) {
                failure = new ExecutionException(e);
            }
        }
        throw failure == null ? new ExecutionException(new AssertionError("no task, no failure")) : failure;
    }

    /** Cancels futures that nobody gets to see, so that nobody is to blame for not reading how they fail, now or later. */
    private static void abandon(List<? extends Future<?>> futures) {
        cancelAll(futures);
        for (Future<?> future : futures) {
            Waiter unused = future.listen(future::markRead);
        }
    }

    private static void cancelAll(List<? extends Future<?>> futures) {
        futures.forEach(future -> future.cancel(true));
    }

    // ---- the end

    @Override
    public void shutdown() {
        executor.beginShutdown(false, false);
    }

    @Override
    public List<Runnable> shutdownNow() {
        return executor.beginShutdown(true, true).stream()
                .map(ExecutorServiceView::asRunnable)
                .toList();
    }

    /** What the caller submitted, as far as it was a runnable; otherwise something that calls it. */
    private static Runnable asRunnable(Task<?> task) {
        if (task.function() instanceof Ran<?> ran) {
            return ran.runnable();
        }
        return () -> {
            try {
                Object ignored = task.call();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                throw new TaskFailedException(e);
            }
        };
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(Duration.ofNanos(Math.max(0, unit.toNanos(timeout))));
    }

    @Override
    public String toString() {
        return "ExecutorService over " + executor;
    }
}
