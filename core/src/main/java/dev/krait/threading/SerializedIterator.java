package dev.krait.threading;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An iterator that any number of threads may share: each item of its source goes to exactly one of them.
 *
 * <p>Mirrors Python's {@code threading.serialize_iterator}; made by {@link Threading#serializeIterator(Iterable)}. One
 * thread at a time is inside the source, the others block until it has answered, whether interrupted or not. What the
 * source's thread did before an item was handed out <i>happens-before</i> {@code next} returns it.
 *
 * <p>A Java iterator asks and takes in two steps, between which another thread could take the last item. So
 * {@link #hasNext} takes one for the calling thread and keeps it until that thread calls {@link #next}: the usual loop
 * works in many threads at once, and an item is lost only if its thread asks for it and never takes it.
 *
 * <p>Differs from Python in that a source which asks its own wrapper is refused instead of hanging, and that there is no
 * {@code send} and {@code throw}, which the JVM's iterators do not have.
 *
 * @param <T> the items
 */
public final class SerializedIterator<T extends @Nullable Object> implements Iterator<T>, AutoCloseable {
    private final OneAtATime entrance = new OneAtATime(this);
    private final Iterator<? extends T> source;
    private final @Nullable AutoCloseable closeable;

    /** What {@link #hasNext} took for a thread. */
    private final Local<@Nullable Taken<T>> taken = new Local<>(() -> null);

    private record Taken<T extends @Nullable Object>(T item) {}

    SerializedIterator(Iterator<? extends T> source) {
        this.source = source;
        this.closeable = source instanceof AutoCloseable itself ? itself : null;
    }

    /**
     * Whether there is another item for the calling thread; if so, it is kept for it. Blocks while another thread is inside
     * the source.
     *
     * @return whether {@link #next} will return an item
     * @throws IllegalStateException if called from inside the source
     */
    @Override
    public boolean hasNext() {
        if (taken.get() != null) {
            return true;
        }
        entrance.enter();
        try {
            if (!source.hasNext()) {
                return false;
            }
            taken.set(new Taken<>(source.next()));
            return true;
        } finally {
            entrance.leave();
        }
    }

    /**
     * The next item, which no other thread gets. Blocks while another thread is inside the source.
     *
     * @return the item
     * @throws NoSuchElementException if there is none
     * @throws IllegalStateException if called from inside the source
     */
    @Override
    public T next() {
        Taken<T> mine = taken.get();
        taken.remove();
        if (mine != null) {
            return mine.item();
        }
        entrance.enter();
        try {
            return source.next();
        } finally {
            entrance.leave();
        }
    }

    /**
     * Closes the source, if that can be closed. Blocks while another thread is inside the source.
     *
     * @throws IllegalStateException if called from inside the source
     * @throws Exception what the source's {@code close} throws
     */
    @Override
    public void close() throws Exception {
        entrance.enter();
        try {
            if (closeable != null) {
                closeable.close();
            }
        } finally {
            entrance.leave();
        }
    }

    @Override
    public String toString() {
        return Labels.of(this, null) + "[" + entrance + "]";
    }
}
