package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A served map whose functions run at the client, while others change it. */
class DictAsMapTest {
    private static final Map<String, int[]> TREE = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private static final Map<String, Integer> OWN = new HashMap<>();

    private static Server server;
    private static SyncManager client;
    private static DictProxy<String, int[]> tree;
    private static DictProxy<String, Integer> own;

    /** The program's own map, under the interface that has no functions for the server. */
    private static Map<String, Integer> map;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void serve() throws Exception {
        var serving = new SyncManager();
        serving.register("tree", DictProxy.class, () -> TREE);
        serving.register("own", DictProxy.class, () -> OWN);
        server = serving.getServer();
        client = new SyncManager(ManagerOptions.defaults().withAddress(server.address()));
        client.register("tree", DictProxy.class);
        client.register("own", DictProxy.class);
        client.connect();
        tree = client.create("tree", DictProxy.class);
        own = client.create("own", DictProxy.class);
        map = own;
    }

    @AfterAll
    static void end() {
        client.close();
        server.close();
    }

    @BeforeEach
    void clear() {
        tree.clear();
        own.clear();
    }

    @Test
    void changeUnderAnotherSpellingOfTheKey_isNotLost() {
        tree.put("key", new int[] {1});
        var calls = new AtomicInteger();
        Map<String, int[]> asMap = tree;

        asMap.merge("key", new int[] {1}, (old, added) -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                tree.put("KEY", new int[] {old[0] + 100});
            } else if (call == 2) {
                tree.compute("Key", (key, value) -> added(value, 1000));
            }
            return new int[] {old[0] + added[0]};
        });

        assertThat(TREE.get("key")).containsExactly(1102);
        assertThat(calls).hasValue(3);
    }

    /** In place, so that the map has the very same value. */
    private static int[] added(int[] value, int much) {
        value[0] += much;
        return value;
    }

    @Test
    void changeByTheProgramItself_isNotLost() {
        own.put("k", 1);
        var calls = new AtomicInteger();

        map.merge("k", 1, (old, added) -> {
            if (calls.incrementAndGet() == 1) {
                synchronized (OWN) {
                    OWN.merge("k", 100, Integer::sum);
                }
            }
            return old + added;
        });
        map.compute("l", (key, value) -> {
            if (calls.incrementAndGet() == 3) {
                synchronized (OWN) {
                    OWN.put("l", 5);
                }
            }
            return value == null ? 0 : value + 1;
        });

        assertThat(OWN).isEqualTo(Map.of("k", 102, "l", 6));
    }

    @Test
    void changesOfOtherKeys_callNoFunctionAgain() {
        own.put("k", 1);
        var calls = new AtomicInteger();
        Map<String, Integer> others =
                IntStream.range(0, 500).boxed().collect(Collectors.toMap(number -> "other" + number, number -> number));

        map.merge("k", 1, (old, added) -> {
            calls.incrementAndGet();
            own.putAll(others);
            others.forEach(own::set);
            return old + added;
        });

        assertThat(OWN).hasSize(501).containsEntry("k", 2);
        assertThat(calls).hasValue(1);
    }

    @Test
    void changeThatPutsTheSameAgain_countsAsNone() {
        own.put("k", 1000);

        map.compute("k", (key, value) -> {
            OWN.put("k", Integer.valueOf(value));
            return value + 1;
        });
        map.computeIfPresent("absent", (key, value) -> value + 1);
        map.compute("k", (key, value) -> null);

        assertThat(OWN).isEmpty();
    }

    @Test
    void manyKeysThatWereOnlyLookedAt_holdUpNobody() {
        for (int i = 0; i < 3000; i++) {
            map.compute("absent" + i, (key, value) -> null);
        }
        own.put("k", 1);

        assertThat(map.merge("k", 1, Integer::sum)).isEqualTo(2);
    }
}
