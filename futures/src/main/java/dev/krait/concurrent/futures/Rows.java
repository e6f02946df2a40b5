package dev.krait.concurrent.futures;

import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Walks several inputs side by side, as Python's {@code zip}: it ends with the shortest. */
final class Rows implements Iterator<@Nullable Object[]> {
    private final Iterator<?>[] inputs;
    private final boolean atHand;

    Rows(Iterable<?>... inputs) {
        this.inputs = new Iterator<?>[inputs.length];
        this.atHand = Stream.of(inputs).allMatch(Collection.class::isInstance);
        for (int i = 0; i < inputs.length; i++) {
            this.inputs[i] = inputs[i].iterator();
        }
    }

    /** Whether all items are there already, so that looking at the next one waits for nothing. */
    boolean atHand() {
        return atHand;
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
