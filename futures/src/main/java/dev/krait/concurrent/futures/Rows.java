package dev.krait.concurrent.futures;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Walks several inputs side by side, as Python's {@code zip}: it ends with the shortest. */
final class Rows implements Iterator<@Nullable Object[]> {
    private final Iterator<?>[] inputs;

    Rows(Iterable<?>... inputs) {
        this.inputs = new Iterator<?>[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            this.inputs[i] = inputs[i].iterator();
        }
    }

    @Override
    public boolean hasNext() {
        for (Iterator<?> input : inputs) {
            if (!input.hasNext()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Object[] next() {
        @Nullable Object[] row = new @Nullable Object[inputs.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = inputs[i].next();
        }
        return row;
    }
}
