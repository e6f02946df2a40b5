package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.wire.ValueName;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the calls of all kinds of pools have in common: their results, callbacks, and lazy inputs. */
final class PoolCalls {
    private static final int LONGEST_SHOWN = 100;
    private static final int FIRST_BATCH = 64;
    private static final int LARGEST_BATCH = 1024;
    private static final long LARGEST_BATCH_BYTES = 256 * 1024;

    private final PoolEngine engine;

    private final TaskOptions options;

    /** The inputs that are still read; guarded by itself, as is the closing of the engine. */
    private final Set<Feed> feeds;

    private final RetryPauses pauses;

    PoolCalls(PoolEngine engine) {
        this(engine, TaskOptions.defaults(), new HashSet<>(), new RetryPauses());
    }

    private PoolCalls(PoolEngine engine, TaskOptions options, Set<Feed> feeds, RetryPauses pauses) {
        this.engine = engine;
        this.options = options;
        this.feeds = feeds;
        this.pauses = pauses;
    }

    /** Calls of the same pool that are treated in another way. */
    PoolCalls with(TaskOptions other) {
        return new PoolCalls(engine, requireNonNull(other, "options"), feeds, pauses);
    }

    PoolEngine engine() {
        return engine;
    }

    private CallGroup group(String call, Serializable function, int arity) {
        CallGroup group = engine.group(call, function, arity, options);
        return options.retries() == 0 ? group : new RetryGroup(engine, group, options, pauses);
    }

    private <R extends @Nullable Object> AsyncResult<R> result(
            @Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
        return new AsyncResult<>(callback == null && errorCallback == null ? () -> false : engine::isCallingBack);
    }

    /** One call. */
    <R extends @Nullable Object> AsyncResult<R> call(
            Serializable function,
            int arity,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback,
            @Nullable Object... arguments) {
        requireNonNull(function, "function");
        var result = this.<R>result(callback, errorCallback);
        var receiver = new CallReceiver() {
            @Override
            public String describe() {
                return describeCall(function, arguments);
            }

            @Override
            public void settled(CallOutcome outcome) {
                settle(result, outcome, callback, errorCallback);
            }
        };
        Runnable stopper = options.retries() == 0
                ? engine.submit(function, arity, arguments, receiver, options)
                : submitForRetries(function, arity, arguments, receiver);
        result.cancelledBy(() -> {
            publish(result, cancelled(receiver), callback, errorCallback);
            stopper.run();
        });
        return result;
    }

    private Runnable submitForRetries(
            Serializable function, int arity, @Nullable Object[] arguments, CallReceiver receiver) {
        CallGroup group = group("apply", function, arity);
        try {
            CallGroup.Batch one = group.batch(0, BatchReceiver.ofOne(receiver));
            one.add(arguments);
            group.submit(one);
        } finally {
            group.end();
        }
        return group::stop;
    }

    private static CallOutcome cancelled(CallReceiver receiver) {
        return new CallOutcome.Failure(new CancellationException(receiver.description() + " was cancelled"));
    }

    private <R extends @Nullable Object> void settle(
            AsyncResult<R> result,
            CallOutcome outcome,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        if (result.claim()) {
            publish(result, outcome, callback, errorCallback);
        }
    }

    private <R extends @Nullable Object> void publish(
            AsyncResult<R> result,
            CallOutcome outcome,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        if (callback == null && errorCallback == null) {
            result.settle(outcome);
        } else {
            engine.callBack(() -> tell(result, outcome, callback, errorCallback));
        }
    }

    /** The result becomes ready after its callback, whatever that does. */
    @SuppressWarnings("unchecked")
    private static <R extends @Nullable Object> void tell(
            AsyncResult<R> result,
            CallOutcome outcome,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        CallOutcome known;
        try {
            known = new CallOutcome.Value(outcome.produce());
        } catch (Throwable e) {
            known = new CallOutcome.Failure(e);
        }
        try {
            if (known instanceof CallOutcome.Value value && callback != null) {
                callback.accept((R) value.value());
            } else if (known instanceof CallOutcome.Failure failure && errorCallback != null) {
                errorCallback.accept(failure.thrown());
            }
        } finally {
            result.settle(known);
        }
    }

    /**
     * One call for every item.
     *
     * @param adder adds the call that an item stands for to a batch
     * @param chunk how many items go to a worker together, 0 for as many as is best
     * @param patient whether the caller waits for the results anyway, and so may be held up before all is submitted
     */
    <I extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> map(
            String call,
            Serializable function,
            int arity,
            Iterable<? extends I> items,
            BiConsumer<CallGroup.Batch, ? super I> adder,
            int chunk,
            boolean patient,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        requireNonNull(function, "function");
        requireNonNull(items, "items");
        CallGroup group = group(call, function, arity);
        var result = this.<List<R>>result(callback, errorCallback);
        String name = call + " with " + ValueName.ofFunction(function);
        var job = new MapJob(name, done -> {
            if (done.size() == 0 && result.claim()) {
                result.settle(done);
            } else {
                settle(result, done, callback, errorCallback);
            }
        });
        boolean complete = false;
        try {
            submitAll(group, job, items, adder, chunk, patient);
            complete = true;
        } finally {
            if (!complete) {
                group.cancel();
            }
            group.end();
        }
        job.complete();
        result.cancelledBy(() -> {
            var reason = new CancellationException(name + " was cancelled");
            publish(result, new CallOutcome.Failure(reason), callback, errorCallback);
            group.stop();
        });
        return result;
    }

    private static <I extends @Nullable Object> void submitAll(
            CallGroup group,
            MapJob job,
            Iterable<? extends I> items,
            BiConsumer<CallGroup.Batch, ? super I> adder,
            int chunk,
            boolean patient) {
        // The first are on their way while others are still encoded; a chunk is never cut.
        boolean grows = chunk == 0 || (chunk == 1 && items instanceof Collection<?>);
        int batchSize = grows ? FIRST_BATCH : chunk;
        if (batchSize > 1 && !(items instanceof Collection<?>)) {
            group.argumentsMayChange(); // It may give one array again and again, each time with other contents.
        }
        MapJob.Part part = job.part();
        CallGroup.Batch batch = group.batch(chunk, part);
        for (I item : items) {
            part.add(item);
            adder.accept(batch, item);
            if (batch.size() >= batchSize || (grows && batch.bytes() >= LARGEST_BATCH_BYTES)) {
                part.end();
                group.submit(batch);
                part = job.part();
                batch = group.batch(chunk, part);
                batchSize = grows ? Math.min(LARGEST_BATCH, 2 * batchSize) : chunk;
                if (patient) {
                    awaitRoom(group);
                }
            }
        }
        if (batch.size() > 0) {
            part.end();
            group.submit(batch);
        }
    }

    private static void awaitRoom(CallGroup group) {
        if (!Thread.currentThread().isInterrupted()) {
            try {
                group.awaitRoom();
            } catch (InterruptedException e) {
                // The wait for the results will throw it; the call itself goes on.
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One call for every item of an input that is read as results are taken. */
    <I extends @Nullable Object, R extends @Nullable Object> IMapIterator<R> imap(
            boolean ordered, Serializable function, Iterable<? extends I> items, int chunk) {
        requireNonNull(function, "function");
        requireNonNull(items, "items");
        checkChunk(chunk);
        String call = ordered ? "imap" : "imapUnordered";
        String name = call + " with " + ValueName.ofFunction(function);
        if (engine instanceof InlineEngine inline) {
            return new InlineResults<>(name, inline, group(call, function, 1), items);
        }
        Iterator<? extends I> input = items.iterator();
        synchronized (feeds) {
            CallGroup group = group(call, function, 1);
            engine.hold();
            var results = new PooledResults<R>(name, engine.name(), ordered, engine.size(), chunk);
            boolean lazy = !(items instanceof Collection<?>);
            var feed = new Feed(name, engine, group, results, input, lazy, chunk, this::ended);
            results.fedBy(feed);
            feeds.add(feed);
            feed.begin();
            return results;
        }
    }

    static void checkChunk(int chunk) {
        if (chunk < 1) {
            throw new IllegalArgumentException("a chunk must have at least 1 item, not " + chunk);
        }
    }

    private void ended(Feed feed) {
        synchronized (feeds) {
            feeds.remove(feed);
        }
    }

    void close() {
        synchronized (feeds) {
            feeds.forEach(Feed::poolCloses);
            engine.close();
        }
    }

    void terminate() {
        synchronized (feeds) {
            feeds.forEach(Feed::poolEnds);
        }
        engine.terminate();
        pauses.poolEnds();
    }

    private static String describeCall(Serializable function, @Nullable Object[] arguments) {
        String call = "a call of " + ValueName.ofFunction(function);
        if (arguments.length == 0) {
            return call;
        }
        String shown = Arrays.toString(arguments);
        return call + " with " + (shown.length() > LONGEST_SHOWN ? shown.substring(0, LONGEST_SHOWN) + "..." : shown);
    }
}
