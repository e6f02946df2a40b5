package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.PoolTask;
import dev.krait.multiprocessing.internal.pool.TaskEncoder;
import dev.krait.multiprocessing.internal.pool.TaskFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code map} or {@code starmap}: its items, their outcomes, and whether all are there. Each item is a task of
 * its own, which may fail, be lost or go elsewhere by itself.
 */
final class MapJob implements AsyncResult.Source {
    private final String call;
    private final List<?> items;
    private final TaskOutcome[] outcomes;
    private final AtomicInteger missing;
    private final AtomicReference<@Nullable TaskOutcome> firstFailure = new AtomicReference<>();
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
        this.outcomes = new TaskOutcome[items.size()];
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
        TaskOutcome failed = firstFailure.get();
        if (failed != null) {
            failed.produce();
        }
        var results = new ArrayList<@Nullable Object>(outcomes.length);
        for (TaskOutcome outcome : outcomes) {
            results.add(outcome.produce());
        }
        return results;
    }

    /** One item as a task. */
    private final class Item extends CallTask {
        private final int index;

        Item(TaskFunction function, byte[] body, int offset, int length, int index) {
            super(function, body, offset, length);
            this.index = index;
        }

        @Override
        protected String describe() {
            String text = Objects.toString(items.get(index));
            String shown = text.length() > 80 ? text.substring(0, 77) + "..." : text;
            return "item " + index + " (" + shown + ") of " + call;
        }

        @Override
        void settle(TaskOutcome outcome) {
            outcomes[index] = outcome;
            if (!(outcome instanceof TaskOutcome.Returned)) {
                firstFailure.compareAndSet(null, outcome);
            }
            if (missing.decrementAndGet() == 0) {
                whenDone.accept(MapJob.this);
            }
        }
    }
}
