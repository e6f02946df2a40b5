package dev.krait.multiprocessing.managers;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What was in a collection when an iteration began, fetched page by page. */
interface Pages {
    /** How many elements make a page, if they are not too long for one message. */
    int SIZE = 1024;

    /** Some elements from a place on, an array; none only at the end. */
    Object page(int from, int most);

    /** How many to ask for after a page. */
    static int mostAfter(@Nullable Object[] page) {
        return Math.min(SIZE, 2 * page.length);
    }

    /**
     * All elements if they make one page, else pages that stay in the server.
     *
     * @param guard the guard of the collection, since its elements are not copied before they are sent
     */
    static Object of(Collection<?> elements, Guard guard) {
        Object[] all = elements.toArray();
        if (all.length > SIZE) {
            return shared(all, guard);
        }
        return Taken.copied(all.length, count -> count == all.length ? all : shared(all, guard));
    }

    private static Server.Shared shared(Object[] all, Guard guard) {
        return new Server.Shared("Pages", Pages.class, new Rest(all, guard));
    }

    /** The pages of an array. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rest(Object[] all, Guard guard) implements Pages, Guarded {
        @Override
        public Object page(int from, int most) {
            return Taken.copied(
                    Math.min(most, all.length - from), count -> Arrays.copyOfRange(all, from, from + count));
        }
    }
}
