package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers die, stop, and break their channel at every step of the protocol while a pool works. After each round every task
 * has ended in time, none was run twice, at most one was lost, and the pool has all its workers.
 *
 * <p>A build runs some rounds; {@code mvn -Psoak -Dsoak.seconds=3600 -Dsoak.seed=1 verify} goes on for as long as asked.
 */
class PoolStormTest {
    private static final int ROUNDS = 50;
    private static final int WORKERS = 3;
    private static final int TASKS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final List<String> STEPS = List.of(
            "frame-read", "task-claimed", "task-returned", "frame-uncommitted", "frame-committed", "segment-written");

    private static final List<Faults.Kind> KINDS = List.of(Faults.Kind.values());

    /** In a worker: the file in which runs are counted. */
    private static final Map<String, MappedByteBuffer> COUNTS = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    private static MappedByteBuffer map(String file) {
        try (var channel = FileChannel.open(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, TASKS);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A task: counts itself, and does something different for each number. */
    static String task(String counts, int number, byte[] argument) throws IOException {
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
        return number + " of " + argument.length;
    }

    private static String expected(int number) {
        return number % 6 == 1 ? "x".repeat(40_000) + number : number + " of " + argument(number).length;
    }

    private static byte[] argument(int number) {
        return new byte[number % 10 == 3 ? 70_000 : number];
    }

    /** What befalls a worker in a round. */
    private record Fault(String step, Faults.Kind kind) {
        static Fault random(Random random) {
            Faults.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            if (kind == Faults.Kind.TRUNCATE) {
                return new Fault("segment-written", kind);
            } else if (kind == Faults.Kind.GARBLE) {
                return new Fault("frame-committed", kind);
            }
            return new Fault(STEPS.get(random.nextInt(STEPS.size())), kind);
        }
    }

    @Test
    void faultsAtEveryStep_costOneTaskAtMost() throws Exception {
        long seed = Long.getLong("soak.seed", 11);
        long seconds = Long.getLong("soak.seconds", 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var random = new Random(seed);
        var faults = new Faults(folder.toString());
        int struck = 0;
        int round = 0;
        try (var pool = new Pool(WORKERS, PoolOptions.defaults().withInitializer(faults::arm))) {
            for (; seconds > 0 ? System.nanoTime() - end < 0 : round < ROUNDS; round++) {
                var fault = Fault.random(random);
                String where = "seed " + seed + ", round " + round + ", " + fault;
                struck += round(pool, faults, fault, random, where) ? 1 : 0;
            }
        }
        System.out.println(getClass().getSimpleName() + ": seed " + seed + ", " + round + " rounds, " + struck
                + " faults, no finding");
        assertThat(struck).isGreaterThan(round / 2);
    }

    private boolean round(Pool pool, Faults faults, Fault fault, Random random, String where) throws Exception {
        await(where).atMost(LIMIT).until(() -> pool.pids().size() == WORKERS);
        Path counts = Files.createTempFile(folder, "counts-", "");
        MappedByteBuffer runs = map(counts.toString());
        String file = counts.toString();
        faults.lay(fault.step(), fault.kind());
        List<AsyncResult<String>> results = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            byte[] argument = argument(number);
            results.add(pool.applyAsync(() -> task(file, number, argument)));
        }
        if (fault.kind() == Faults.Kind.STALL) {
            endStall(faults, results, random, where);
        }
        int lost = 0;
        for (int i = 0; i < TASKS; i++) {
            String outcome = outcome(results.get(i), where + ", task " + i);
            if (outcome.equals("lost")) {
                lost++;
                assertThat(runs.get(i)).as(where).isBetween((byte) 0, (byte) 1);
            } else {
                assertThat(outcome).as(where).isEqualTo(i % 6 == 2 ? "failed: task " + i : expected(i));
                assertThat(runs.get(i)).as(where).isEqualTo((byte) 1);
            }
        }
        boolean struck = !faults.clear(fault.step(), fault.kind());
        assertThat(lost).as(where).isLessThanOrEqualTo(struck ? 1 : 0);
        await(where).atMost(LIMIT).until(() -> pool.pids().size() == WORKERS);
        Files.delete(counts);
        return struck;
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
            assertThat(e).as(where).hasMessageContaining("cannot be rebuilt in this process");
            return "lost";
        }
    }

    /** All but what the stopped worker has begun ends without it; then it goes on, or is killed. */
    private static void endStall(Faults faults, List<AsyncResult<String>> results, Random random, String where)
            throws Exception {
        await(where)
                .atMost(LIMIT)
                .until(() -> Files.exists(faults.stalled()) || results.stream().allMatch(AsyncResult::ready));
        if (!Files.exists(faults.stalled())) {
            return;
        }
        await(where)
                .atMost(LIMIT)
                .until(() -> results.stream().filter(result -> !result.ready()).count() <= 1);
        long pid = Long.parseLong(Files.readString(faults.stalled()));
        Files.delete(faults.stalled());
        if (Program.runs(pid)) {
            await(where).atMost(LIMIT).until(() -> isStopped(pid));
            Signals.send(random.nextBoolean() ? "CONT" : "KILL", pid);
        }
    }

    private static boolean isStopped(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }
}
