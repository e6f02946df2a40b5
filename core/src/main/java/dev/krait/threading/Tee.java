package dev.krait.threading;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** One source seen by several branches, which read it at their own pace; what all have read is let go. */
final class Tee<T extends @Nullable Object> {
    private final OneAtATime entrance = new OneAtATime(this);
    private final Iterator<? extends T> source;

    private Tee(Iterator<? extends T> source) {
        this.source = source;
    }

    static int checked(int branches) {
        if (branches < 0) {
            throw new IllegalArgumentException("the number of branches must be >= 0, not " + branches);
        }
        return branches;
    }

    static <T extends @Nullable Object> List<Iterator<T>> split(Iterator<? extends T> source, int branches) {
        var tee = new Tee<T>(source);
        var start = new Link<T>();
        var all = new ArrayList<Iterator<T>>(branches);
        for (int i = 0; i < branches; i++) {
            all.add(new Branch<>(tee, start));
        }
        return List.copyOf(all);
    }

    /** The link after {@code last}, asked from the source if no branch has done so; null at the end. */
    private @Nullable Filled<T> after(Link<T> last) {
        Filled<T> known = last.next;
        if (known != null) {
            return known;
        }
        entrance.enter();
        try {
            // What the source throws reaches only the branch that asked; the next one asks again, as in Python.
            if (last.next == null && source.hasNext()) {
                last.next = new Filled<>(source.next());
            }
            return last.next;
        } finally {
            entrance.leave();
        }
    }

    @Override
    public String toString() {
        return Labels.of(this, null) + "[" + entrance + "]";
    }

    /** A place in the chain; each branch holds the one that it read last. */
    private static class Link<T extends @Nullable Object> {
        volatile @Nullable Filled<T> next;
    }

    private static final class Filled<T extends @Nullable Object> extends Link<T> {
        final T item;

        Filled(T item) {
            this.item = item;
        }
    }

    /** For one thread at a time. */
    private static final class Branch<T extends @Nullable Object> implements Iterator<T> {
        private final Tee<T> tee;
        private Link<T> last;

        Branch(Tee<T> tee, Link<T> start) {
            this.tee = tee;
            this.last = start;
        }

        @Override
        public boolean hasNext() {
            return tee.after(last) != null;
        }

        @Override
        public T next() {
            Filled<T> link = tee.after(last);
            if (link == null) {
                throw new NoSuchElementException("the source has no more items");
            }
            last = link;
            return link.item;
        }
    }
}
