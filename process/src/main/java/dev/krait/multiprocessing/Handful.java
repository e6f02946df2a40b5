package dev.krait.multiprocessing;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Outcomes that came to whoever takes them at one time, in order. Each goes to one caller, without a lock. */
final class Handful {
    private final @Nullable Object[] outcomes;
    private final long before;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * Some outcomes.
     *
     * @param outcomes what calls returned, and a {@link CallOutcome} where that is null or not here
     * @param before how many were taken before them
     */
    Handful(@Nullable Object[] outcomes, long before) {
        this.outcomes = outcomes;
        this.before = before;
    }

    /** Whether all were taken. */
    boolean isEmpty() {
        return taken.get() == outcomes.length;
    }

    /** How many were taken of these and before. */
    long taken() {
        return before + taken.get();
    }

    /** Takes the next one out; null if there is none. */
    @Nullable
    CallOutcome take() {
        for (int place = taken.get(); place < outcomes.length; place = taken.get()) {
            Object outcome = outcomes[place];
            // Made before it is taken: there may be no memory for it. It is for nobody if another caller takes it
            // meanwhile.
            CallOutcome next = outcome instanceof CallOutcome known ? known : new CallOutcome.Value(outcome);
            if (taken.compareAndSet(place, place + 1)) {
                outcomes[place] = null;
                return next;
            }
        }
        return null;
    }
}
