package dev.krait.multiprocessing.managers;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What was in a collection when an iteration began, fetched page by page. */
interface Pages {
    /** How many elements make a page. */
    int SIZE = 1024;

    /** The next page, empty after the last. */
    @Nullable
    Object[] next();

    /** All elements if they make one page, else pages that stay in the server. */
    static Object of(Collection<?> elements) {
        Object[] all = elements.toArray(new Object[0]);
        if (all.length <= SIZE) {
            return all;
        }
        return new Server.Shared("Pages", Pages.class, new Rest(all));
    }

    /** The pages of an array. */
    final class Rest implements Pages {
        private final @Nullable Object[] all;
        private int at;

        Rest(@Nullable Object[] all) {
            this.all = all;
        }

        @Override
        public synchronized @Nullable Object[] next() {
            int from = at;
            at = Math.min(all.length, from + SIZE);
            return Arrays.copyOfRange(all, from, at);
        }
    }
}
