package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The faults of CPython's {@code concurrent.futures} that are open there, by their numbers, and what happens here; those of
 * its {@code multiprocessing.Pool} are in the test of that name beside the pool.
 */
class PythonFaultsTest {
    private static List<Future<?>> takeAll(List<Future<?>> futures) throws Exception {
        var taken = new ArrayList<Future<?>>();
        try (var completed = Futures.asCompleted(futures)) {
            while (completed.hasNext()) {
                taken.add(completed.take());
            }
        }
        return taken;
    }

    /** There: as_completed waits for ever for futures that a shutdown has cancelled. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cpython136655_shutdownThatCancels_letsAsCompletedEnd(boolean processes, @TempDir Path folder)
            throws Exception {
        Gate gate = Gate.in(folder);
        try (Executor executor = processes ? new ProcessPoolExecutor(1) : new ThreadPoolExecutor(1)) {
            var running = executor.submit(Gate::arriveAndWait, gate, "running");
            var queued = executor.submit(Tasks::square, 2);
            gate.awaitMark("running");
            var taken = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return takeAll(List.of(running, queued));
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task, "as-completed").start());
            executor.shutdown(false, true);
            gate.open();
            assertThat(taken.get(60, TimeUnit.SECONDS)).containsExactlyInAnyOrder(running, queued);
            assertThat(queued.cancelled()).isTrue();
        } finally {
            gate.open();
        }
    }
}
