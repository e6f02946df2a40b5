package dev.krait.multiprocessing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    private static final Object[] NONE = {};

    private final String call;
    private final List<Part> parts = new ArrayList<>();
    private int size;

    /** The outcomes that are missing, and one more while items are still added. */
    private final AtomicInteger missing = new AtomicInteger(1);

    private final AtomicReference<@Nullable CallOutcome> firstFailure = new AtomicReference<>();
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

    /** Begins a part of the items, which follow those of the parts before it; by the thread that makes the job. */
    Part part() {
        var part = new Part(size);
        parts.add(part);
        return part;
    }

    int size() {
        return size;
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
        CallOutcome failure = firstFailure.get();
        if (failure != null) {
            failure.produce();
        }
        if (missing.get() != 0) {
            throw new IllegalStateException(call + " lacks " + missing + " outcomes");
        }
        var results = new ArrayList<@Nullable Object>(size);
        for (Part part : parts) {
            part.produceInto(results);
        }
        return results;
    }

    /** Some items that follow each other and are submitted together. */
    final class Part implements BatchReceiver {
        private final int first;
        private @Nullable Object[] items = new @Nullable Object[16];
        private int count;

        /** The value of each item that is here. Written before the count of missing ones goes down, read after it is zero. */
        private @Nullable Object[] values = NONE;

        /** How else a call ended, null where the value is here; there is none if all values are. */
        private CallOutcome @Nullable [] others;

        private Part(int first) {
            this.first = first;
        }

        void add(@Nullable Object item) {
            if (count == items.length) {
                items = Arrays.copyOf(items, 2 * count);
            }
            items[count++] = item;
        }

        /** The part has all its items; before they are submitted. */
        void end() {
            values = new @Nullable Object[count];
            size += count;
            missing.addAndGet(count);
        }

        private void produceInto(List<@Nullable Object> results) throws Throwable {
            CallOutcome[] known = others;
            if (known == null) {
                Collections.addAll(results, values);
                return;
            }
            for (int i = 0; i < count; i++) {
                results.add(known[i] == null ? values[i] : known[i].produce());
            }
        }

        @Override
        public String describe(int index) {
            return ItemText.of(first + index, items[index], call);
        }

        @Override
        public void settled(int index, CallOutcome known) {
            try {
                if (known instanceof CallOutcome.Value value) {
                    values[index] = value.value();
                } else {
                    take(index, known);
                }
            } catch (Throwable e) {
                lost(e);
            } finally {
                less(1);
            }
        }

        @Override
        public void settled(int index, CallOutcomes known) {
            try {
                for (int i = 0; i < known.size(); i++) {
                    if (known.isValue(i)) {
                        values[index + i] = known.value(i);
                    } else {
                        take(index + i, known.get(i));
                    }
                }
            } catch (Throwable e) {
                lost(e);
            } finally {
                less(known.size());
            }
        }

        /** An outcome could not be taken: better a map that fails than one that nobody ever ends. */
        private void lost(Throwable reason) {
            firstFailure.compareAndSet(
                    null, reason instanceof OutOfMemoryError ? CallOutcome.NO_MEMORY : new CallOutcome.Failure(reason));
        }

        private void take(int index, CallOutcome known) {
            synchronized (this) {
                if (others == null) {
                    others = new CallOutcome[count];
                }
                others[index] = known;
            }
            if (known.failed()) {
                firstFailure.compareAndSet(null, known);
            }
        }
    }
}
