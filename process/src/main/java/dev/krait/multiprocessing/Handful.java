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
     * @param outcomes which
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
    Object take() {
        for (int place = taken.get(); place < outcomes.length; place = taken.get()) {
            if (taken.compareAndSet(place, place + 1)) {
                Object outcome = outcomes[place];
                outcomes[place] = null;
                return outcome;
            }
        }
        return null;
    }
}
