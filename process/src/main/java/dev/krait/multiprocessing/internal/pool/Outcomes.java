package dev.krait.multiprocessing.internal.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How calls that follow each other ended, with no object of its own for one that returned a plain value. */
public final class Outcomes {
    private static final Object[] NONE = {};

    /** The plain values that calls returned. */
    private final @Nullable Object[] values;

    /** How else a call ended, null where it returned a plain value; there is none if all did. */
    private final @Nullable PoolOutcome @Nullable [] others;

    private final int from;
    private final int size;

    Outcomes(@Nullable Object[] values, @Nullable PoolOutcome @Nullable [] others, int from, int size) {
        this.values = values;
        this.others = others;
        this.from = from;
        this.size = size;
    }

    /** The same for so many calls. */
    static Outcomes same(PoolOutcome outcome, int size) {
        var others = new PoolOutcome[size];
        Arrays.fill(others, outcome);
        return new Outcomes(NONE, others, 0, size);
    }

    /** How many calls they are. */
    public int size() {
        return size;
    }

    /** Whether a call returned a value that is here already. */
    public boolean isValue(int call) {
        return others == null || others[from + call] == null;
    }

    /** The {@linkplain #isValue value} that a call returned. */
    public @Nullable Object value(int call) {
        return values[from + call];
    }

    /** How a call ended. */
    public PoolOutcome get(int call) {
        PoolOutcome other = others == null ? null : others[from + call];
        return other == null ? new PoolOutcome.Returned(EncodedValue.ofDecoded(value(call))) : other;
    }
}
