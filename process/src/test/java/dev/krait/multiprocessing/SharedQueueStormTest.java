package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.queue.QueueEmptyException;
import java.io.Serializable;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Producers and consumers of a queue are killed and stopped at named steps and at random instants while others go on, the
 * same ones for the same seed. A build runs some rounds; {@code mvn -Psoak -Dsoak.seconds=3600 -Dsoak.seed=1 verify} goes on
 * for as long as asked.
 */
@Timeout(value = 25, unit = TimeUnit.HOURS)
class SharedQueueStormTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int PRODUCERS = 2;
    private static final int EACH = 120;
    private static final int CONSUMER = PRODUCERS;
    private static final List<String> PUTTING =
            List.of("put-spilled", "put-written", "put-not-renamed", "put-not-woken", "woken-not-rung");
    private static final List<String> GETTING = List.of(
            "get-read",
            "get-noted",
            "get-moved",
            "got-not-woken",
            "done-removed",
            "done-not-told",
            "in-hand",
            "again-noted",
            "taken-not-counted",
            "woken-not-rung");
    private static final List<String> STEPS =
            Stream.of(PUTTING, GETTING).flatMap(List::stream).toList();

    // What outlives a process: how many puts returned, and how often each item came.
    private static final int RETURNED = Storm.FREE;
    private static final int SEEN = RETURNED + 64;

    private static final int BIG = 50_000;

    /** An item; some are large. */
    record Item(int producer, int number, String load) implements Serializable {}

    /** What all take part in. */
    record Stage(JoinableQueue<Item> queue, String file, int bigEvery) implements Serializable {}

    private static int produce(Stage stage, Storm.Plan plan, int me) throws Exception {
        MappedByteBuffer memory = Storm.map(stage.file());
        Storm.enter(plan, me, memory);
        try {
            for (int i = 0; i < EACH; i++) {
                stage.queue().put(new Item(me, i, "x".repeat(i % stage.bigEvery() == 0 ? BIG : 1)));
                memory.putInt(RETURNED + 4 * me, i + 1);
            }
        } finally {
            Storm.leave();
        }
        return 0;
    }

    private static int consume(Stage stage, Storm.Plan plan) throws Exception {
        MappedByteBuffer memory = Storm.map(stage.file());
        Storm.enter(plan, CONSUMER, memory);
        try {
            var last = new int[PRODUCERS];
            for (int count = 1; ; count++) {
                Item item = stage.queue().get();
                if (item.number() >= 0) {
                    see(memory, item, last);
                }
                Storm.reach("in-hand");
                stage.queue().taskDone();
                if (item.number() < 0) {
                    return count;
                }
            }
        } finally {
            Storm.leave();
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
    void blowsAtAnyInstant_loseAtMostOneItemAndLeaveTheCountsRight(@TempDir Path folder) throws Exception {
        int died = 0;
        String file = folder.resolve("stage").toString();
        MappedByteBuffer memory = Storm.map(file);
        try (var storm = new Storm("queues");
                var pool = new Pool(PRODUCERS + 2)) {
            var queues = List.of(
                    new JoinableQueue<Item>(),
                    new JoinableQueue<Item>(5),
                    new JoinableQueue<Item>(
                            QueueOptions.defaults().withRequeue().withMaxsize(50)));
            Random random = storm.random();
            while (storm.goesOn()) {
                JoinableQueue<Item> queue = queues.get(random.nextInt(queues.size()));
                var stage = new Stage(queue, file, random.nextBoolean() ? EACH : 10 + random.nextInt(20));
                Storm.Plan plan = storm.next(STEPS, PRODUCERS + 1, EACH / 2);
                if (plan.atAStep()) {
                    // Each step at which one puts befalls one who does, sometimes at the first pass, as some are rare.
                    plan = new Storm.Plan(
                            PUTTING.contains(plan.step()) ? plan.victim() % PRODUCERS : CONSUMER,
                            plan.step(),
                            random.nextBoolean() ? 1 : plan.pass(),
                            plan.blow());
                }
                died += round(pool, stage, storm, plan, memory, queue == queues.get(2));
            }
        }
        assertThat(died).isPositive();
    }

    private static int round(
            Pool pool, Stage stage, Storm storm, Storm.Plan plan, MappedByteBuffer memory, boolean putsBack)
            throws Exception {
        String where = storm.where(plan) + ", " + stage.queue();
        JoinableQueue<Item> queue = stage.queue();
        Storm.clear(memory);
        for (int at = RETURNED; at < SEEN + PRODUCERS * EACH; at++) {
            memory.put(at, (byte) 0);
        }
        var producing = new ArrayList<AsyncResult<Integer>>();
        for (int p = 0; p < PRODUCERS; p++) {
            int me = p;
            producing.add(pool.applyAsync(() -> produce(stage, plan, me)));
        }
        AsyncResult<Integer> consuming = pool.applyAsync(() -> consume(stage, plan));
        AsyncResult<Integer> victim = plan.victim() == CONSUMER ? consuming : producing.get(plan.victim());
        storm.strike(
                plan,
                memory,
                // A consumer that does not come to its step waits for items in the end.
                () -> victim.ready() || (victim == consuming && allReady(producing) && queue.unfinishedTasks() == 0),
                () -> goOnMeanwhile(queue, memory));
        int lost = 0;
        // Should the consumer be the one that dies, somebody has to go on.
        while (!allReady(producing)) {
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

    private static boolean allReady(List<AsyncResult<Integer>> tasks) {
        return tasks.stream().allMatch(AsyncResult::ready);
    }

    /** Whoever is stopped keeps others from getting no longer than they want to wait. */
    private static void goOnMeanwhile(JoinableQueue<Item> queue, MappedByteBuffer memory) {
        try {
            takeOne(queue, memory, Duration.ofMillis(2));
            assertThat(queue.unfinishedTasks()).isNotNegative();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
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
