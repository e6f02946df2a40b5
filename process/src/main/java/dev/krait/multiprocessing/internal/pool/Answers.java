package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.ByteReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a worker answered up to one look into its ring, in order: how calls with numbers ended.
 *
 * <p>Not thread-safe.
 */
final class Answers {
    /** Stands for the number of the call that is to be answered next. */
    static final long NEXT = -1;

    private long[] numbers;

    /** The plain value that a call returned. */
    private @Nullable Object[] values;

    /** How else a call ended, null where it returned a plain value; there is none if all did. */
    private @Nullable PoolOutcome @Nullable [] others;

    private int size;

    /** None yet; about so many are expected. */
    Answers(int expected) {
        numbers = new long[Math.max(1, expected)];
        values = new @Nullable Object[Math.max(1, expected)];
    }

    void add(long number, PoolOutcome outcome) {
        add(number, null, outcome);
    }

    /** A call returned a value, which is the rest of a frame that may be overwritten afterwards. */
    void addReturned(long number, ByteReader value) {
        if (EncodedValue.isDecodedAtOnce(value)) {
            add(number, EncodedValue.decodeAtOnce(value), null);
        } else {
            add(number, null, new PoolOutcome.Returned(EncodedValue.take(value)));
        }
    }

    private void add(long number, @Nullable Object value, @Nullable PoolOutcome other) {
        if (size == numbers.length) {
            grow();
        }
        if (other != null && others == null) {
            others = new @Nullable PoolOutcome[numbers.length];
        }
        numbers[size] = number;
        values[size] = value;
        if (other != null && others != null) {
            others[size] = other;
        }
        size++;
    }

    /** Also if there is no memory for it, all is as it was. */
    private void grow() {
        long[] moreNumbers = Arrays.copyOf(numbers, 2 * size);
        @Nullable Object[] moreValues = Arrays.copyOf(values, 2 * size);
        @Nullable PoolOutcome[] moreOthers = others == null ? null : Arrays.copyOf(others, 2 * size);
        numbers = moreNumbers;
        values = moreValues;
        others = moreOthers;
    }

    int size() {
        return size;
    }

    /** Whether an answer is that of the call with a number, as far as it says. */
    boolean isOf(int place, long number) {
        return numbers[place] == number || numbers[place] == NEXT;
    }

    long number(int place) {
        return numbers[place];
    }

    PoolOutcome outcome(int place) {
        return outcomes(place, place + 1).get(0);
    }

    /** Some outcomes in order. */
    Outcomes outcomes(int from, int end) {
        return new Outcomes(values, others, from, end - from);
    }
}
