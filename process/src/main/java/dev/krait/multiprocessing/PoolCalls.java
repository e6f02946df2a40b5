package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.pool.BrokenPoolException;
import dev.krait.multiprocessing.internal.pool.CallbackThread;
import dev.krait.multiprocessing.internal.pool.FunctionName;
import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import dev.krait.multiprocessing.internal.pool.WorkerPool;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the calls that a pool is given into tasks: encodes them in the caller's thread, so that failures show there. */
final class PoolCalls {
    /** Encodes the arguments of one item. */
    interface ItemEncoder<I extends @Nullable Object> {
        void encode(TaskEncoder to, I item) throws IOException;
    }

    private static final int LONGEST_SHOWN = 100;

    private final WorkerPool workers;
    private final CallbackThread callbacks;

    PoolCalls(WorkerPool workers) {
        this.workers = workers;
        this.callbacks = new CallbackThread(workers.name() + "-callbacks");
    }

    /** One call. */
    @SuppressWarnings("unchecked")
    <R extends @Nullable Object> AsyncResult<R> call(
            Serializable function,
            int arity,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback,
            @Nullable Object... arguments) {
        requireNonNull(function, "function");
        checkRunning();
        var encoder = new TaskEncoder();
        TaskFunction shared;
        try {
            shared = workers.encode(function, arity, encoder);
        } catch (IOException e) {
            throw cannotTravel("the function of apply", e);
        }
        for (int i = 0; i < arguments.length; i++) {
            try {
                encoder.add(arguments[i]);
            } catch (IOException e) {
                throw cannotTravel("argument " + i + " of apply", e);
            }
        }
        var result = new AsyncResult<R>();
        boolean tells = callback != null || errorCallback != null;
        submit(List.of(new PoolTask(shared, encoder.array(), 0, encoder.size()) {
            @Override
            protected String describe() {
                return describeCall(function, arguments);
            }

            @Override
            protected void settle(PoolOutcome outcome) {
                AsyncResult.Source source = () -> TaskResult.of(outcome, this::describe);
                if (tells) {
                    callbacks.execute(() -> tell(result, source, callback, errorCallback));
                } else {
                    result.settle(source);
                }
            }
        }));
        return result;
    }

    /** The result becomes ready after its callback, whatever that does. */
    @SuppressWarnings("unchecked")
    private static <R extends @Nullable Object> void tell(
            AsyncResult<R> result,
            AsyncResult.Source outcome,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        Object value = null;
        Throwable failure = null;
        try {
            value = outcome.produce();
        } catch (Throwable e) {
            failure = e;
        }
        Object known = value;
        Throwable thrown = failure;
        try {
            if (thrown == null && callback != null) {
                callback.accept((R) known);
            } else if (thrown != null && errorCallback != null) {
                errorCallback.accept(thrown);
            }
        } finally {
            result.settle(() -> {
                if (thrown != null) {
                    throw thrown;
                }
                return known;
            });
        }
    }

    /** One call for every item. */
    <I extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> map(
            String call, Serializable function, int arity, Iterable<? extends I> items, ItemEncoder<I> itemEncoder) {
        requireNonNull(function, "function");
        checkRunning();
        String name = call + " with " + FunctionName.of(function);
        var encoder = new TaskEncoder();
        var all = new ArrayList<I>();
        var ends = new ArrayList<Integer>();
        for (I item : items) {
            try {
                itemEncoder.encode(encoder, item);
            } catch (IOException e) {
                throw cannotTravel("item " + all.size() + " of " + name, e);
            }
            all.add(item);
            ends.add(encoder.size());
        }
        var result = new AsyncResult<List<R>>();
        if (all.isEmpty()) {
            result.settle(List::of);
            return result;
        }
        TaskFunction shared;
        try {
            shared = workers.share(function, arity);
        } catch (IOException e) {
            throw cannotTravel("the function of " + call, e);
        }
        var job = new MapJob(name, all, done -> {
            workers.forget(shared);
            result.settle(done);
        });
        submit(job.tasks(shared, encoder, ends.stream().mapToInt(end -> end).toArray()));
        return result;
    }

    /** Waits until every callback of a result that is known has run. */
    void awaitCallbacks() throws InterruptedException {
        callbacks.awaitIdle();
    }

    private void checkRunning() {
        try {
            workers.checkRunning();
        } catch (BrokenPoolException e) {
            throw TaskResult.broken(e.reason());
        }
    }

    private void submit(List<? extends PoolTask> tasks) {
        try {
            workers.submitAll(tasks);
        } catch (BrokenPoolException e) {
            throw TaskResult.broken(e.reason());
        }
    }

    private static IllegalArgumentException cannotTravel(String what, IOException reason) {
        return new IllegalArgumentException(what + ": " + reason.getMessage(), reason.getCause());
    }

    private static String describeCall(Serializable function, @Nullable Object[] arguments) {
        String call = "a call of " + FunctionName.of(function);
        if (arguments.length == 0) {
            return call;
        }
        String shown = Arrays.toString(arguments);
        return call + " with " + (shown.length() > LONGEST_SHOWN ? shown.substring(0, LONGEST_SHOWN) + "..." : shown);
    }
}
