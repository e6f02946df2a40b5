package dev.krait.multiprocessing.managers;

import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A result that an object no longer has: of as many parts as one message holds, while the others go back, so that nothing is
 * lost when an answer is too long or cannot travel.
 *
 * @param count how many parts there are
 * @param first gives the first of them, so many
 * @param back takes the last of them back, so many
 */
record Taken(int count, IntFunction<@Nullable Object> first, IntConsumer back) {
    /** How many bytes the parts may have together; a single one may have more. */
    static final int BYTES = 8 * 1024 * 1024;

    /** One of a single part. */
    static Taken one(@Nullable Object value, Runnable back) {
        return new Taken(1, parts -> value, parts -> back.run());
    }

    /** One that nobody misses when it is not given. */
    static Taken copied(int count, IntFunction<@Nullable Object> first) {
        return new Taken(count, first, parts -> {});
    }

    /** All of it, for a caller to whom nothing is sent. */
    @Nullable
    Object all() {
        return first.apply(count);
    }
}
