package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.krait.function.Function0;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a pool when its workers die, stop, block or make noise. */
class PoolFaultTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Waits in a worker for a file, the one thing that both processes see. */
    static int waitForFile(String path, int result) {
        while (!Files.exists(Path.of(path))) {
            Thread.onSpinWait();
        }
        return result;
    }

    static int touchThenSpin(String path) throws IOException {
        Files.createFile(Path.of(path));
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void killedWorker_isNamedWithItsSignal() throws Exception {
        try (var pool = new Pool(1)) {
            String started = folder.resolve("started").toString();
            AsyncResult<Integer> result = pool.applyAsync(() -> touchThenSpin(started));
            await().until(() -> Files.exists(Path.of(started)));

            long pid = pool.pids().get(0);
            signal("KILL", pid);

            assertThatThrownBy(() -> result.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("SIGKILL")
                    .hasMessageContaining("a call of a lambda of " + PoolFaultTest.class.getName())
                    .satisfies(e -> {
                        var lost = (WorkerLostException) e;
                        assertThat(lost.exitCode()).isEqualTo(-9);
                        assertThat(lost.pid()).isEqualTo(pid);
                    });
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void workerThatEndsInATask_isReplacedWhileItsEndIsLookedInto() throws Exception {
        var held = new CountDownLatch(1);
        var looked = new CountDownLatch(1);
        var holder = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getMessage().contains("ended with exit code")) {
                    looked.countDown();
                    try {
                        assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts a worker's channel", e);
                    }
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        holder.setLevel(Level.ALL);
        var log = Logger.getLogger("dev.krait.multiprocessing");
        Level before = log.getLevel();
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> 0)).isZero();
            log.addHandler(holder);
            log.setLevel(Level.FINE);
            AsyncResult<Integer> lost = pool.applyAsync(() -> {
                Runtime.getRuntime().halt(3);
                return 1;
            });
            AsyncResult<Integer> next = pool.applyAsync(() -> 2);

            looked.await();
            assertThat(next.get(LONG.dividedBy(2))).isEqualTo(2);
            assertThat(lost.ready()).as("nobody knows yet how the worker ended").isFalse();
            held.countDown();
            assertThatThrownBy(() -> lost.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("exit code 3");
            assertThat(pool.pids()).hasSize(1);
        } finally {
            held.countDown();
            log.removeHandler(holder);
            log.setLevel(before);
        }
    }

    @Test
    void workersKilledAtRandom_costOnlyTheTasksTheyRan() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var pool = new Pool(2)) {
            int kills = 0;
            for (int round = 0; round < 4; round++) {
                var results = new ArrayList<AsyncResult<Integer>>();
                for (int i = 0; i < 5000; i++) {
                    int n = i;
                    results.add(pool.applyAsync(() -> n + 1));
                }
                results.get(random.nextInt(4000)).await();
                List<Long> pids = pool.pids();
                if (!pids.isEmpty()) {
                    signal("KILL", pids.get(random.nextInt(pids.size())));
                    kills++;
                }
                int lost = 0;
                for (int i = 0; i < results.size(); i++) {
                    try {
                        assertThat(results.get(i).get(LONG)).as("seed %d", seed).isEqualTo(i + 1);
                    } catch (WorkerLostException e) {
                        lost++;
                    }
                }
                assertThat(lost).as("seed %d", seed).isLessThanOrEqualTo(1);
            }
            assertThat(kills).isPositive();
            await().until(() -> pool.pids().size() == 2);
        }
    }

    @Test
    void stoppedWorker_holdsUpNobodyElse() throws Exception {
        try (var pool = new Pool(2)) {
            await().until(() -> pool.pids().size() == 2);
            long stopped = pool.pids().get(0);
            signal("STOP", stopped);
            try {
                var results = new ArrayList<AsyncResult<String>>();
                String padding = "x".repeat(1000);
                for (int i = 0; i < 2000; i++) {
                    results.add(pool.applyAsync(() -> padding));
                }
                // One task may have been claimed just before the stop; everything else goes to the other worker.
                await().atMost(LONG)
                        .until(() -> results.stream().filter(AsyncResult::ready).count() >= 1999);
            } finally {
                signal("CONT", stopped);
            }
        }
    }

    @Test
    void quickResult_doesNotWaitForTheLongTaskBehindIt() throws Exception {
        try (var pool = new Pool(1)) {
            String go = folder.resolve("go").toString();
            AsyncResult<Integer> quick = pool.applyAsync(() -> 1);
            AsyncResult<Integer> blocked = pool.applyAsync(() -> waitForFile(go, 2));

            assertThat(quick.get(LONG)).isEqualTo(1);
            assertThat(blocked.ready()).isFalse();
            Files.createFile(Path.of(go));
            assertThat(blocked.get(LONG)).isEqualTo(2);
        }
    }

    @Test
    void tasksSentAheadBehindALongOne_goToTheIdleWorker() throws Exception {
        try (var pool = new Pool(2)) {
            String go = folder.resolve("go").toString();
            // Short tasks first, so that the pool sends many ahead.
            pool.map(x -> x, IntStream.range(0, 20_000).boxed().toList());
            var results = new ArrayList<AsyncResult<Integer>>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                results.add(n == 20 ? pool.applyAsync(() -> waitForFile(go, n)) : pool.applyAsync(() -> n));
            }
            await().atMost(LONG)
                    .until(() -> results.stream().filter(AsyncResult::ready).count() == 199);
            Files.createFile(Path.of(go));
            assertThat(results.get(20).get(LONG)).isEqualTo(20);
        }
    }

    /** A worker that has become ready when all was sent already, to another one: after a kill, after the pool's first calls. */
    @Test
    void tasksSentAheadBehindALongOne_goToAWorkerThatBecomesReady() throws Exception {
        String go = folder.resolve("go-on").toString();
        try (var pool = new Pool(2)) {
            for (int i = 0; i < 5; i++) { // Quick ones, so that the pool sends ahead.
                pool.map(x -> x, IntStream.range(0, 2000).boxed().toList());
            }
            Deaths.kill(pool.pids().get(0));
            AsyncResult<Integer> first = pool.applyAsync(() -> waitForFile(go, 1));
            AsyncResult<Boolean> second = pool.applyAsync(() -> new java.io.File(go).createNewFile());
            assertThat(first.get(LONG)).isEqualTo(1);
            assertThat(second.get(LONG)).isTrue();
        }
    }

    @Test
    void noise_neverTouchesTheProtocol() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var captured = new ByteArrayOutputStream();
        var ignored = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(ignored, false, StandardCharsets.UTF_8));
        try (var pool = new Pool(2)) {
            List<Integer> results = pool.map(
                    PoolFaultTest::makeNoise, IntStream.range(0, 20).boxed().toList());
            assertThat(results).isEqualTo(IntStream.range(0, 20).boxed().toList());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8).lines())
                .as("every line whole")
                .hasSize(20 * 2000)
                .allMatch(line -> line.matches("(\\d+) x{1000} \\1"));
    }

    static int makeNoise(int n) throws Exception {
        String line = n + " " + "x".repeat(1000) + " " + n;
        for (int i = 0; i < 2000; i++) {
            System.out.println(line);
        }
        // Not closed: it is the descriptor of the process.
        var raw = new java.io.FileOutputStream(java.io.FileDescriptor.out);
        raw.write(new byte[] {0, 1, 2, (byte) 0xFF, 'R', 'B'});
        return new ProcessBuilder("sh", "-c", "echo grandchild; echo more >&2")
                                .inheritIO()
                                .start()
                                .waitFor()
                        == 0
                ? n
                : -1;
    }

    @Test
    void interruptWhileWaiting_endsTheWaitAndNotTheTask() throws Exception {
        try (var pool = new Pool(1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(InterruptedException.class);
            assertThat(pool.apply(() -> 2)).isEqualTo(2);
        }
    }

    static int sayThenHalt() {
        System.out.println("to the standard output");
        System.err.println("to the standard error");
        Logger.getLogger("shop.Orders").severe("to the log");
        Runtime.getRuntime().halt(3);
        return 1;
    }

    @Test
    void lostWorker_isReportedWithWhatItsTaskPrintedAndLoggedLast() throws Exception {
        try (var pool = new Pool(1)) {
            pool.apply(() -> {
                for (int i = 0; i < 1000; i++) {
                    System.out.println("line " + i);
                }
            });
            assertThatThrownBy(() -> pool.apply(PoolFaultTest::sayThenHalt))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("the worker's last words: ")
                    .satisfies(
                            e -> assertThat(((WorkerLostException) e).logTail().lines())
                                    .hasSizeLessThanOrEqualTo(20)
                                    .endsWith(
                                            "line 999",
                                            "to the standard output",
                                            "to the standard error",
                                            "SEVERE shop.Orders: to the log"));
        }
    }

    @Test
    void taskThatExits_isReportedWithItsCode() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> exits = pool.applyAsync(() -> {
                System.exit(3);
                return 0;
            });
            assertThatThrownBy(() -> exits.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("exit code 3");
        }
    }

    @Test
    void taskThatRunsOutOfMemory_failsAndItsWorkerIsReplaced() throws Exception {
        try (var pool = new Pool(1)) {
            long before = pool.apply(() -> ProcessHandle.current().pid());
            assertThatThrownBy(() -> pool.apply(
                            () -> new long[Integer.MAX_VALUE - 8].length + new long[Integer.MAX_VALUE - 8].length))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isNotEqualTo(before);
        }
    }

    static final class FillsHeapInInitialiser {
        static final long[] TABLE = new long[Integer.getInteger("krait.table", 1)];

        static Function0<Integer> lambda() {
            return () -> TABLE.length;
        }
    }

    @Test
    void lambdaOfAClassForWhoseInitialisationMemoryIsWanting_failsAndItsWorkerIsReplaced() throws Exception {
        Function0<Integer> lambda = FillsHeapInInitialiser.lambda();
        var launch = LaunchOptions.defaults().withJvmOptions("-Xmx40m", "-Dkrait.table=100000000");
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            long before = pool.apply(() -> ProcessHandle.current().pid());
            assertThatThrownBy(() -> pool.apply(lambda)).isInstanceOf(OutOfMemoryError.class);
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isNotEqualTo(before);
        }
    }

    static final class StartsInInitialiser {
        static final Pool POOL = new Pool(1);

        static int answer() {
            return POOL.toString().length();
        }
    }

    @Test
    void poolInAStaticInitialiserOfAWorker_isRefused() throws Exception {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> StartsInInitialiser.answer()))
                    .isInstanceOf(ExceptionInInitializerError.class)
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .hasMessageContaining("StartsInInitialiser");
        }
    }

    @Test
    void poolWhoseWorkersCannotStart_saysSoInsteadOfWaiting() throws Exception {
        String home = System.getProperty("java.home");
        System.setProperty("java.home", folder.toString());
        try {
            var pool = new Pool(2);
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(CancellationException.class),
                            e -> assertThat(e).isInstanceOf(IllegalStateException.class))
                    .hasMessageContaining("no java launcher");
            pool.close();
            pool.join();
        } finally {
            System.setProperty("java.home", home);
        }
    }

    @Test
    void initializer_doesNotCountAsATask() throws Exception {
        try (var pool =
                new Pool(1, PoolOptions.defaults().withInitializer(() -> {}).withMaxTasksPerChild(1))) {
            List<Long> pids = pool.mapAsync(x -> ProcessHandle.current().pid(), List.of(1, 2))
                    .get(LONG);
            assertThat(pids.get(0)).isNotEqualTo(pids.get(1));
        }
    }

    @Test
    void closeWhileWorkersStart_runsNoInitializer() throws Exception {
        String ran = folder.resolve("ran").toString();
        var pool = new Pool(1, PoolOptions.defaults().withInitializer(() -> Files.createFile(Path.of(ran))));
        pool.close();
        pool.join();
        assertThat(Path.of(ran)).doesNotExist();
    }

    private static int filesIn(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    @Test
    void closeWhileInitializersHang_endsThePoolWhichIsNotBroken() throws Exception {
        String begun = folder.resolve("begun").toString();
        var pool = new Pool(3, PoolOptions.defaults().withInitializer(() -> {
            Files.createFile(Path.of(begun + ProcessHandle.current().pid()));
            PoolOptionsContract.waitForEver();
        }));
        await().atMost(LONG).until(() -> filesIn(folder) == 3);
        pool.close();
        pool.join();
        assertThatThrownBy(() -> pool.apply(() -> 1)).hasMessageContaining("it was closed before this call");
    }

    static void writePid(String folder) throws IOException {
        Files.createFile(
                Path.of(folder, "initialized-" + ProcessHandle.current().pid()));
    }

    @Test
    void workerThatIsTooBigBeforeItsInitializerBegins_runsThatItself() throws Exception {
        var faults = new Faults(folder.toString());
        faults.lay("frame-read", Faults.Kind.STALL);
        String there = folder.toString();
        var options = PoolOptions.defaults()
                .withInitializer(() -> writePid(there))
                .withMaxMemoryPerChild(1 << 20)
                .withLaunch(LaunchOptions.defaults().withJvmOptions(faults.options()));
        var pool = new Pool(1, options);
        await().atMost(LONG).until(() -> Files.exists(faults.stalled()));
        long pid = Long.parseLong(Files.readString(faults.stalled()));
        await().atMost(LONG).until(() -> PoolStormTest.isStopped(pid));
        // Time for some looks at its memory, after which it is still there.
        await().pollDelay(Duration.ofMillis(300)).atMost(LONG).until(() -> Program.runs(pid));
        Signals.send("CONT", pid);
        await().atMost(LONG).until(() -> Files.exists(folder.resolve("initialized-" + pid)));
        pool.terminate();
        pool.join();
    }

    /** Starts what native code does: a process that has every descriptor of this one, that of the protocol too. */
    static int startHeir(String mark) throws Exception {
        new ProcessBuilder("sh", "-c", "exec 9>>/proc/$PPID/fd/4 && touch " + mark + " && exec sleep 1000").start();
        return PoolOptionsContract.waitForEver();
    }

    @Test
    void killedWorker_whosePipeIsHeldByWhatItStarted_isLostAllTheSame() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no descriptors in /proc");
        try (var pool = new Pool(1)) {
            Path heir = folder.resolve("heir");
            String mark = heir.toString();
            AsyncResult<Integer> lost = pool.applyAsync(() -> startHeir(mark));
            await().atMost(LONG).until(() -> Files.exists(heir));
            signal("KILL", pool.pids().get(0));
            assertThatThrownBy(() -> lost.get(LONG)).isInstanceOf(WorkerLostException.class);
            assertThat(pool.applyAsync(() -> 1).get(LONG)).isEqualTo(1);
        }
    }

    /** Has this worker end as soon as it has said that its initializer is done. */
    static void endAfterwards() {
        FaultPoint.on(step -> {
            if (step.equals("frame-committed")) {
                Runtime.getRuntime().halt(3);
            }
        });
    }

    @Test
    void workersThatEndBehindTheirInitializer_breakThePoolInsteadOfComingWithoutEnd() throws Exception {
        var pool = new Pool(1, PoolOptions.defaults().withInitializer(PoolFaultTest::endAfterwards));
        AsyncResult<Integer> never = pool.applyAsync(() -> 1);
        try {
            assertThatThrownBy(() -> never.get(LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its workers end before they begin a task");
        } finally {
            pool.terminate();
        }
        pool.join();
    }

    @Test
    void largeArgumentsOfAClosedPool_outliveAWorkerThatDoesNotStart() throws Exception {
        var faults = new Faults(folder.toString());
        var launch = LaunchOptions.defaults().withStartMethod(StartMethod.SPAWN).withJvmOptions(faults.options());
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            String started = folder.resolve("task-started").toString();
            AsyncResult<Integer> lost = pool.applyAsync(() -> touchThenSpin(started));
            AsyncResult<Integer> waiting = pool.applyAsync(bytes -> bytes.length, new byte[100_000]);
            await().atMost(LONG).until(() -> Files.exists(Path.of(started)));
            pool.close();
            faults.lay("not-said-ready", Faults.Kind.KILL);
            signal("KILL", pool.pids().get(0));
            assertThatThrownBy(() -> lost.get(LONG)).isInstanceOf(WorkerLostException.class);
            assertThat(waiting.get(LONG)).isEqualTo(100_000);
            assertThat(faults.isLaid("not-said-ready", Faults.Kind.KILL)).isFalse();
        }
    }

    @Test
    void largeInitializer_travels() throws Exception {
        byte[] large = new byte[200_000];
        try (var pool = new Pool(1, PoolOptions.defaults().withInitializer(() -> {
            if (large.length != 200_000) {
                throw new IllegalStateException("torn");
            }
        }))) {
            assertThat(pool.applyAsync(() -> 1).get(LONG)).isEqualTo(1);
        }
    }

    /** A function that ends whoever rebuilds it. */
    static final class Deadly implements dev.krait.function.Function1<Integer, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer apply(Integer x) {
            return x;
        }

        private Object readResolve() {
            Runtime.getRuntime().halt(3);
            return this;
        }
    }

    @Test
    void functionThatKillsWhoeverRebuildsIt_isBlamedTaskByTask() throws Exception {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.mapAsync(new Deadly(), List.of(1, 2)).get(LONG))
                    .isInstanceOf(WorkerLostException.class);
            assertThat(pool.applyAsync(() -> 1).get(LONG)).isEqualTo(1);
        }
    }

    /** An item whose text fails. */
    record Mute(int value) implements Serializable {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void itemWhoseTextFails_isReportedAllTheSame() throws Exception {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.mapAsync(
                                    mute -> {
                                        Runtime.getRuntime().halt(1);
                                        return mute.value();
                                    },
                                    List.of(new Mute(1)))
                            .get(LONG))
                    .isInstanceOf(WorkerLostException.class);
        }
    }

    /** Asks the loader of its class for one that the loader fails over. */
    public static final class Asking implements Callable<String>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() throws Exception {
            return Class.forName("shop.Absent", false, getClass().getClassLoader())
                    .getName();
        }
    }

    /** A loader that no worker has, and that fails with an error of its own. */
    private static final class Touchy extends URLClassLoader {
        Touchy() {
            super(
                    new URL[] {
                        PoolFaultTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals("shop.Absent")) {
                throw new AssertionError("an error of the loader's own");
            }
            return super.findClass(name);
        }
    }

    @Test
    void classLoaderThatFailsWithAnError_failsTheTaskThatAskedIt() throws Exception {
        try (var loader = new Touchy();
                var pool = new Pool(1)) {
            Object asking =
                    loader.loadClass(Asking.class.getName()).getConstructor().newInstance();
            AsyncResult<String> result = pool.applyAsync(asked -> (String) ((Callable<?>) asked).call(), asking);
            assertThatThrownBy(() -> result.get(LONG))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining("shop.Absent");
        }
    }

    static int refuse(Mute mute) throws IOException {
        if (mute.value() > 0) {
            throw new IOException("refused " + mute.value());
        }
        return mute.value();
    }

    @Test
    void callWhoseArgumentHasNoText_failsAsItDid() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> refused = pool.applyAsync(PoolFaultTest::refuse, new Mute(1));
            assertThatThrownBy(() -> refused.get(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused 1");
        }
    }

    static final class Speechless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void exceptionWhoseMessageFails_failsItsTaskAndNotItsWorker() throws Exception {
        try (var pool = new Pool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            AsyncResult<Integer> failing = pool.applyAsync(() -> {
                throw new Speechless();
            });
            assertThatThrownBy(() -> failing.get(LONG)).isNotInstanceOf(WorkerLostException.class);
            assertThat(pool.apply(() -> ProcessHandle.current().pid())).isEqualTo(pid);
        }
    }

    @Test
    void longTask_doesNotHoldUpTheOtherWorkersMaps() throws Exception {
        String padding = "x".repeat(1000);
        List<String> items = java.util.Collections.nCopies(500, padding);
        String go = folder.resolve("go").toString();
        try (var pool = new Pool(2)) {
            AsyncResult<Integer> blocked = pool.applyAsync(() -> waitForFile(go, 1));
            for (int round = 0; round < 20; round++) {
                assertThat(pool.mapAsync(String::length, items).get(LONG)).hasSize(500);
            }
            assertThat(blocked.ready()).isFalse();
            Files.createFile(Path.of(go));
            assertThat(blocked.get(LONG)).isEqualTo(1);
        }
    }

    @Test
    void manyFunctionsThatCaptureMuch_andLargeResults_flowOn() throws Exception {
        var results = new ArrayList<AsyncResult<List<byte[]>>>();
        try (var pool = new Pool(1)) {
            for (int i = 0; i < 300; i++) {
                byte[] captured = new byte[7000];
                results.add(pool.mapAsync(x -> new byte[12_000 + captured.length * 0 + x], List.of(i % 3)));
            }
            for (AsyncResult<List<byte[]>> result : results) {
                assertThat(result.get(LONG)).hasSize(1);
            }
        }
    }

    @Test
    void largeTasksResult_doesNotWaitForTheLongTaskBehindIt() throws Exception {
        String go = folder.resolve("go").toString();
        byte[] large = new byte[20_000];
        try (var pool = new Pool(1)) {
            // Short tasks first, so that the pool sends more than one ahead.
            pool.map(x -> x, IntStream.range(0, 20_000).boxed().toList());
            AsyncResult<Integer> quick = pool.applyAsync(bytes -> bytes.length, large);
            AsyncResult<Integer> blocked = pool.applyAsync(() -> waitForFile(go, 2));
            assertThat(quick.get(LONG)).isEqualTo(20_000);
            Files.createFile(Path.of(go));
            assertThat(blocked.get(LONG)).isEqualTo(2);
        }
    }

    @Test
    void join_waitsForTheCallbacks() throws Exception {
        var told = java.util.Collections.synchronizedList(new ArrayList<Integer>());
        var pool = new Pool(1);
        for (int i = 0; i < 200; i++) {
            int n = i;
            pool.applyAsync(
                    () -> n,
                    value -> {
                        java.util.concurrent.locks.LockSupport.parkNanos(200_000);
                        told.add(value);
                    },
                    e -> {});
        }
        pool.close();
        pool.join();
        assertThat(told).hasSize(200);
    }

    @Test
    void workerThatCrashes_namesTheFileThatSaysWhere() throws Exception {
        var options = PoolOptions.defaults().withLaunch(LaunchOptions.defaults().withDirectory(folder));
        try (var pool = new Pool(1, options)) {
            String started = folder.resolve("started").toString();
            AsyncResult<Integer> crashes = pool.applyAsync(() -> touchThenSpin(started));
            await().atMost(LONG).until(() -> Files.exists(Path.of(started)));
            long pid = pool.pids().get(0);
            signal("SEGV", pid); // From outside the JVM takes it for a fault of its own.
            Path file = folder.resolve("hs_err_pid" + pid + ".log");
            assertThatThrownBy(() -> crashes.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("SIGABRT: the JVM crashed")
                    .hasMessageContaining("the JVM says where it crashed in " + file)
                    .satisfies(e -> assertThat(((WorkerLostException) e).errorFile())
                            .isEqualTo(file)
                            .isRegularFile());
        }
    }

    static int fillTheHeap() {
        var kept = new ArrayList<byte[]>();
        while (kept.size() < 1000) {
            kept.add(new byte[1 << 20]);
        }
        return kept.size();
    }

    @Test
    void workerThatEndsForWantOfMemory_namesItsHeapDump() throws Exception {
        var launch = LaunchOptions.defaults()
                .withJvmOptions(
                        "-Xmx24m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:HeapDumpPath=" + folder);
        try (var pool = new Pool(1, PoolOptions.defaults().withLaunch(launch))) {
            AsyncResult<Integer> fills = pool.applyAsync(PoolFaultTest::fillTheHeap);
            assertThatThrownBy(() -> fills.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("exit code 3")
                    .hasMessageContaining("what was in its heap is in " + folder)
                    .satisfies(e ->
                            assertThat(((WorkerLostException) e).heapDump()).isRegularFile());
        }
    }

    /** In a worker: ends it as soon as it is ready. */
    public static final class EndsWhenReady implements java.util.function.Consumer<String> {
        @Override
        public void accept(String step) {
            if (step.equals("said-ready")) {
                Runtime.getRuntime().halt(9);
            }
        }
    }

    @Test
    void workersThatEndBeforeTheyBeginATask_breakThePoolInsteadOfBeingReplacedForEver() throws Exception {
        var launch = LaunchOptions.defaults()
                .withJvmOptions("-XX:TieredStopAtLevel=1", "-Ddev.krait.faults=" + EndsWhenReady.class.getName());
        var pool = new Pool(2, PoolOptions.defaults().withLaunch(launch));
        assertThatThrownBy(() -> pool.applyAsync(() -> 1).get(LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its workers end before they begin a task, the last one with exit code 9");
        pool.close();
        pool.join();
    }

    @Test
    void exitCodeAbove128_isNotTakenForASignal() throws Exception {
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> exits = pool.applyAsync(() -> {
                System.exit(137);
                return 0;
            });
            assertThatThrownBy(() -> exits.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("exit code 137");

            String started = folder.resolve("started").toString();
            AsyncResult<Integer> ended = pool.applyAsync(() -> touchThenSpin(started));
            await().atMost(LONG).until(() -> Files.exists(Path.of(started)));
            signal("TERM", pool.pids().get(0));
            assertThatThrownBy(() -> ended.get(LONG))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("SIGTERM");
        }
    }

    static void failIfThere(String path) throws IOException {
        if (Files.exists(Path.of(path))) {
            throw new IOException("the licence has run out");
        }
    }

    @Test
    void initializerThatFailsInAReplacement_failsThePoolWithItsCause() throws Exception {
        String path = folder.resolve("bad").toString();
        var pool = new Pool(1, PoolOptions.defaults().withInitializer(() -> failIfThere(path)));
        assertThat(pool.applyAsync(() -> 1).get(LONG)).isEqualTo(1);
        Files.createFile(Path.of(path));
        signal("KILL", pool.pids().get(0));

        AsyncResult<Integer> result = pool.applyAsync(() -> waitForFile(path + "-never", 1));
        assertThatThrownBy(() -> result.get(LONG))
                .satisfiesAnyOf(
                        e -> assertThat(e)
                                .isInstanceOf(IllegalStateException.class)
                                .hasCauseInstanceOf(IOException.class)
                                .hasMessageContaining("the licence has run out"),
                        // The task reached the worker before the signal did.
                        e -> assertThat(e).isInstanceOf(WorkerLostException.class));
        await().atMost(LONG)
                .pollInSameThread()
                .untilAsserted(
                        () -> assertThatThrownBy(() -> pool.applyAsync(() -> 1).get(LONG))
                                .isInstanceOf(IllegalStateException.class)
                                .hasCauseInstanceOf(IOException.class));
        pool.close();
        pool.join();
    }

    @Test
    void refusedTasks_leaveNoSegmentsBehind() throws Exception {
        byte[] large = new byte[300_000];
        var pool = new Pool(1);
        pool.close();
        pool.join();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> pool.map(bytes -> bytes.length, List.of(large)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.applyAsync(bytes -> bytes.length, large))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closedIterator_takesBackWhatWorkersHaveNotBegun() throws Exception {
        String go = folder.resolve("go").toString();
        String ran = folder.resolve("ran").toString();
        try (var pool = new Pool(1)) {
            IMapIterator<Integer> results = pool.imap(x -> markAndWait(ran, go, x), PoolContract.range(100));
            await().atMost(LONG).until(() -> Files.exists(Path.of(ran + 0)));
            results.close();
            Files.createFile(Path.of(go));
            assertThat(pool.applyAsync(() -> 1).get(LONG)).isEqualTo(1);
            assertThat(Files.exists(Path.of(ran + 50))).isFalse();
        }
    }

    static int markAndWait(String ran, String go, int x) throws IOException {
        Files.createFile(Path.of(ran + x));
        return waitForFile(go, x);
    }

    @Test
    void workerThatDiesDuringImap_costsItsItemAlone() throws Exception {
        try (var pool = new Pool(2)) {
            IMapIterator<Integer> results = pool.imap(
                    x -> {
                        if (x == 50) {
                            Runtime.getRuntime().halt(1);
                        }
                        return x;
                    },
                    PoolContract.range(200),
                    8);
            for (int i = 0; i < 200; i++) {
                if (i == 50) {
                    assertThatThrownBy(() -> results.take(LONG))
                            .isInstanceOf(WorkerLostException.class)
                            .hasMessageContaining("item 50 (50) of imap");
                } else {
                    assertThat(results.take(LONG)).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void mapOfMoreThanAnArrayHolds_waitsForRoom() throws Exception {
        byte[] large = new byte[64 << 20];
        large[large.length - 1] = 9;
        try (var pool = new Pool(2)) {
            List<Integer> lasts =
                    pool.map(bytes -> (int) bytes[bytes.length - 1], java.util.Collections.nCopies(36, large));
            assertThat(lasts).hasSize(36).containsOnly(9);
        }
    }

    @Test
    void workers_areShownWithWhatTheyRun() throws Exception {
        String started = folder.resolve("started").toString();
        String go = folder.resolve("go").toString();
        try (var pool = new Pool(2)) {
            AsyncResult<Integer> running = pool.applyAsync(() -> {
                Files.createFile(Path.of(started));
                return waitForFile(go, 1);
            });
            await().atMost(LONG).until(() -> Files.exists(Path.of(started)));
            await().atMost(LONG)
                    .until(() -> pool.workers().stream()
                            .map(WorkerStatus::state)
                            .sorted()
                            .toList()
                            .equals(List.of(WorkerStatus.State.IDLE, WorkerStatus.State.RUNNING)));
            WorkerStatus busy = pool.workers().stream()
                    .filter(worker -> worker.state() == WorkerStatus.State.RUNNING)
                    .findFirst()
                    .orElseThrow();
            assertThat(busy.task()).contains("a call of a lambda of " + PoolFaultTest.class.getName());
            assertThat(pool.pids()).contains(busy.pid());
            assertThat(busy.since()).isPositive();
            assertThat(busy.toString()).contains("running a call of");
            Files.createFile(Path.of(go));
            assertThat(running.get(LONG)).isEqualTo(1);
        }
    }

    @Test
    void largeItem_isNotKeptWithTheResultOfItsMap() throws Exception {
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            long before = usedMemory();
            var kept = new ArrayList<AsyncResult<List<Integer>>>();
            for (int i = 0; i < 3; i++) {
                AsyncResult<List<Integer>> result = pool.mapAsync(String::length, List.of("a".repeat(40_000_000)));
                assertThat(result.get(LONG)).containsExactly(40_000_000);
                kept.add(result);
            }
            await().atMost(LONG).until(() -> usedMemory() - before < 60_000_000);
            assertThat(kept).allMatch(AsyncResult::ready);
        }
    }

    @Test
    void takenResults_areNotKeptWhileOthersOfTheirChunkRun() throws Exception {
        String open = folder.resolve("open").toString();
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            long before = usedMemory();
            try (var results = pool.imap(
                    x -> x < 99 ? new byte[1 << 20] : new byte[waitForFile(open, 1)], PoolContract.range(100), 100)) {
                for (int i = 0; i < 99; i++) {
                    assertThat(results.next(LONG)).hasSize(1 << 20);
                }
                await().atMost(LONG).until(() -> usedMemory() - before < 50_000_000);
                Files.createFile(Path.of(open));
                assertThat(results.next(LONG)).hasSize(1);
            }
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
