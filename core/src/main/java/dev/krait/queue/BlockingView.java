package dev.krait.queue;

import static java.util.Objects.requireNonNull;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A {@link Queue} in the eyes of code that knows {@link BlockingQueue}. */
final class BlockingView<E extends @Nullable Object> extends AbstractQueue<E> implements BlockingQueue<E> {
    private final Queue<E> queue;

    BlockingView(Queue<E> queue) {
        this.queue = queue;
    }

    boolean shows(Queue<?> other) {
        return queue == other;
    }

    @Override
    public void put(E item) throws InterruptedException {
        queue.put(present(item));
    }

    @Override
    public boolean offer(E item) {
        return queue.putNow(present(item));
    }

    @Override
    public boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
        return queue.putWithin(present(item), nanos(timeout, unit));
    }

    @Override
    public E take() throws InterruptedException {
        return fromQueue(queue.get());
    }

    @Override
    public @Nullable E poll() {
        var items = new ArrayList<E>(1);
        return queue.drain(items, 1) == 0 ? null : fromQueue(items.get(0));
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return fromStore(queue.getWithin(nanos(timeout, unit)));
    }

    @Override
    public @Nullable E peek() {
        return fromStore(queue.peek());
    }

    @Override
    public int remainingCapacity() {
        return queue.maxsize() > 0 ? Math.max(0, queue.maxsize() - queue.size()) : Integer.MAX_VALUE;
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return queue.drainTo(target);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        return queue.drainTo(target, most);
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public void clear() {
        queue.clear();
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return queue.snapshot().contains(item);
    }

    @Override
    public boolean remove(@Nullable Object item) {
        return queue.dropIf(stored -> Objects.equals(item, stored), 1) == 1;
    }

    @Override
    public boolean removeIf(Predicate<? super E> unwanted) {
        requireNonNull(unwanted, "unwanted");
        return queue.dropIf(unwanted, Integer.MAX_VALUE) > 0;
    }

    @Override
    public boolean removeAll(Collection<?> unwanted) {
        requireNonNull(unwanted, "unwanted");
        return removeIf(unwanted::contains);
    }

    @Override
    public boolean retainAll(Collection<?> wanted) {
        requireNonNull(wanted, "wanted");
        return removeIf(item -> !wanted.contains(item));
    }

    /** Walks over the items that are there now, whatever happens to the queue meanwhile. */
    @Override
    public Iterator<E> iterator() {
        return new Walk(queue.snapshot());
    }

    private final class Walk implements Iterator<E> {
        private final List<E> items;
        private int next;
        private boolean removable;

        Walk(List<E> items) {
            this.items = items;
        }

        @Override
        public boolean hasNext() {
            return next < items.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all items were visited");
            }
            removable = true;
            return items.get(next++);
        }

        /** Where an item is in the queue several times, tells them apart by how many lie before and behind it. */
        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException("remove() takes back one item per next(); call next() first");
            }
            removable = false;
            next--;
            int before = GuardedStore.occurrences(items.get(next), items.subList(0, next));
            int behind = GuardedStore.occurrences(items.get(next), items.subList(next + 1, items.size()));
            queue.dropOne(items.remove(next), before, behind);
        }
    }

    /** Promises no number of items: it may have changed between the question and the walk. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.CONCURRENT);
    }

    @Override
    public String toString() {
        return "BlockingQueue view of " + queue;
    }

    private static long nanos(long timeout, TimeUnit unit) {
        return requireNonNull(unit, "unit").toNanos(timeout);
    }

    private E present(E item) {
        return requireNonNull(item, "a BlockingQueue takes no null item; put it into the Queue itself");
    }

    private @Nullable E fromStore(@Nullable Object found) {
        return found == GuardedStore.NOTHING ? null : fromQueue(queue.item(found));
    }

    private E fromQueue(E item) {
        return requireNonNull(
                item, "the item taken is a null that was put into the Queue itself; get such items from there");
    }
}
