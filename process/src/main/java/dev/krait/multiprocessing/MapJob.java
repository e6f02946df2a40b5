package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.PoolOutcome;
import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code map} or {@code starmap}: its items, their outcomes, and whether all are there. Each item is a task of
 * its own, which may fail, be lost or go elsewhere by itself.
 */
final class MapJob implements AsyncResult.Source {
    private final String call;
    private final List<?> items;
    private final @Nullable PoolOutcome[] outcomes;
    private final AtomicInteger missing;
    /** The item that failed first, or -1. */
    private final AtomicInteger firstFailure = new AtomicInteger(-1);

    private final Consumer<MapJob> whenDone;

    /**
     * A job.
     *
     * @param call what is called, for the texts of failures
     * @param items what it is applied to; at least one
     * @param whenDone told once, when all outcomes are there, on a thread that must not be held up
     */
    MapJob(String call, List<?> items, Consumer<MapJob> whenDone) {
        this.call = call;
        this.items = items;
        this.outcomes = new @Nullable PoolOutcome[items.size()];
        this.missing = new AtomicInteger(items.size());
        this.whenDone = whenDone;
    }

    /** The tasks, whose arguments were encoded one behind the other. */
    List<PoolTask> tasks(TaskFunction function, TaskEncoder encoded, int[] ends) {
        var tasks = new ArrayList<PoolTask>(ends.length);
        byte[] bytes = encoded.array();
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            tasks.add(new Item(function, bytes, from, ends[i] - from, i));
            from = ends[i];
        }
        return tasks;
    }

    /** All results in the order of the items, or the failure that came first. */
    @Override
    public List<@Nullable Object> produce() throws Throwable {
        int failed = firstFailure.get();
        if (failed >= 0) {
            result(failed);
        }
        var results = new ArrayList<@Nullable Object>(outcomes.length);
        for (int i = 0; i < outcomes.length; i++) {
            results.add(result(i));
        }
        return results;
    }

    private @Nullable Object result(int index) throws Throwable {
        PoolOutcome outcome = outcomes[index];
        if (outcome == null) {
            throw new IllegalStateException(describe(index) + " has no outcome yet");
        }
        return TaskResult.of(outcome, () -> describe(index));
    }

    private String describe(int index) {
        String text = Objects.toString(items.get(index));
        String shown = text.length() > 80 ? text.substring(0, 77) + "..." : text;
        return "item " + index + " (" + shown + ") of " + call;
    }

    /** One item as a task. */
    private final class Item extends PoolTask {
        private final int index;

        Item(TaskFunction function, byte[] body, int offset, int length, int index) {
            super(function, body, offset, length);
            this.index = index;
        }

        @Override
        protected String describe() {
            return MapJob.this.describe(index);
        }

        @Override
        protected void settle(PoolOutcome outcome) {
            outcomes[index] = outcome;
            if (!(outcome instanceof PoolOutcome.Returned)) {
                firstFailure.compareAndSet(-1, index);
            }
            if (missing.decrementAndGet() == 0) {
                whenDone.accept(MapJob.this);
            }
        }
    }
}
