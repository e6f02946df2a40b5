package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.threading.Held;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes die at named steps and at random instants while others work with the same locks and semaphores, the same ones
 * for the same seed. A build runs some rounds; {@code mvn -Psoak -Dsoak.seconds=3600 -Dsoak.seed=1 verify} goes on for as
 * long as asked.
 */
@Timeout(value = 25, unit = TimeUnit.HOURS)
class SharedStormTest {
    private static final int PERMITS = 2;
    private static final int TURNS = 400;
    private static final int ROUNDS = 36;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<String> POINTS = List.of(
            "released-not-woken", "woken-not-rung", "semaphore-changed", "semaphore-counted", "in-lock", "in-hold");

    // What the locks guard, in a mapped file: two numbers that are equal unless somebody is between two writes, and who
    // is
    // there.
    private static final int FIRST = 0;
    private static final int SECOND = 8;
    private static final int PIDS = 64;

    /** What all take part in. */
    record Stage(Lock lock, RLock rlock, Semaphore semaphore, String file) implements java.io.Serializable {}

    private static MappedByteBuffer map(String file) throws IOException {
        try (var channel = FileChannel.open(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
        }
    }

    /** One task: works, and dies at the given pass of a named step if there is one. */
    private static int work(Stage stage, int number, String point, int pass) throws Exception {
        MappedByteBuffer memory = map(stage.file());
        var passes = new AtomicInteger();
        FaultPoint.on(reached -> {
            if (reached.equals(point) && passes.incrementAndGet() == pass) {
                Runtime.getRuntime().halt(1);
            }
        });
        memory.putLong(PIDS + 8 * number, ProcessHandle.current().pid());
        try {
            for (int turn = 0; turn < TURNS; turn++) {
                try (SharedHeld held =
                        turn % 2 == 0 ? stage.lock().hold() : stage.rlock().hold()) {
                    step(memory, held, turn % 2 == 0 ? 0 : 16, point, passes, pass);
                }
                try (Held permit = stage.semaphore().hold()) {
                    assertThat(permit).isNotNull();
                    dieAt("in-hold", point, passes, pass);
                }
            }
        } finally {
            FaultPoint.on(null);
        }
        return TURNS;
    }

    private static void step(
            MappedByteBuffer memory, SharedHeld held, int offset, String point, AtomicInteger passes, int pass) {
        long first = memory.getLong(offset + FIRST);
        long second = memory.getLong(offset + SECOND);
        if (held.ownerDied()) {
            assertThat(first).isBetween(second, second + 1);
            memory.putLong(offset + SECOND, first);
            held.markConsistent();
        } else {
            assertThat(first)
                    .as("what the lock guards, since nobody died in it")
                    .isEqualTo(second);
        }
        memory.putLong(offset + FIRST, first + 1);
        dieAt("in-lock", point, passes, pass);
        memory.putLong(offset + SECOND, first + 1);
    }

    private static void dieAt(String here, String point, AtomicInteger passes, int pass) {
        if (here.equals(point) && passes.incrementAndGet() == pass) {
            Runtime.getRuntime().halt(1);
        }
    }

    @AfterEach
    void endSpares() throws Exception {
        Multiprocessing.releaseSpares();
    }

    @Test
    void killsAtAnyInstant_leaveTheOthersWorkingAndTheCountsRight(@TempDir Path folder) throws Exception {
        long seconds = Long.getLong("soak.seconds", 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long seed = Long.getLong("soak.seed", 7);
        var random = new Random(seed);
        var stage = new Stage(
                new Lock(),
                new RLock(),
                new Semaphore(PERMITS),
                folder.resolve("stage").toString());
        MappedByteBuffer memory = map(stage.file());
        long finished = 0;
        long died = 0;
        try (var pool = new Pool(3)) {
            for (int round = 0; seconds > 0 ? System.nanoTime() - end < 0 : round < ROUNDS; round++) {
                // Each of the steps in its turn, and after each an instant that nobody chose.
                String point = POINTS.get(round / 2 % POINTS.size());
                boolean named = round % 2 == 0;
                int pass = 1 + random.nextInt(TURNS / 4);
                int victim = random.nextInt(3);
                var results = new ArrayList<AsyncResult<Integer>>();
                for (int number = 0; number < 3; number++) {
                    memory.putLong(PIDS + 8 * number, 0);
                    int mine = number;
                    String mayDieAt = named && number == victim ? point : "nowhere";
                    results.add(pool.applyAsync(() -> work(stage, mine, mayDieAt, pass)));
                }
                if (!named) {
                    await().pollInSameThread()
                            .pollInterval(Duration.ofMillis(1))
                            .atMost(LONG)
                            .until(() -> memory.getLong(PIDS + 8 * victim) != 0);
                    long until = System.nanoTime() + random.nextInt(3_000_000);
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                    ProcessHandle.of(memory.getLong(PIDS + 8 * victim)).ifPresent(ProcessHandle::destroyForcibly);
                }
                for (var result : results) {
                    try {
                        finished += result.get(LONG);
                    } catch (WorkerLostException lost) {
                        died++;
                    }
                }
                String where = "seed " + seed + ", round " + round + (named ? " at " + point : " at an instant");
                assertThat(stage.lock().acquire(LONG)).as(where).isTrue();
                stage.lock().release();
                assertThat(stage.rlock().acquire(LONG)).as(where).isTrue();
                stage.rlock().release();
                await(where)
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(LONG)
                        .until(() -> stage.semaphore().getValue() == PERMITS);
            }
        }
        long counted = memory.getLong(FIRST) + memory.getLong(16 + FIRST);
        assertThat(counted).isBetween(finished, finished + died * TURNS);
        assertThat(died).isPositive();
    }
}
