package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.queue.QueueEmptyException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Producers and consumers of a queue die at named steps and at random instants while others go on. A quarter as many rounds as
 * {@code krait.storm.rounds} says, the same ones for the same {@code krait.storm.seed}.
 */
@Timeout(3600)
class SharedQueueStormTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int PRODUCERS = 2;
    private static final int EACH = 200;
    private static final int CONSUMER = PRODUCERS;
    private static final List<String> POINTS = List.of(
            "put-written",
            "put-not-woken",
            "woken-not-rung",
            "get-read",
            "get-noted",
            "get-moved",
            "got-not-woken",
            "done-not-told",
            "in-hand");

    // What outlives a process: who it was, how many puts returned, and how often each item came.
    private static final int PIDS = 0;
    private static final int RETURNED = 64;
    private static final int SEEN = 128;

    private static final int BIG = 50_000;

    /** An item; some are large. */
    record Item(int producer, int number, String load) implements Serializable {}

    /** What all take part in. */
    record Stage(JoinableQueue<Item> queue, String file, int bigEvery) implements Serializable {}

    private static MappedByteBuffer map(String file) throws IOException {
        try (var channel = FileChannel.open(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, SEEN + PRODUCERS * EACH);
        }
    }

    private static void dieAt(String point, int pass) {
        var passes = new AtomicInteger();
        FaultPoint.on(reached -> {
            if (reached.equals(point) && passes.incrementAndGet() == pass) {
                Runtime.getRuntime().halt(1);
            }
        });
    }

    private static int produce(Stage stage, int me, String point, int pass) throws Exception {
        MappedByteBuffer memory = map(stage.file());
        dieAt(point, pass);
        try {
            memory.putLong(PIDS + 8 * me, ProcessHandle.current().pid());
            for (int i = 0; i < EACH; i++) {
                stage.queue().put(new Item(me, i, "x".repeat(i % stage.bigEvery() == 0 ? BIG : 1)));
                memory.putInt(RETURNED + 4 * me, i + 1);
            }
        } finally {
            FaultPoint.on(null);
        }
        return 0;
    }

    private static int consume(Stage stage, String point, int pass) throws Exception {
        MappedByteBuffer memory = map(stage.file());
        dieAt(point.equals("in-hand") ? "nowhere" : point, pass);
        try {
            memory.putLong(PIDS + 8 * CONSUMER, ProcessHandle.current().pid());
            var last = new int[PRODUCERS];
            for (int count = 1; ; count++) {
                Item item = stage.queue().get();
                if (item.number() >= 0) {
                    see(memory, item, last);
                }
                if (point.equals("in-hand") && count == pass) {
                    Runtime.getRuntime().halt(1);
                }
                stage.queue().taskDone();
                if (item.number() < 0) {
                    return count;
                }
            }
        } finally {
            FaultPoint.on(null);
        }
    }

    /** Each consumer gets the items of each producer in order. */
    private static void see(MappedByteBuffer memory, Item item, int[] next) {
        assertThat(item.number()).isGreaterThanOrEqualTo(next[item.producer()]);
        next[item.producer()] = item.number() + 1;
        int at = SEEN + item.producer() * EACH + item.number();
        memory.put(at, (byte) (memory.get(at) + 1));
    }

    @AfterEach
    void endSpares() throws Exception {
        Multiprocessing.releaseSpares();
    }

    @Test
    void killsAtAnyInstant_loseAtMostOneItemAndLeaveTheCountsRight(@TempDir Path folder) throws Exception {
        int rounds = Integer.getInteger("krait.storm.rounds", 100) / 4;
        long seed = Long.getLong("krait.storm.seed", 7);
        var random = new Random(seed);
        int died = 0;
        try (var pool = new Pool(PRODUCERS + 1)) {
            var queues = List.of(
                    new JoinableQueue<Item>(),
                    new JoinableQueue<Item>(5),
                    new JoinableQueue<Item>(
                            QueueOptions.defaults().withRequeue().withMaxsize(50)));
            for (int round = 0; round < rounds; round++) {
                JoinableQueue<Item> queue = queues.get(random.nextInt(queues.size()));
                boolean putsBack = queue == queues.get(2);
                var stage = new Stage(
                        queue,
                        folder.resolve("stage" + round).toString(),
                        random.nextBoolean() ? EACH : 20 + random.nextInt(50));
                String point = POINTS.get(random.nextInt(POINTS.size()));
                boolean named = random.nextBoolean();
                int pass = 1 + random.nextInt(EACH / 2);
                int victim = random.nextInt(PRODUCERS + 1);
                String where = "seed " + seed + ", round " + round + ", victim " + victim
                        + (named ? " at " + point : " at an instant") + ", " + queue;
                died += round(pool, stage, random, named ? point : null, pass, victim, putsBack, where);
            }
        }
        assertThat(died).isPositive();
    }

    private static int round(
            Pool pool, Stage stage, Random random, String point, int pass, int victim, boolean putsBack, String where)
            throws Exception {
        MappedByteBuffer memory = map(stage.file());
        JoinableQueue<Item> queue = stage.queue();
        var producing = new ArrayList<AsyncResult<Integer>>();
        for (int p = 0; p < PRODUCERS; p++) {
            int me = p;
            String mayDieAt = point != null && p == victim ? point : "nowhere";
            producing.add(pool.applyAsync(() -> produce(stage, me, mayDieAt, pass)));
        }
        String mayDieAt = point != null && victim == CONSUMER ? point : "nowhere";
        AsyncResult<Integer> consuming = pool.applyAsync(() -> consume(stage, mayDieAt, pass));
        if (point == null) {
            await(where)
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(LONG)
                    .until(() -> memory.getLong(PIDS + 8 * victim) != 0);
            long until = System.nanoTime() + random.nextInt(5_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            ProcessHandle.of(memory.getLong(PIDS + 8 * victim)).ifPresent(ProcessHandle::destroyForcibly);
        }
        int lost = 0;
        // Should the consumer be the one that dies, somebody has to go on.
        while (!producing.stream().allMatch(AsyncResult::ready)) {
            takeOne(queue, memory, Duration.ofMillis(2));
        }
        for (var producer : producing) {
            lost += ended(producer) ? 0 : 1;
        }
        boolean consumerDied = false;
        while (!consuming.ready()) {
            // One poison may go with the consumer.
            if (queue.empty()) {
                queue.put(new Item(0, -1, ""), LONG);
            }
            consuming.await(Duration.ofMillis(20));
        }
        if (!ended(consuming)) {
            consumerDied = true;
            lost++;
        }
        await(where)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONG)
                .until(() -> {
                    while (!queue.empty()) {
                        takeOne(queue, memory, LONG);
                    }
                    return queue.unfinishedTasks() == 0;
                });
        int gone = 0;
        for (int p = 0; p < PRODUCERS; p++) {
            int returned = memory.getInt(RETURNED + 4 * p);
            for (int i = 0; i < EACH; i++) {
                int seen = memory.get(SEEN + p * EACH + i);
                // What goes back may have been seen by the one that died.
                assertThat(seen).as(where).isBetween(0, putsBack && consumerDied ? 2 : 1);
                gone += seen == 0 && i < returned ? 1 : 0;
                assertThat(seen == 0 || i <= returned).as(where).isTrue();
            }
        }
        assertThat(gone).as(where).isLessThanOrEqualTo(consumerDied && !putsBack ? 1 : 0);
        assertThat(queue.qsize()).as(where).isZero();
        return lost;
    }

    private static void takeOne(JoinableQueue<Item> queue, MappedByteBuffer memory, Duration patience)
            throws InterruptedException {
        try {
            Item item = queue.get(patience);
            if (item.number() >= 0) {
                int at = SEEN + item.producer() * EACH + item.number();
                memory.put(at, (byte) (memory.get(at) + 1));
            }
            queue.taskDone();
        } catch (QueueEmptyException nothingCame) {
            assertThat(nothingCame).hasMessageContaining("Queue");
        }
    }

    private static boolean ended(AsyncResult<Integer> task) throws Exception {
        try {
            task.get(LONG);
            return true;
        } catch (WorkerLostException died) {
            return false;
        }
    }
}
