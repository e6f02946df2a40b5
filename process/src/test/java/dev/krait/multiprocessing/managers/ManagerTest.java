package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.RemoteTraceback;
import dev.krait.queue.QueueEmptyException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the types of a {@link SyncManager} do, over proxies of one manager. */
class ManagerTest {
    private static Manager manager;

    @BeforeAll
    static void start() throws Exception {
        manager = new Manager();
    }

    @AfterAll
    static void shutDown() {
        manager.close();
    }

    @Test
    void dict_keepsWhatIsPut() {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));

        dict.put("b", 2);
        dict.set("c", null);

        assertThat(dict)
                .containsEntry("a", 1)
                .containsEntry("b", 2)
                .containsEntry("c", null)
                .hasSize(3);
        assertThat(dict.getAll(List.of("b", "x"))).isEqualTo(Map.of("b", 2));
        assertThat(dict.compute("a", (key, value) -> value + 41)).isEqualTo(42);
    }

    @Test
    void nestedProxies_areReferences() {
        DictProxy<String, ListProxy<Integer>> dict = manager.dict();
        ListProxy<Integer> list = manager.list();
        dict.put("list", list);

        dict.get("list").add(7);

        assertThat(list).containsExactly(7);
    }

    @Test
    void exceptions_arriveWithTheirOwnTypeAndBothStacks() {
        QueueProxy<Integer> queue = manager.queue();

        assertThatThrownBy(queue::getNowait)
                .isInstanceOf(QueueEmptyException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).anyMatch(RemoteTraceback.class::isInstance));
    }
}
