package dev.krait.multiprocessing;

import dev.krait.queue.QueueShutDownException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Takes the items of a queue until there will be no more. One thread at a time uses it. */
final class ItemsUntilOver<E extends @Nullable Object> implements Iterator<E> {
    private final Queue<E> queue;
    private boolean fetched;
    private boolean over;
    private @Nullable E next;

    ItemsUntilOver(Queue<E> queue) {
        this.queue = queue;
    }

    @Override
    public boolean hasNext() {
        if (!fetched && !over) {
            try {
                next = queue.get();
                fetched = true;
            } catch (QueueShutDownException e) {
                over = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                var cancelled = new CancellationException("interrupted while waiting for an item of " + queue);
                cancelled.initCause(e);
                throw cancelled;
            }
        }
        return fetched;
    }

    @Override
    @SuppressWarnings("NullAway") // what was fetched is an item, and null is one if E has it
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("nothing is left in " + queue + ", and nothing will come");
        }
        E item = next;
        next = null;
        fetched = false;
        return item;
    }
}
