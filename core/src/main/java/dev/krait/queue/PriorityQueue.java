package dev.krait.queue;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives the smallest item first, by the items' natural order or by a comparator.
 *
 * <p>Mirrors Python's {@code queue.PriorityQueue}; all else is as in {@link Queue}. Which of several equal items comes
 * first is not promised: as in Python, give them a running number to compare next if it matters.
 *
 * <p>An item that cannot be compared is refused by the call that puts it and is not stored; Python stores it without
 * counting it, and refuses none while the queue is empty. Null has no natural order: a queue that is to take null, for
 * example to tell consumers to stop, needs a comparator such as {@link Comparator#nullsLast}.
 *
 * @param <E> the type of the items
 */
public class PriorityQueue<E extends @Nullable Object> extends Queue<E> {
    private final BinaryHeap<E> heap;

    /** A queue without a limit, in natural order. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * A queue that holds a limited number of items, in natural order.
     *
     * @param maxsize the number of items at which putting waits; without limit if zero or less
     */
    public PriorityQueue(int maxsize) {
        this(maxsize, PriorityQueue::compareNaturally);
    }

    /**
     * A queue without a limit, in the order of a comparator.
     *
     * @param order which of two items is smaller; called with the queue's lock held
     */
    public PriorityQueue(Comparator<? super E> order) {
        this(0, order);
    }

    /**
     * A queue that holds a limited number of items, in the order of a comparator.
     *
     * @param maxsize the number of items at which putting waits; without limit if zero or less
     * @param order which of two items is smaller; called with the queue's lock held
     */
    public PriorityQueue(int maxsize, Comparator<? super E> order) {
        super(maxsize);
        this.heap = new BinaryHeap<>(requireNonNull(order, "order"));
    }

    /** The heap is there from the start. */
    @Override
    protected void initItems(int maxsize) {}

    @Override
    protected int countItems() {
        return heap.size();
    }

    /**
     * Stores an item where its order puts it.
     *
     * @param item the item
     * @throws ClassCastException if it cannot be compared with those stored; nothing was changed
     * @throws NullPointerException if it is null and the order is the natural one; nothing was changed
     */
    @Override
    protected void putItem(E item) {
        heap.add(item);
    }

    @Override
    protected E getItem() {
        return heap.remove();
    }

    @Override
    protected Iterator<E> iterateItems() {
        return heap.iterator();
    }

    @SuppressWarnings("unchecked") // a wrong guess shows as the ClassCastException that is promised
    private static int compareNaturally(@Nullable Object item, @Nullable Object other) {
        if (item == null || other == null) {
            throw new NullPointerException(
                    "null has no natural order; give the PriorityQueue a comparator that takes it,"
                            + " such as Comparator.nullsLast(Comparator.naturalOrder())");
        }
        if (item instanceof Comparable<?> comparable) {
            return ((Comparable<Object>) comparable).compareTo(other);
        }
        throw new ClassCastException(item.getClass().getName()
                + " has no natural order; make it Comparable or give the PriorityQueue a comparator");
    }
}
