package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts on the page about failures are those that users see, but for the numbers in them. */
class FailuresPageTest {
    private static final Path PAGE = Path.of("../docs/failures.md");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static String page() throws IOException {
        return normal(Files.readString(PAGE));
    }

    /** As one line, without numbers, with the page's name for the class. */
    private static String normal(String text) {
        return text.replace(FailuresPageTest.class.getName(), "shop.Orders")
                .replaceAll("PT[0-9.]+S", "PTnS")
                .replaceAll("\\d+", "n")
                .replaceAll("\\s+", " ");
    }

    private static void assertOnPage(List<? extends Throwable> failures) throws IOException {
        var missing = new ArrayList<String>();
        for (Throwable failure : failures) {
            if (!page().contains(normal(String.valueOf(failure)))) {
                missing.add(String.valueOf(failure).replace(FailuresPageTest.class.getName(), "shop.Orders"));
            }
        }
        assertThat(missing).as("texts that are not in " + PAGE).isEmpty();
    }

    @Test
    void deathsOfWorkers_readAsOnThePage() throws Exception {
        var failures = new ArrayList<Throwable>();
        try (var pool = new Pool(1)) {
            String started = folder.resolve("started").toString();
            AsyncResult<Integer> killed = pool.applyAsync(() -> PoolFaultTest.touchThenSpin(started));
            await().atMost(LIMIT).until(() -> Files.exists(Path.of(started)));
            Signals.send("KILL", pool.pids().get(0));
            failures.add(catchThrowable(() -> killed.get(LIMIT)));
            failures.add(catchThrowable(() -> pool.apply(() -> System.exit(3))));
        }
        assertThat(failures).hasOnlyElementsOfType(WorkerLostException.class);
        assertOnPage(failures);
    }

    @Test
    void crashOfAWorker_readsAsOnThePage() throws Exception {
        var launch = LaunchOptions.defaults().withDirectory(folder);
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            String started = folder.resolve("started").toString();
            AsyncResult<Integer> crashed = pool.applyAsync(() -> PoolFaultTest.touchThenSpin(started));
            await().atMost(LIMIT).until(() -> Files.exists(Path.of(started)));
            Signals.send("SEGV", pool.pids().get(0));
            String text = catchThrowable(() -> crashed.get(LIMIT)).toString();
            // Its last words are the JVM's own.
            String begun = text.substring(0, text.indexOf('#') + 1).replace(folder.toString(), "/srv/shop");
            assertThat(page()).contains(normal(begun));
        }
    }

    @Test
    void workerWithoutHeap_readsAsOnThePage() throws Exception {
        var launch = LaunchOptions.defaults()
                .withDirectory(folder)
                .withJvmOptions("-Xmx40m", "-XX:+HeapDumpOnOutOfMemoryError", "-XX:+ExitOnOutOfMemoryError");
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            String text = catchThrowable(() -> pool.apply(() -> new long[100 << 20].length))
                    .toString();
            // Its last words are the JVM's own.
            String begun = text.substring(0, text.indexOf(".hprof") + 6).replace(folder.toString(), "/srv/shop");
            assertThat(page()).contains(normal(begun));
        }
    }

    @Test
    void workersThatDoNotStart_readAsOnThePage() throws Exception {
        var launch = LaunchOptions.defaults().withJvmOptions("-XX:NoSuchOption=1");
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            Throwable failure = catchThrowable(() -> pool.applyAsync(() -> 1).get(LIMIT));
            assertThat(failure).isInstanceOf(IllegalStateException.class);
            assertOnPage(List.of(failure));
        }
    }

    @Test
    void workerWhosePipeCarriesSomethingElse_readsAsOnThePage() throws Exception {
        var faults = new Faults(folder.toString());
        var launch = LaunchOptions.defaults().withStartMethod(StartMethod.SPAWN).withJvmOptions(faults.options());
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            faults.lay("task-claimed", Faults.Kind.GARBLE);
            Throwable failure = catchThrowable(() -> pool.apply(PoolOptionsContract::waitForEver));
            assertThat(failure).isInstanceOf(WorkerLostException.class);
            assertOnPage(List.of(failure));
        }
    }

    @Test
    void deadlinesAndCancels_readAsOnThePage() throws Exception {
        var failures = new ArrayList<Throwable>();
        try (var pool = new Pool(1)) {
            var options = TaskOptions.defaults();
            var limit = Duration.ofMillis(200);
            failures.add(catchThrowable(
                    () -> pool.with(options.withRunTimeout(limit)).apply(PoolOptionsContract::waitForEver)));
            failures.add(catchThrowable(
                    () -> pool.with(options.withTimeout(limit)).apply(PoolOptionsContract::waitForEver)));
            failures.add(catchThrowable(
                    () -> pool.with(options.withProgressTimeout(limit)).apply(PoolOptionsContract::waitForEver)));
            AsyncResult<Integer> running = pool.applyAsync(PoolOptionsContract::waitForEver);
            failures.add(catchThrowable(
                    () -> pool.with(options.withQueueTimeout(limit)).apply(() -> 1)));
            running.cancel();
            failures.add(catchThrowable(running::get));
            AsyncResult<Integer> abandoned = pool.applyAsync(PoolOptionsContract::waitForEver);
            pool.terminate();
            failures.add(catchThrowable(abandoned::get));
            failures.add(catchThrowable(() -> pool.applyAsync(() -> 1)));
            pool.join();
        }
        assertThat(failures).doesNotContainNull();
        assertOnPage(failures);
    }

    @Test
    void failingInitializer_readsAsOnThePage() throws Exception {
        try (var pool = new Pool(1, PoolOptions.defaults().withInitializer(() -> {
            throw new IOException("no database");
        }))) {
            await().atMost(LIMIT).until(() -> catchThrowable(() -> pool.apply(() -> 1)) != null);
            assertOnPage(List.of(catchThrowable(() -> pool.apply(() -> 1))));
        }
    }

    @Test
    void workerThatTakesTooMuchMemory_readsAsOnThePage() throws Exception {
        var options = PoolOptions.defaults()
                .withMaxMemoryPerChild(220 << 20)
                .withLaunch(LaunchOptions.defaults().withJvmOptions("-Xmx600m"));
        try (var pool = new Pool(1, options)) {
            Throwable failure = catchThrowable(() -> pool.apply(PoolWearTest::leak));
            assertThat(failure).isInstanceOf(WorkerLostException.class);
            assertOnPage(List.of(failure));
        }
    }
}
