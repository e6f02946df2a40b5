package dev.krait.queue;

import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A walk over a store that can remove many items in one pass, where removing each by itself would move all that lie
 * behind it.
 */
interface Sweep<E extends @Nullable Object> extends Iterator<E> {
    /**
     * Ends the walk by removing all items still ahead that the test picks. All are tested before any is removed, so a
     * test that throws leaves the store as it was.
     *
     * @return how many were removed
     */
    int removeRemaining(Predicate<? super E> unwanted);
}
