package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessPoolFullQueueTest implements FullQueueContract {
    @Override
    public Executor newExecutor(WhenFull whenFull) {
        return new ProcessPoolExecutor(1, ProcessPoolOptions.defaults().withQueueCapacity(1, whenFull));
    }

    @Test
    void workThatCannotTravel_isRefusedAlsoWhenItWouldRunInTheCaller(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(WhenFull.RUN_IN_CALLER)) {
            try {
                var running = executor.submit(Gate::arriveAndWait, gate, "running");
                gate.awaitMark("running");
                var queued = executor.submit(Tasks::square, 2);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> executor.submit(Tasks::same, new Object()))
                        .withMessageContaining("java.lang.Object");
                assertThat(executor.submit(Tasks::square, 3).done()).isTrue();
                gate.open();
                assertThat(running.result(LONG)).isEqualTo("running");
                assertThat(queued.result(LONG)).isEqualTo(4);
            } finally {
                gate.open();
            }
        }
    }
}
