package dev.krait.multiprocessing.internal.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arrays, collections, lambdas and records of one message, numbered as they begin, so that one that occurs again is
 * referred to; and the classes of its records, so that each is named once.
 */
final class MessageParts {
    /** What {@link #begin} says of a part that comes for the first time. */
    static final int FIRST = -1;

    /** What {@link #begin} says of a part that is not built yet where the reference to it is read. */
    static final int UNFINISHED = -2;

    private static final Integer OPEN = UNFINISHED;

    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
    private @Nullable List<PlainRecord> recordClasses;

    /** The parts that are being written, outermost first; records as the complement of their number. */
    private int[] open = new int[8];

    private int depth;
    private int openRecords;

    /**
     * Begins a part, or finds it among those that came before.
     *
     * @param whole whether the reader builds it only when it has all that it holds
     * @return its number if it came before, else {@link #FIRST} or {@link #UNFINISHED}
     */
    int begin(Object part, boolean whole) {
        Integer known = numbers.get(part);
        if (known != null) {
            return openRecords > 0 && known >= 0 && isOutsideOpenRecord(known) ? UNFINISHED : known;
        }
        int number = numbers.size();
        numbers.put(part, whole ? OPEN : (Integer) number);
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
        }
        if (part instanceof Record) {
            open[depth++] = ~number;
            openRecords++;
        } else {
            open[depth++] = number;
        }
        return FIRST;
    }

    /** Whether the constructor of a record, which may look at what it gets, would find this part half full. */
    private boolean isOutsideOpenRecord(int number) {
        boolean outside = false;
        for (int i = depth - 1; i >= 0; i--) {
            outside |= open[i] < 0;
            if (open[i] == number) {
                return outside;
            }
        }
        return false;
    }

    /** Ends the part that began last of those that are not at their end. */
    void end(Object part, boolean whole) {
        int number = open[--depth];
        if (number < 0) {
            number = ~number;
            openRecords--;
        }
        if (whole) {
            numbers.put(part, number);
        }
    }

    /** The number of a record's class among those of the message, counted from one; zero if it is new and to be named. */
    int numberOf(PlainRecord type) {
        if (recordClasses == null) {
            recordClasses = new ArrayList<>(2);
        }
        int number = recordClasses.indexOf(type) + 1;
        if (number == 0) {
            recordClasses.add(type);
        }
        return number;
    }
}
