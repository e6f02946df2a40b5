package dev.krait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.queue.Queue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user's subclass lives in a package of its own, with whatever members it likes. */
class QueueSubclassElsewhereTest {
    /** Gives the longest word first; its further methods are its own, whatever the queue calls its internals. */
    private static final class LongestFirst extends Queue<String> {
        private final List<String> words = new ArrayList<>();

        LongestFirst(int maxsize) {
            super(maxsize);
        }

        @Override
        protected void initItems(int maxsize) {
            words.clear();
        }

        @Override
        protected int countItems() {
            return words.size();
        }

        @Override
        protected void putItem(String word) {
            words.add(word);
            words.sort((a, b) -> b.length() - a.length());
        }

        @Override
        protected String getItem() {
            return words.remove(0);
        }

        @Override
        protected Iterator<String> iterateItems() {
            return words.iterator();
        }

        int size() {
            return -1;
        }

        String peek() {
            return "mine";
        }
    }

    @Test
    void queueOfAnotherPackage_keepsItsItemsInItsOwnStore() throws Exception {
        var queue = new LongestFirst(3);
        queue.put("a");
        queue.put("ccc");
        queue.put("bb");
        assertThat(queue.full()).isTrue();
        assertThat(queue.qsize()).isEqualTo(3);
        assertThat(queue.asBlockingQueue().peek()).isEqualTo("ccc");
        assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly("ccc", "bb", "a");
        assertThat(queue.size()).isEqualTo(-1);
        assertThat(queue.peek()).isEqualTo("mine");
    }
}
