package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.LaunchOptions;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.StartMethod;
import dev.krait.multiprocessing.internal.launch.Spares;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the workers of an executor come from, and how they are launched. */
@Timeout(120)
class ExecutorSparesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @BeforeEach
    void keepSpares() {
        Spares.keep(1);
    }

    @AfterEach
    void releaseSpares() throws Exception {
        Spares.keep(0);
        Multiprocessing.releaseSpares();
    }

    private static long workerOf(ProcessPoolOptions options) throws Exception {
        try (var executor = new ProcessPoolExecutor(1, options)) {
            return executor.submit(() -> ProcessHandle.current().pid()).result();
        }
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void workerOfForkserver_isASpareWhereThereIsOne() throws Exception {
        var options = ProcessPoolOptions.defaults().withContext(Multiprocessing.getContext(StartMethod.FORKSERVER));
        long first = workerOf(options);
        await().pollInSameThread().atMost(LONG).until(() -> Spares.warm() == 1);
        List<Long> spares = children();

        long second = workerOf(options);

        assertThat(spares).containsExactly(second).doesNotContain(first);
    }

    @Test
    void workerOfSpawn_isFreshAndLaunchedAsAsked() throws Exception {
        var options = ProcessPoolOptions.defaults()
                .withLaunch(LaunchOptions.defaults().withJvmOptions("-Dkrait.colour=green"))
                .withContext(Multiprocessing.getContext(StartMethod.SPAWN));

        try (var executor = new ProcessPoolExecutor(1, options)) {
            assertThat(executor.submit(() -> System.getProperty("krait.colour")).result())
                    .isEqualTo("green");
        }

        assertThat(Spares.count()).isZero();
    }
}
