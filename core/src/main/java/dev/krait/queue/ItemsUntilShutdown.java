package dev.krait.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Takes items out of a queue one by one until it is shut down and empty; for one thread. */
final class ItemsUntilShutdown<E extends @Nullable Object> implements Iterator<E> {
    private static final Object OVER = new Object();

    private final Queue<E> queue;

    /** The item that was taken for the next call of {@link #next()}, nothing yet, or that there will be no more. */
    private @Nullable Object taken = GuardedStore.NOTHING;

    ItemsUntilShutdown(Queue<E> queue) {
        this.queue = queue;
    }

    @Override
    public boolean hasNext() {
        if (taken == GuardedStore.NOTHING) {
            try {
                taken = queue.get();
            } catch (QueueShutDownException noMoreItems) {
                taken = OVER;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                var cancelled = new CancellationException("interrupted while waiting for the next item of " + queue);
                cancelled.initCause(e);
                throw cancelled;
            }
        }
        return taken != OVER;
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more items: " + queue + " is shut down");
        }
        E item = queue.item(taken);
        taken = GuardedStore.NOTHING;
        return item;
    }
}
