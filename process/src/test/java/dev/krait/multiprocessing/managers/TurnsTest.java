package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One call at a time: what calls that use the same object, or each other's, do to each other. */
class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** The server is in this JVM, so that functions which run there meet the tests here. */
    private static CyclicBarrier both = new CyclicBarrier(2);

    private static CountDownLatch begun = new CountDownLatch(1);
    private static CountDownLatch end = new CountDownLatch(1);

    private Server server;
    private SyncManager client;
    private ExecutorService threads;

    @BeforeEach
    void serve() throws Exception {
        server = new SyncManager().getServer();
        client = connected();
        threads = Executors.newCachedThreadPool();
        both = new CyclicBarrier(2);
        begun = new CountDownLatch(1);
        end = new CountDownLatch(1);
    }

    private SyncManager connected() throws Exception {
        var manager = new SyncManager(ManagerOptions.defaults().withAddress(server.address()));
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
