package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.OverdueTask;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadPoolExecutorTest implements ExecutorContract, LocalWorkersContract {
    @Override
    public Executor newExecutor(int workers) {
        return new ThreadPoolExecutor(workers);
    }

    @Test
    void actionOnTimeout_seesTheThreadsBeforeTheInterrupt(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        var told = new CompletableFuture<OverdueTask>();
        try (var executor = newExecutor(1)) {
            var watched =
                    executor.with(TaskOptions.defaults().withRunTimeout(SHORT).withOnTimeout(told::complete));
            var late = watched.submit(Gate::arriveAndWait, gate, "late");
            OverdueTask task = told.get(30, TimeUnit.SECONDS);
            assertThat(task.threadDump()).contains("Full thread dump", "at " + Worker.class.getName() + ".run");
            assertThat(task.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(late.done()).isTrue();
        }
    }
}
