package dev.krait.multiprocessing;

import dev.krait.function.Function1;
import org.jspecify.annotations.Nullable;

/** The part of {@link Pool} that applies a function to the items of an input as results are taken. */
abstract class PoolImap extends PoolStarmap {
    PoolImap(PoolCalls calls) {
        super(calls);
    }

    /**
     * Applies a function to every item and gives the results one by one, in the order of the items: Python's
     * {@code Pool.imap}. Does not wait.
     *
     * <p>The input is read on a thread of its own as results are taken, a bounded number of items ahead, so it may be
     * endless. Reading stops when the iterator is closed; see {@link IMapIterator} for the rest.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results to come; close it when you leave early
     * @throws IllegalArgumentException if the function cannot travel; an item that cannot is a failure at its place
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> IMapIterator<R> imap(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return calls.imap(true, function, items, 1);
    }

    /**
     * Applies a function to every item and gives the results one by one, in the order of the items: Python's
     * {@code Pool.imap}. Does not wait.
     *
     * <p>The input is read on a thread of its own as results are taken, a bounded number of items ahead, so it may be
     * endless. Reading stops when the iterator is closed; see {@link IMapIterator} for the rest.
     *
     * <p>A chunk is read whole before it is sent, and handed to one worker together; an item that cannot be sent ends it. Its items are still tasks of their own:
     * each has its own outcome, and what a worker has not begun may go to one that is idle.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @param chunkSize how many items are read and handed to a worker together, at least 1
     * @return the results to come; close it when you leave early
     * @throws IllegalArgumentException if the function cannot travel, or if the chunk size is less than 1; an item that cannot is a failure at its place
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> IMapIterator<R> imap(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items, int chunkSize) {
        return calls.imap(true, function, items, chunkSize);
    }

    /**
     * Applies a function to every item and gives the results one by one, as they come: Python's
     * {@code Pool.imap_unordered}. Does not wait.
     *
     * <p>The input is read on a thread of its own as results are taken, a bounded number of items ahead, so it may be
     * endless. Reading stops when the iterator is closed; see {@link IMapIterator} for the rest.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @return the results to come; close it when you leave early
     * @throws IllegalArgumentException if the function cannot travel; an item that cannot is a failure at its place
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> IMapIterator<R> imapUnordered(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items) {
        return calls.imap(false, function, items, 1);
    }

    /**
     * Applies a function to every item and gives the results one by one, as they come: Python's
     * {@code Pool.imap_unordered}. Does not wait.
     *
     * <p>The input is read on a thread of its own as results are taken, a bounded number of items ahead, so it may be
     * endless. Reading stops when the iterator is closed; see {@link IMapIterator} for the rest.
     *
     * <p>A chunk is read whole before it is sent, and handed to one worker together; an item that cannot be sent ends it. Its items are still tasks of their own:
     * each has its own outcome, and what a worker has not begun may go to one that is idle.
     *
     * @param <A> the items' type
     * @param <R> what the function returns
     * @param function what to apply
     * @param items what to apply it to
     * @param chunkSize how many items are read and handed to a worker together, at least 1
     * @return the results to come; close it when you leave early
     * @throws IllegalArgumentException if the function cannot travel, or if the chunk size is less than 1; an item that cannot is a failure at its place
     * @throws IllegalStateException if the pool was closed or terminated
     */
    public <A extends @Nullable Object, R extends @Nullable Object> IMapIterator<R> imapUnordered(
            Function1<? super A, ? extends R> function, Iterable<? extends A> items, int chunkSize) {
        return calls.imap(false, function, items, chunkSize);
    }
}
