package dev.krait.multiprocessing.internal.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a worker answered up to one look into its ring, in order: how calls with numbers ended.
 *
 * <p>Not thread-safe.
 */
final class Answers {
    /** Stands for the number of the call that is to be answered next. */
    static final long NEXT = -1;

    private long[] numbers = new long[16];
    private final List<PoolOutcome> outcomes = new ArrayList<>();

    void add(long number, PoolOutcome outcome) {
        if (outcomes.size() == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * numbers.length);
        }
        numbers[outcomes.size()] = number;
        outcomes.add(outcome);
    }

    int size() {
        return outcomes.size();
    }

    /** Whether an answer is that of the call with a number, as far as it says. */
    boolean isOf(int place, long number) {
        return numbers[place] == number || numbers[place] == NEXT;
    }

    long number(int place) {
        return numbers[place];
    }

    PoolOutcome outcome(int place) {
        return outcomes.get(place);
    }

    /** Some outcomes in order. */
    List<PoolOutcome> outcomes(int from, int end) {
        return outcomes.subList(from, end);
    }
}
