package dev.krait.concurrent.futures;

import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Walks several inputs side by side, as Python's {@code zip}: it ends with the shortest. */
final class Rows {
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

    /** The next row; null when the shortest input has ended. Each input is asked in its turn, since two may be one. */
    @Nullable
    Object @Nullable [] next() {
        @Nullable Object[] row = new @Nullable Object[inputs.length];
        for (int i = 0; i < row.length; i++) {
            if (!inputs[i].hasNext()) {
                return null;
            }
            row[i] = inputs[i].next();
        }
        return row;
    }
}
