package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.queue.Queue;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One call at a time: what calls that use the same object, or each other's, do to each other. */
class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** The server is in this JVM, so that functions which run there meet the tests here. */
    private static final Queue<Object> QUEUE = new Queue<>();

    private static CyclicBarrier both = new CyclicBarrier(2);

    private static CountDownLatch begun = new CountDownLatch(1);
    private static CountDownLatch end = new CountDownLatch(1);

    private Server server;
    private SyncManager client;
    private ExecutorService threads;

    @BeforeEach
    void serve() throws Exception {
        var serving = new SyncManager();
        serving.register("its queue", QueueProxy.class, () -> QUEUE);
        server = serving.getServer();
        client = connected();
        threads = Executors.newCachedThreadPool();
        both = new CyclicBarrier(2);
        begun = new CountDownLatch(1);
        end = new CountDownLatch(1);
    }

    private SyncManager connected() throws Exception {
        var manager = new SyncManager(ManagerOptions.defaults().withAddress(server.address()));
        manager.register("its queue", QueueProxy.class);
        manager.connect();
        return manager;
    }

    @AfterEach
    void close() throws Exception {
        end.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(LONG.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        client.close();
        server.close();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.get(LONG.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void functionThatChangesAValueInPlace_neverMeetsTheWritingOfAnAnswer() throws Exception {
        DictProxy<String, Map<Integer, Integer>> dict = client.dict();
        ListProxy<Map<Integer, Integer>> list = client.list(List.of(new HashMap<>()));
        dict.put("k", new HashMap<>());
        int rounds = 300;
        Callable<Void> changing = () -> {
            for (int i = 0; i < rounds; i++) {
                int number = i;
                dict.compute("k", (key, map) -> grown(map, number));
                list.updateAndGet(0, map -> grown(map, number));
            }
            return null;
        };
        Callable<Void> reading = () -> {
            for (int i = 0; i < rounds; i++) {
                dict.get("k");
                dict.copy();
                list.slice(0, 1);
            }
            return null;
        };

        List<Future<Void>> all = threads.invokeAll(List.of(changing, changing, reading));

        for (Future<Void> one : all) {
            result(one);
        }
        assertThat(dict.get("k")).hasSize(8 * rounds);
    }

    private static Map<Integer, Integer> grown(Map<Integer, Integer> map, int number) {
        for (int i = 0; i < 8; i++) {
            map.put(8 * number + i, number);
        }
        return map;
    }

    /** What takes until the end to be written, once that has begun to matter. */
    static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;
        static volatile boolean matters;

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (matters) {
                untilTheEnd(0);
            }
            out.defaultWriteObject();
        }
    }

    @Test
    void functionThatChangesAValueInPlace_neverMeetsTheWritingOfAPage() throws Exception {
        DictProxy<Integer, Object> dict = client.dict();
        var entries = new LinkedHashMap<Integer, Object>();
        entries.put(0, new Slow());
        for (int i = 1; i <= Pages.SIZE; i++) {
            entries.put(i, i);
        }
        dict.putAll(entries);
        Slow.matters = true;
        try {
            Future<Integer> iterating = threads.submit(() -> new ArrayList<>(dict.values()).size());
            assertThat(begun.await(LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

            Future<Object> changing = threads.submit(() -> dict.compute(1, (key, value) -> "changed"));

            await().pollInSameThread().atMost(LONG).until(() -> changing.isDone() || isServing(Guard.class));
            assertThat(changing.isDone()).isFalse();
            end.countDown();
            assertThat(result(iterating)).isEqualTo(Pages.SIZE + 1);
            assertThat(result(changing)).isEqualTo("changed");
        } finally {
            Slow.matters = false;
        }
    }

    /** What sees, while it is written, how many are in the queue behind it. */
    static final class Looking implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final Queue<Integer> SEEN = new Queue<>();

        private void writeObject(ObjectOutputStream out) throws IOException {
            SEEN.putNowait(QUEUE.qsize());
            out.defaultWriteObject();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void drainOfMuch_leavesTheRestInTheQueueUntilItsTurn() throws Exception {
        QueueProxy<Object> queue = client.create("its queue", QueueProxy.class);
        QUEUE.put(new Looking());
        int count = 20_000;
        for (int i = 1; i < count; i++) {
            QUEUE.put(i);
        }
        var items = new ArrayList<Object>();

        assertThat(queue.drainTo(items)).isEqualTo(count);

        assertThat(items.subList(1, count))
                .isEqualTo(IntStream.range(1, count).boxed().toList());
        assertThat(Looking.SEEN.getNowait()).isGreaterThan(count / 2);
        assertThat(QUEUE.empty()).isTrue();
    }

    @Test
    void functionsThatWaitForEachOther_areToldApart() throws Exception {
        DictProxy<String, Integer> left = client.dict(Map.of("k", 1));
        DictProxy<String, Integer> right = client.dict(Map.of("k", 2));

        Future<Integer> first = threads.submit(() -> left.compute("k", (key, value) -> value + met(right)));
        Future<Integer> second = threads.submit(() -> right.compute("k", (key, value) -> value + met(left)));

        int refused = 0;
        for (Future<Integer> one : List.of(first, second)) {
            try {
                assertThat(result(one)).isEqualTo(3);
            } catch (ExecutionException e) {
                assertThat(e)
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("for ever");
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 2);
        assertThat(left.get("k") + right.get("k")).isBetween(3, 5);
    }

    private static int met(DictProxy<String, Integer> other) {
        try {
            both.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return other.get("k");
    }

    @Test
    void functionOfAClientThatLeaves_givesUpWaitingForItsTurn() throws Exception {
        ListProxy<Integer> busy = client.list(List.of(1));
        Future<Integer> user = threads.submit(() -> busy.updateAndGet(0, value -> untilTheEnd(value)));
        begun.await();
        SyncManager leaving = connected();
        DictProxy<String, Object> its = leaving.dict();
        Future<Object> waiting = threads.submit(() -> its.compute("other", (key, value) -> busy.size()));
        await().pollInSameThread().atMost(LONG).until(() -> isServing(Guard.class));

        leaving.close();

        assertThatThrownBy(() -> result(waiting)).hasCauseInstanceOf(ManagerLostException.class);
        await().pollInSameThread().atMost(LONG).until(() -> !isServing(Guard.class));
        end.countDown();
        assertThat(result(user)).isEqualTo(2);
    }

    @Test
    void functionThatIsInterruptedWhileItWaitsForItsTurn_isToldThatAndNotThatItsClientIsGone() throws Exception {
        ListProxy<Integer> busy = client.list(List.of(1));
        DictProxy<String, Object> other = client.dict();
        Future<Integer> user = threads.submit(() -> busy.updateAndGet(0, value -> untilTheEnd(value)));
        begun.await();

        assertThatThrownBy(() -> other.compute("k", (key, value) -> {
                    Thread.currentThread().interrupt();
                    return busy.size();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its turn with list ")
                .hasMessageContaining("interrupted")
                .hasMessageNotContaining("gone");

        end.countDown();
        assertThat(result(user)).isEqualTo(2);
    }

    private static int untilTheEnd(int value) {
        begun.countDown();
        try {
            assertThat(end.await(LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return value + 1;
    }

    private static boolean isServing(Class<?> type) {
        for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
            for (StackTraceElement frame : stack) {
                if (frame.getClassName().equals(type.getName())
                        && frame.getMethodName().equals("enter")) {
                    return true;
                }
            }
        }
        return false;
    }
}
