package dev.krait.multiprocessing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code map} or {@code starmap}: its items, their outcomes, and whether all are there. Each item is a call of
 * its own, which may fail, be lost or go elsewhere by itself.
 */
final class MapJob implements CallOutcome {
    private final String call;
    private final List<Item> items = new ArrayList<>();

    /** The outcomes that are missing, and one more while items are still added. */
    private final AtomicInteger missing = new AtomicInteger(1);

    private final AtomicReference<@Nullable Item> firstFailure = new AtomicReference<>();
    private final Consumer<MapJob> whenDone;

    /**
     * A job.
     *
     * @param call what is called, for the texts of failures
     * @param whenDone told once, when all outcomes are there, on a thread that must not be held up
     */
    MapJob(String call, Consumer<MapJob> whenDone) {
        this.call = call;
        this.whenDone = whenDone;
    }

    /** Adds an item; by the thread that makes the job. */
    CallReceiver add(@Nullable Object item) {
        missing.incrementAndGet();
        var added = new Item(items.size(), item);
        items.add(added);
        return added;
    }

    int size() {
        return items.size();
    }

    /** All items were added and submitted. */
    void complete() {
        less(1);
    }

    private void less(int outcomes) {
        if (missing.addAndGet(-outcomes) == 0) {
            whenDone.accept(this);
        }
    }

    @Override
    public boolean failed() {
        return firstFailure.get() != null;
    }

    /** All results in the order of the items, or the failure that came first. */
    @Override
    public List<@Nullable Object> produce() throws Throwable {
        Item failed = firstFailure.get();
        if (failed != null) {
            failed.result();
        }
        var results = new ArrayList<@Nullable Object>(items.size());
        for (Item item : items) {
            results.add(item.result());
        }
        return results;
    }

    /** One item. */
    private final class Item implements CallReceiver {
        private final int index;
        private final @Nullable Object value;

        /** Written before the count of missing ones goes down, read after it is zero. */
        private @Nullable CallOutcome outcome;

        Item(int index, @Nullable Object value) {
            this.index = index;
            this.value = value;
        }

        @Nullable
        Object result() throws Throwable {
            if (outcome == null) {
                throw new IllegalStateException(describe() + " has no outcome yet");
            }
            return outcome.produce();
        }

        @Override
        public String describe() {
            return ItemText.of(index, value, call);
        }

        @Override
        public void settled(CallOutcome known) {
            take(known);
            less(1);
        }

        @Override
        public void settledTogether(CallReceiver[] receivers, int from, List<CallOutcome> outcomes) {
            for (int i = 0; i < outcomes.size(); i++) {
                ((Item) receivers[from + i]).take(outcomes.get(i));
            }
            less(outcomes.size());
        }

        private void take(CallOutcome known) {
            outcome = known;
            if (known.failed()) {
                firstFailure.compareAndSet(null, this);
            }
        }
    }
}
