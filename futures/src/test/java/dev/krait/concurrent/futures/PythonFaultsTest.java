package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults of CPython's {@code concurrent.futures} that are open there, by their numbers, and what happens here. */
class PythonFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** There: the futures that shutdown cancels tell nobody who waits for them. */
    @Test
    void cpython136655_futuresCancelledByShutdown_comeOutOfAsCompleted(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = new ProcessPoolExecutor(1)) {
            var futures = new ArrayList<Future<String>>();
            futures.add(executor.submit(Gate::arriveAndWait, gate, "first"));
            for (int i = 0; i < 5; i++) {
                futures.add(executor.submit(() -> "queued"));
            }
            gate.awaitMark("first");
            executor.shutdown(false, true);
            gate.open();
            var seen = new ArrayList<Future<String>>();
            for (Future<String> future : Futures.asCompleted(futures, LIMIT)) {
                seen.add(future);
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(futures);
            assertThat(futures.stream().filter(Future::cancelled)).isNotEmpty();
            assertThat(List.of(futures.get(0).result())).containsExactly("first");
        }
    }
}
