package dev.krait.multiprocessing.managers;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes through what a server has given, as one page or as several. */
final class PagedIterator<E extends @Nullable Object> implements Iterator<E> {
    private final @Nullable Pages pages;
    private final Consumer<E> remover;
    private @Nullable Object[] page;

    /** How many elements were on earlier pages. */
    private int start;

    private int at;
    private boolean removable;
    private @Nullable E last;

    /**
     * An iterator.
     *
     * @param first what the server gave: a page, or pages
     * @param remover removes an element from the collection
     */
    PagedIterator(Object first, Consumer<E> remover) {
        this.remover = remover;
        if (first instanceof Pages several) {
            pages = several;
            page = (Object[]) several.page(0, Pages.SIZE);
        } else {
            pages = null;
            page = (Object[]) first;
        }
    }

    @Override
    public boolean hasNext() {
        if (at == page.length && at > 0 && pages != null) {
            // Asked for by its place, so that a page that did not arrive is asked for again.
            Object[] next = (Object[]) pages.page(start + at, Pages.mostAfter(page));
            start += at;
            at = 0;
            page = next;
            if (page.length == 0) {
                BaseProxy.of(pages).drop();
            }
        }
        return at < page.length;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the collection's own elements
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        last = (E) page[at++];
        removable = true;
        return last;
    }

    @Override
    @SuppressWarnings("NullAway") // an element may be null
    public void remove() {
        if (!removable) {
            throw new IllegalStateException("remove without next");
        }
        removable = false;
        remover.accept(last);
    }
}
