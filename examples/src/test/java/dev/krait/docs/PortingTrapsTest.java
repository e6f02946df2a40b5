package dev.krait.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.concurrent.futures.Future;
import dev.krait.function.Args;
import dev.krait.multiprocessing.Pool;
import dev.krait.queue.Queue;
import dev.krait.threading.Lock;
import dev.krait.threading.Thread;
import java.io.File;
import java.io.Serializable;
import java.net.Socket;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortingTrapsTest {
    @AfterEach
    void putBack() {
        PortingTraps.factor = 1;
    }

    @Test
    void aFieldThatMainChanged_hasItsFirstValueInAWorker() throws Exception {
        assertThat(PortingTraps.withAFieldThatWasChanged()).containsExactly(1, 2, 3);
    }

    @Test
    void aCapturedValue_travels() throws Exception {
        PortingTraps.factor = 5;
        assertThat(PortingTraps.withACapturedValue()).containsExactly(5, 10, 15);
    }

    @Test
    void anInitializer_setsTheFieldInEachWorker() throws Exception {
        PortingTraps.factor = 5;
        assertThat(PortingTraps.withAnInitializer()).containsExactly(5, 10, 15);
    }

    record Chunk(String file, long start) implements Serializable {}

    record Unwilling(String file) {}

    @Test
    void whatThePageSaysCannotTravel_isRefused() throws Exception {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
        List<Object> refused = List.of(
                new Unwilling("a"),
                Path.of("a"),
                Map.entry("a", 1),
                map.entrySet().iterator().next(),
                map.keySet(),
                map.values(),
                new ArrayList<>(List.of(1, 2)).subList(0, 1),
                Optional.of(1),
                Stream.of(1),
                Logger.getLogger("a"),
                new Lock(),
                new Queue<>(),
                new Thread(() -> {}),
                new Future<>(),
                new Socket());
        List<Object> remedies = List.of(
                new Chunk("a", 1),
                new File("a"),
                Args.of("a", 1),
                new AbstractMap.SimpleEntry<>(map.entrySet().iterator().next()),
                List.copyOf(map.keySet()),
                new ArrayList<>(map.values()));
        try (var pool = new Pool(1)) {
            assertThat(refused)
                    .allSatisfy(value -> assertThatThrownBy(() -> pool.apply(x -> x, value))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("cannot travel"));
            for (Object remedy : remedies) {
                assertThat(pool.<Object, Object>apply(x -> x, remedy)).isEqualTo(remedy);
            }
        }
    }

    @Test
    void whatTasksChange_isTheirOwn() throws Exception {
        assertThat(PortingTraps.aFieldThatTasksChange(List.of("a", "b"))).isEmpty();
        assertThat(PortingTraps.anObjectThatTasksChange(List.of("a", "b"))).isEmpty();
    }
}
