package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.StormFault.Phase;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.IOException;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers die, stop, and break their channel at every step of their life while their pools work: as they start, in their
 * initializer, in the protocol of tasks, while they wait for a class, as they are told to interrupt, and as they leave. After
 * each round every task has ended in time, none was run twice, at most one was lost, the pool has all its workers, and no
 * process, thread, descriptor or file is left over.
 *
 * <p>A build runs some rounds; {@code mvn -Psoak -Dsoak.seconds=3600 -Dsoak.seed=1 verify} goes on for as long as asked.
 */
@Timeout(value = 25, unit = TimeUnit.HOURS)
class PoolStormTest {
    private static final int ROUNDS = 50;
    private static final int WORKERS = 3;
    private static final int TASKS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** In a worker: the file in which runs are counted. */
    private static final Map<String, MappedByteBuffer> COUNTS = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    private final AtomicInteger struck = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();

    private static MappedByteBuffer map(String file) {
        try (var channel = FileChannel.open(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, TASKS);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A task: counts itself, and does something different for each number. */
    static String task(String counts, int number, Object argument) throws IOException {
        COUNTS.keySet().retainAll(List.of(counts)); // Every round has a file of its own.
        MappedByteBuffer runs = COUNTS.computeIfAbsent(counts, PoolStormTest::map);
        runs.put(number, (byte) (runs.get(number) + 1));
        switch (number % 6) {
            case 0 -> System.out.println("task " + number);
            case 1 -> {
                return "x".repeat(40_000) + number; // Goes through a segment.
            }
            case 2 -> throw new IOException("task " + number);
            default -> {}
        }
        return number + " of " + size(argument);
    }

    private static String size(Object argument) {
        return argument instanceof byte[] bytes ? Integer.toString(bytes.length) : argument.toString();
    }

    private static String expected(int number, Object argument) {
        return number % 6 == 1 ? "x".repeat(40_000) + number : number + " of " + size(argument);
    }

    /** An argument whose class no worker has at home, when another loader has loaded it. */
    public static final class Parcel implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "a parcel";
        }
    }

    private static URLClassLoader elsewhere() {
        URL here = PoolStormTest.class.getProtectionDomain().getCodeSource().getLocation();
        return new URLClassLoader(new URL[] {here}, ClassLoader.getPlatformClassLoader());
    }

    private static Object argument(int number, Phase phase, URLClassLoader elsewhere) throws Exception {
        if (phase == Phase.CLASSES && number % 10 == 4) {
            return Class.forName(Parcel.class.getName(), true, elsewhere)
                    .getConstructor()
                    .newInstance();
        }
        return new byte[number % 10 == 3 ? 70_000 : number];
    }

    /** A pool with the folder in which faults are laid for its workers. */
    private record Storm(Pool pool, Faults faults) {
        static Storm over(int workers, Path folder) throws IOException {
            var faults = new Faults(Files.createTempDirectory(folder, "faults-").toString());
            var launch = LaunchOptions.defaults()
                    .withStartMethod(StartMethod.SPAWN) // What befalls a spare befalls no worker.
                    .withJvmOptions(faults.options());
            var options = PoolOptions.defaults()
                    .withInitializer(() -> FaultPoint.reach("initializer-runs"))
                    .withLaunch(launch);
            return new Storm(new Pool(workers, options), faults);
        }
    }

    private static ConditionFactory eventually(String where) {
        return await(where).atMost(LIMIT).pollInterval(Duration.ofMillis(5));
    }

    @Test
    void faultsAtEveryStep_costOneTaskAtMost() throws Exception {
        long seed = Long.getLong("soak.seed", 11);
        long seconds = Long.getLong("soak.seconds", 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var random = new Random(seed);
        int round = 0;
        var ends = Executors.newSingleThreadExecutor();
        CompletableFuture<?> ending = CompletableFuture.completedFuture(null);
        Holdings before = Holdings.now();
        // Two, so that one works while the other gets a new worker.
        List<Storm> storms = List.of(Storm.over(WORKERS, folder), Storm.over(WORKERS, folder));
        try {
            for (; seconds > 0 ? System.nanoTime() - end < 0 : round < ROUNDS; round++) {
                var fault = StormFault.random(random);
                String where = "seed " + seed + ", round " + round + ", " + fault;
                long itsSeed = random.nextLong();
                if (fault.phase() == Phase.END) {
                    // Beside the others, since a worker that does not leave is given some seconds.
                    ending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                    ending = CompletableFuture.runAsync(() -> end(fault, new Random(itsSeed), where), ends);
                } else {
                    round(storms.get(round % storms.size()), fault, new Random(itsSeed), where);
                }
                awaitNothingLeft(before, ending, where);
            }
            ending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            for (Storm storm : storms) {
                awaitWorkers(storm.pool, "seed " + seed + ", the end");
            }
            awaitNothingLeft(before, ending, "seed " + seed + ", the end");
        } finally {
            System.out.println(getClass().getSimpleName() + ": seed " + seed + ", " + round + " rounds, " + struck
                    + " faults, " + deaths + " deaths of workers");
            storms.forEach(storm -> storm.pool.terminate());
            ends.shutdown();
        }
        for (Storm storm : storms) {
            storm.pool.join();
        }
        assertThat(struck.get()).isGreaterThan(round / 2);
    }

    private static void awaitWorkers(Pool pool, String where) {
        eventually(where)
                .untilAsserted(() -> assertThat(pool.pids())
                        .as(() -> where + ", " + pool.workers())
                        .hasSize(WORKERS));
    }

    /** Nothing is held but by the workers of the two pools, and by one of a pool that is being shut down. */
    private static void awaitNothingLeft(Holdings before, CompletableFuture<?> ending, String where) {
        eventually(where)
                .pollDelay(Duration.ZERO)
                .untilAsserted(
                        () -> Holdings.now().assertNoMoreThan(2 * WORKERS + (ending.isDone() ? 0 : 1), before, where));
    }

    private void round(Storm storm, StormFault fault, Random random, String where) throws Exception {
        Pool pool = storm.pool;
        Faults faults = storm.faults;
        awaitWorkers(pool, where);
        Files.deleteIfExists(faults.stalled());
        faults.lay(fault.step(), fault.kind());
        if (fault.phase() == Phase.START) {
            Signals.send("KILL", pool.pids().get(random.nextInt(WORKERS)));
            deaths.incrementAndGet();
        }
        long interrupted = fault.phase() == Phase.CANCEL ? cancelOne(pool, storm.faults, where) : 0;
        try (var elsewhere = elsewhere()) {
            var tasks = new Tasks(pool, fault.phase(), elsewhere);
            if (fault.strikesForCertain()) {
                // A worker that does not hear of the interrupt within its grace, on a busy machine, is killed before.
                eventually(where)
                        .until(() -> !faults.isLaid(fault.step(), fault.kind())
                                || (interrupted > 0 && !Program.runs(interrupted)));
            }
            boolean struckNow;
            if (fault.kind() == Faults.Kind.STALL) {
                struckNow = endStall(fault, storm, tasks, interrupted, random, where);
            } else {
                eventually(where).until(() -> tasks.unfinished() == 0);
                struckNow = !faults.clear(fault.step(), fault.kind());
            }
            int lost = tasks.check(where);
            assertThat(lost).as(where).isLessThanOrEqualTo(struckNow ? 1 : 0);
            count(fault, struckNow);
        }
    }

    private void count(StormFault fault, boolean struckNow) {
        if (struckNow) {
            struck.incrementAndGet();
            deaths.addAndGet(fault.isDeadly() ? 1 : 0);
        }
    }

    /** A round in which a pool is shut down. */
    private void end(StormFault fault, Random random, String where) {
        try {
            Storm storm = Storm.over(1, folder);
            storm.faults.lay(fault.step(), fault.kind());
            try (var elsewhere = elsewhere()) {
                var tasks = new Tasks(storm.pool, fault.phase(), elsewhere);
                if (random.nextBoolean()) {
                    storm.pool.close();
                    assertThat(tasks.check(where)).as(where).isZero();
                } else {
                    assertThat(tasks.check(where)).as(where).isZero();
                    storm.pool.terminate();
                }
            }
            storm.pool.join();
            count(fault, !storm.faults.clear(fault.step(), fault.kind()));
        } catch (Exception e) {
            throw new IllegalStateException(where, e);
        }
    }

    /** Has a worker told to interrupt its task; what becomes of the worker, whose id this is, concerns nobody else. */
    private static long cancelOne(Pool pool, Faults faults, String where) throws Exception {
        Path begun = Files.createTempFile(Path.of(faults.folder()), "begun-", "");
        Files.delete(begun);
        String mark = begun.toString();
        AsyncResult<Integer> endless = pool.applyAsync(() -> {
            Path written = Files.writeString(
                    Path.of(mark + ".new"),
                    Long.toString(ProcessHandle.current().pid()));
            Files.move(written, Path.of(mark));
            return PoolOptionsContract.waitForEver();
        });
        eventually(where).until(() -> Files.exists(begun));
        long worker = Long.parseLong(Files.readString(begun));
        assertThat(endless.cancel()).as(where).isTrue();
        assertThatThrownBy(() -> endless.get(LIMIT)).as(where).isInstanceOf(CancellationException.class);
        Files.delete(begun);
        return worker;
    }

    /** The tasks of a round. */
    private final class Tasks {
        private final Path counts = Files.createTempFile(folder, "counts-", "");
        private final MappedByteBuffer runs = map(counts.toString());
        private final List<Object> arguments = new ArrayList<>();
        private final List<AsyncResult<String>> results = new ArrayList<>();

        Tasks(Pool pool, Phase phase, URLClassLoader elsewhere) throws Exception {
            String file = counts.toString();
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                Object argument = argument(number, phase, elsewhere);
                arguments.add(argument);
                results.add(pool.applyAsync(() -> task(file, number, argument)));
            }
        }

        long unfinished() {
            return results.stream().filter(result -> !result.ready()).count();
        }

        /** How many have neither ended nor run: what a stopped worker did in its last millisecond it has not announced. */
        long notBegun() {
            return IntStream.range(0, TASKS)
                    .filter(i -> !results.get(i).ready() && runs.get(i) == 0)
                    .count();
        }

        /** Waits for all; returns how many were lost. */
        int check(String where) throws Exception {
            int lost = 0;
            for (int i = 0; i < TASKS; i++) {
                String outcome = outcome(results.get(i), where + ", task " + i);
                if (outcome.equals("lost")) {
                    lost++;
                    assertThat(runs.get(i)).as(where).isBetween((byte) 0, (byte) 1);
                } else {
                    String expected = i % 6 == 2 ? "failed: task " + i : expected(i, arguments.get(i));
                    assertThat(outcome).as(where).isEqualTo(expected);
                    assertThat(runs.get(i)).as(where).isEqualTo((byte) 1);
                }
            }
            Files.delete(counts);
            return lost;
        }
    }

    private static String outcome(AsyncResult<String> result, String where) throws Exception {
        assertThat(result.await(LIMIT)).as(where).isTrue();
        try {
            return result.get();
        } catch (WorkerLostException e) {
            return "lost";
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        } catch (RemoteTaskException e) {
            // What passed through a file was cut off, one way or the other.
            assertThat(e.getMessage())
                    .as(where)
                    .containsAnyOf("cannot be rebuilt in this process", "never ran, because");
            return "lost";
        }
    }

    /**
     * All but what the stopped worker has begun ends without it; then it goes on, or is killed. Returns false if none came to
     * the step.
     */
    private boolean endStall(StormFault fault, Storm storm, Tasks tasks, long interrupted, Random random, String where)
            throws Exception {
        Faults faults = storm.faults;
        eventually(where).until(() -> Files.exists(faults.stalled()) || tasks.unfinished() == 0);
        if (faults.clear(fault.step(), fault.kind())) {
            return false;
        }
        // On a busy machine its grace may be over before it has stopped itself.
        eventually(where)
                .until(() -> Files.exists(faults.stalled()) || (interrupted > 0 && !Program.runs(interrupted)));
        if (!Files.exists(faults.stalled())) {
            deaths.incrementAndGet();
            return true;
        }
        eventually(where).until(() -> tasks.notBegun() <= 1);
        long pid = Long.parseLong(Files.readString(faults.stalled()));
        // Its pool may kill it before, if it does not heed an interrupt.
        eventually(where).until(() -> !Program.runs(pid) || isStopped(pid));
        boolean goesOn = random.nextBoolean();
        try {
            Signals.send(goesOn ? "CONT" : "KILL", pid);
        } catch (IllegalStateException gone) {
            assertThat(Program.runs(pid)).as(where).isFalse();
            goesOn = false;
        }
        deaths.addAndGet(goesOn ? 0 : 1);
        return true;
    }

    static boolean isStopped(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (NoSuchFileException gone) {
            return false;
        }
    }
}
