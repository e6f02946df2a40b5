package dev.krait.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store that gives the smallest item first, null among the items when the comparator takes it; for one thread at a
 * time.
 *
 * <p>All comparing is done before anything is moved, so a comparator that throws leaves the heap as it was.
 */
final class BinaryHeap<E extends @Nullable Object> implements Iterable<E> {
    private final Comparator<? super E> order;
    private List<E> items = new ArrayList<>();

    BinaryHeap(Comparator<? super E> order) {
        this.order = order;
    }

    int size() {
        return items.size();
    }

    void add(E item) {
        int place = items.size();
        if (place == 0) {
            // Nothing to compare with, but what cannot be compared at all is to be refused now, not with the next item.
            order.compare(item, item);
        }
        while (place > 0 && order.compare(item, items.get(parent(place))) < 0) {
            place = parent(place);
        }
        int gap = items.size();
        items.add(item);
        while (gap > place) {
            items.set(gap, items.get(parent(gap)));
            gap = parent(gap);
        }
        items.set(place, item);
    }

    /** Removes the smallest item; there must be one. */
    E remove() {
        if (items.isEmpty()) {
            throw new NoSuchElementException("no item is stored");
        }
        int remaining = items.size() - 1;
        int place = placeFromTheTop(items.get(remaining), remaining);
        E carried = items.remove(remaining);
        if (remaining == 0) {
            return carried;
        }
        // Up from the place that was found, each item moves to its parent's seat; the one at the top leaves.
        for (int seat = place; seat > 0; seat = parent(seat)) {
            carried = items.set(seat, carried);
        }
        return items.set(0, carried);
    }

    private int placeFromTheTop(E item, int size) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && order.compare(items.get(child + 1), items.get(child)) < 0) {
                child++;
            }
            if (order.compare(item, items.get(child)) <= 0) {
                break;
            }
            place = child;
        }
        return place;
    }

    private static int parent(int place) {
        return (place - 1) >>> 1;
    }

    /** Walks over the smallest item, then all others in no order; nothing else must change the heap meanwhile. */
    @Override
    public Iterator<E> iterator() {
        return new Walk();
    }

    private final class Walk implements Sweep<E> {
        private List<E> path = items;
        private int next;
        private boolean removable;

        @Override
        public boolean hasNext() {
            return next < path.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all items were visited");
            }
            removable = true;
            return path.get(next++);
        }

        /** Builds the heap anew, and goes on along the old one. */
        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("remove() takes back one item per next(); call next() first");
            }
            E unwanted = path.get(next - 1);
            var rest = new ArrayList<E>(items.size());
            boolean found = false;
            for (E item : items) {
                if (!found && item == unwanted) {
                    found = true;
                } else {
                    rest.add(item);
                }
            }
            replaceBy(rest);
            removable = false;
        }

        @Override
        public int removeRemaining(Predicate<? super E> unwanted) {
            var rest = new ArrayList<E>(items.size());
            if (path != items) {
                throw new IllegalStateException("this walk has removed an item by itself; begin another");
            }
            rest.addAll(items.subList(0, next));
            for (E item : items.subList(next, items.size())) {
                if (!unwanted.test(item)) {
                    rest.add(item);
                }
            }
            int removed = items.size() - rest.size();
            if (removed > 0) {
                replaceBy(rest);
            }
            next = path.size();
            removable = false;
            return removed;
        }
    }

    /** Takes a list for its own and orders it from the bottom up, which takes time linear in its length. */
    private void replaceBy(List<E> rest) {
        for (int root = rest.size() / 2 - 1; root >= 0; root--) {
            E item = rest.get(root);
            int place = root;
            for (int child = 2 * place + 1; child < rest.size(); child = 2 * place + 1) {
                if (child + 1 < rest.size() && order.compare(rest.get(child + 1), rest.get(child)) < 0) {
                    child++;
                }
                if (order.compare(item, rest.get(child)) <= 0) {
                    break;
                }
                rest.set(place, rest.get(child));
                place = child;
            }
            rest.set(place, item);
        }
        items = rest;
    }
}
