package dev.krait.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out store of items, null among them, for one thread at a time.
 *
 * <p>Items lie in a chain of small arrays rather than in one large ring: growing never copies what is stored while the
 * queue's lock is held, and what a burst has filled is given back as it is emptied.
 */
final class LinkedBlocks<E extends @Nullable Object> implements Iterable<E> {
    private static final int LENGTH = 128;

    private Block head = new Block();
    private Block tail = head;
    private int first;
    private int end;
    private int size;

    int size() {
        return size;
    }

    void add(E item) {
        if (end == LENGTH) {
            var next = new Block();
            tail.next = next;
            tail = next;
            end = 0;
        }
        tail.items[end++] = item;
        size++;
    }

    /** Removes the oldest item; there must be one. */
    E remove() {
        if (size == 0) {
            throw new NoSuchElementException("no item is stored");
        }
        E item = itemAt(head, first);
        head.items[first++] = null;
        size--;
        if (size == 0) {
            head = tail;
            first = 0;
            end = 0;
        } else if (first == LENGTH) {
            head = after(head);
            first = 0;
        }
        return item;
    }

    /** Walks from the oldest item to the youngest; the store must not change meanwhile but through the iterator. */
    @Override
    public Iterator<E> iterator() {
        return new Walk();
    }

    @SuppressWarnings("unchecked") // only add puts items into blocks
    private E itemAt(Block block, int index) {
        return (E) block.items[index];
    }

    private static Block after(Block block) {
        Block next = block.next;
        if (next == null) {
            throw new AssertionError("the size counts more items than the blocks hold");
        }
        return next;
    }

    private static final class Block {
        final @Nullable Object[] items = new @Nullable Object[LENGTH];

        @Nullable
        Block next;
    }

    private final class Walk implements Sweep<E> {
        private Block block = head;
        private int index = first;
        private int left = size;
        private @Nullable Block lastBlock;
        private int lastIndex;

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public E next() {
            if (left == 0) {
                throw new NoSuchElementException("all items were visited");
            }
            if (index == LENGTH) {
                block = after(block);
                index = 0;
            }
            lastBlock = block;
            lastIndex = index++;
            left--;
            return itemAt(lastBlock, lastIndex);
        }

        @Override
        public int removeRemaining(Predicate<? super E> unwanted) {
            int before = size - left;
            int removed = 0;
            var kept = new LinkedBlocks<E>();
            for (Iterator<E> all = LinkedBlocks.this.iterator(); all.hasNext(); before--) {
                E item = all.next();
                if (before <= 0 && unwanted.test(item)) {
                    removed++;
                } else {
                    kept.add(item);
                }
            }
            left = 0;
            lastBlock = null;
            if (removed > 0) {
                head = kept.head;
                tail = kept.tail;
                first = kept.first;
                end = kept.end;
                size = kept.size;
            }
            return removed;
        }

        /** Moves each later item one place forward, then goes on at the gap that was filled. */
        @Override
        public void remove() {
            if (lastBlock == null) {
                throw new IllegalStateException("remove() takes back one item per next(); call next() first");
            }
            block = lastBlock;
            index = lastIndex;
            lastBlock = null;
            Block gap = block;
            int at = index;
            for (int moves = left; moves > 0; moves--) {
                boolean over = at + 1 == LENGTH;
                Block source = over ? after(gap) : gap;
                int from = over ? 0 : at + 1;
                gap.items[at] = source.items[from];
                gap = source;
                at = from;
            }
            gap.items[at] = null;
            size--;
            // The block of the last gap may now be empty; it stays as the tail, ready for the next item.
            tail = gap;
            end = at;
            if (size == 0) {
                head = tail;
                first = 0;
                end = 0;
            }
        }
    }
}
