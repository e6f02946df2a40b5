package dev.krait.concurrent.futures;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The results of a map in the order of the input. It pulls the input as far ahead as the options say and keeps nothing
 * of what was taken.
 */
final class MapIterator<R extends @Nullable Object> implements ResultIterator<R> {
    private final Executor executor;
    private final CallShape shape;
    private final Object function;
    private final Object job = new Object();
    private final int bufferSize;
    private final int chunkSize;
    private final boolean timed;
    private final long deadline;

    private final Deque<Future<R>> submitted = new ArrayDeque<>();
    private @Nullable Rows rows;
    private @Nullable Throwable inputFailure;

    /** What could not be submitted since an interrupt ended the wait for room, and what said so. */
    private @Nullable Object @Nullable [] left;

    private @Nullable RejectedExecutionException interruption;

    /** Whether the time was up before all of the input was submitted. */
    private boolean outOfTime;

    /** Submits what the options allow; what the input or the executor throws in that comes out here. */
    MapIterator(Executor executor, CallShape shape, Object function, Rows rows, MapOptions options) {
        this.executor = executor;
        this.shape = shape;
        this.function = function;
        this.rows = rows;
        this.bufferSize = options.bufferSize();
        // An input that has to be waited for may be waiting for the tasks before, so only of others more is looked at.
        boolean ahead = rows.atHand() && bufferSize == Integer.MAX_VALUE;
        int together = Math.max(options.chunkSize(), ahead ? executor.tasksAtOnce() : 1);
        this.chunkSize = executor.mayKeepSubmitters() ? 1 : Math.min(together, bufferSize);
        Duration timeout = options.timeout();
        this.timed = timeout != null;
        this.deadline = timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
        fill();
        Throwable failure = inputFailure == null ? interruption : inputFailure;
        if (failure != null) {
            close();
            throw Sneaky.rethrow(failure);
        }
    }

    private void fill() {
        interruption = null;
        while (interruption == null
                && !outOfTime
                && rows != null
                && bufferSize - submitted.size() >= (submitted.isEmpty() ? 1 : chunkSize)) {
            List<Task<R>> chunk = nextChunk(Math.min(chunkSize, bufferSize - submitted.size()));
            if (!chunk.isEmpty()) {
                submit(chunk);
            }
        }
    }

    private List<Task<R>> nextChunk(int size) {
        var chunk = new ArrayList<Task<R>>(); // The size is what the caller allows, not what there is.
        try {
            while (rows != null && chunk.size() < size) {
                @Nullable Object[] row = left == null ? rows.next() : left;
                left = null;
                if (row == null) {
                    rows = null;
                } else {
                    chunk.add(executor.<R>newTask(shape, function, row).partOf(job));
                }
            }
        } catch (Throwable e) {
            failInput(e);
        }
        return chunk;
    }

    private void submit(List<Task<R>> chunk) {
        try {
            if (timed && executor.mayKeepSubmitters()) {
                dispatchInTime(chunk);
            } else {
                executor.dispatch(chunk);
            }
        } catch (Throwable e) {
            // What part of the chunk was taken cannot be known here, so none of it is to run.
            chunk.forEach(task -> task.future().cancel());
            if (chunk.size() == 1
                    && e instanceof RejectedExecutionException refusal
                    && e.getCause() instanceof InterruptedException) {
                left = chunk.get(0).arguments().toArray();
                interruption = refusal;
            } else {
                failInput(e);
            }
            return;
        }
        if (!outOfTime) {
            chunk.forEach(task -> submitted.add(task.future()));
        }
    }

    /** Submits one task, which waits for room, or runs in this thread, no longer than there is time for all. */
    private void dispatchInTime(List<Task<R>> one) {
        Future<R> future = one.get(0).future();
        try (var limit = new SubmitLimit(Math.max(0, deadline - System.nanoTime()))) {
            if (limit.allows(future)) {
                executor.dispatch(one);
            }
            outOfTime = limit.isOver() && future.cancel();
        }
    }

    private void failInput(Throwable failure) {
        rows = null;
        if (inputFailure == null) {
            inputFailure = failure;
        }
    }

    @Override
    public boolean hasNext() {
        if (submitted.isEmpty()) {
            fill();
        }
        return !submitted.isEmpty() || inputFailure != null || left != null || outOfTime;
    }

    @Override
    public R take() throws Exception {
        if (!hasNext()) {
            throw new NoSuchElementException("all results have been taken, or the iterator was closed");
        }
        Future<R> first = submitted.poll();
        if (first == null && left != null && Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for room");
        }
        if (first == null && outOfTime) {
            throw timeIsUp();
        }
        if (first == null) {
            Throwable failure = inputFailure;
            close();
            throw Sneaky.rethrow(failure == null ? new NoSuchElementException("the input ended") : failure);
        }
        fill();
        awaitResult(first);
        return first.result();
    }

    private void awaitResult(Future<R> first) throws InterruptedException, TimeoutException {
        boolean inTime = true;
        try {
            if (timed) {
                inTime = first.awaitDone(deadline - System.nanoTime());
            } else {
                first.awaitDone();
            }
        } catch (InterruptedException e) {
            submitted.addFirst(first);
            throw e;
        }
        if (!inTime) {
            submitted.addFirst(first);
            throw timeIsUp();
        }
    }

    private TimeoutException timeIsUp() {
        int missing = Math.max(1, submitted.size());
        close();
        return new TimeoutException("the timeout of this map has passed with " + missing
                + " results or more outstanding; what has not started is cancelled");
    }

    @Override
    public void close() {
        rows = null;
        left = null;
        outOfTime = false;
        inputFailure = null;
        submitted.forEach(Future::cancel);
        submitted.clear();
    }
}
