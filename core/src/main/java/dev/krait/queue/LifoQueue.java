package dev.krait.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives the youngest item first: a stack between threads.
 *
 * <p>Mirrors Python's {@code queue.LifoQueue}; all else is as in {@link Queue}.
 *
 * @param <E> the type of the items
 */
public class LifoQueue<E extends @Nullable Object> extends Queue<E> {
    private List<E> stack = List.of();

    /** A stack without a limit. */
    public LifoQueue() {}

    /**
     * A stack that holds a limited number of items.
     *
     * @param maxsize the number of items at which putting waits; without limit if zero or less
     */
    public LifoQueue(int maxsize) {
        super(maxsize);
    }

    @Override
    protected void initItems(int maxsize) {
        stack = new ArrayList<>();
    }

    @Override
    protected int countItems() {
        return stack.size();
    }

    @Override
    protected void putItem(E item) {
        stack.add(item);
    }

    @Override
    protected E getItem() {
        return stack.remove(stack.size() - 1);
    }

    @Override
    protected Iterator<E> iterateItems() {
        ListIterator<E> items = stack.listIterator(stack.size());
        return new Sweep<>() {
            @Override
            public boolean hasNext() {
                return items.hasPrevious();
            }

            @Override
            public E next() {
                return items.previous();
            }

            @Override
            public void remove() {
                items.remove();
            }

            @Override
            public int removeRemaining(Predicate<? super E> unwanted) {
                int before = stack.size();
                stack.subList(0, items.nextIndex()).removeIf(unwanted);
                return before - stack.size();
            }
        };
    }
}
