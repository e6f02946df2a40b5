package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pool and its workers keep no longer than they need it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolMemoryTest {
    private static final int ITEMS = 2000;
    private static final int SLOW = 1500;

    /** In a worker: what a function of the program captured. */
    private static volatile @Nullable WeakReference<Captured> arrived;

    private static final class Captured implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            arrived = new WeakReference<>(this);
        }

        int zero() {
            return 0;
        }
    }

    private static boolean isGone() {
        System.gc();
        WeakReference<Captured> reference = arrived;
        return reference != null && reference.get() == null;
    }

    @Test
    void function_thatNoTaskUsesAnyMore_isCollectedInTheWorker() throws Exception {
        var captured = new Captured();
        int own = 1; // Makes the lambda one that goes with its task.
        try (var pool = new Pool(1)) {
            assertThat(pool.map(x -> x + captured.zero(), List.of(1, 2, 3))).containsExactly(1, 2, 3);
            await().until(() -> pool.apply(() -> own == 1 && isGone()));
        }
    }

    private static final class Item implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int number;

        Item(int number) {
            this.number = number;
        }
    }

    /** Items that nobody else holds. */
    private static final class FreshItems extends AbstractCollection<Item> {
        private final List<WeakReference<Item>> given = Collections.synchronizedList(new ArrayList<>());

        @Override
        public int size() {
            return ITEMS;
        }

        @Override
        public Iterator<Item> iterator() {
            return IntStream.range(0, ITEMS)
                    .mapToObj(number -> {
                        var item = new Item(number);
                        given.add(new WeakReference<>(item));
                        return item;
                    })
                    .iterator();
        }

        /** How many of those that were given before the slow one are still there. */
        long kept() {
            System.gc();
            synchronized (given) {
                return given.stream()
                        .limit(SLOW)
                        .filter(reference -> reference.get() != null)
                        .count();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false,0", "true,0", "false,1", "true,1"})
    void imap_withOneSlowCall_keepsNoItemOfTheOthers(boolean ordered, int retries, @TempDir Path folder)
            throws Exception {
        String mark = folder.resolve("go").toString();
        var items = new FreshItems();
        try (Pool pool = new Pool(2)) {
            Pool used = pool.with(TaskOptions.defaults().withRetries(retries));
            try (IMapIterator<Integer> results = ordered
                    ? used.imap(item -> awaitIfSlow(item, mark), items, 1)
                    : used.imapUnordered(item -> awaitIfSlow(item, mark), items, 1)) {
                for (int i = 0; i < SLOW; i++) {
                    results.next(Duration.ofSeconds(30));
                }
                await().untilAsserted(() -> assertThat(items.kept()).isLessThan(10));
                Files.createFile(Path.of(mark));
                for (int i = SLOW; i < ITEMS; i++) {
                    results.next(Duration.ofSeconds(30));
                }
            }
        }
    }

    private static int awaitIfSlow(Item item, String mark) {
        if (item.number == SLOW) {
            await().until(() -> Files.exists(Path.of(mark)));
        }
        return item.number;
    }
}
