package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.queue.QueueEmptyException;
import dev.krait.queue.QueueFullException;
import dev.krait.queue.QueueShutDownException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues that several processes use. */
@Timeout(120)
class SharedQueueAcrossTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** An item that says who made it. */
    record Step(int producer, int number) implements Serializable {}

    /** A record of the program with queues somewhere inside. */
    record Plant(String name, List<Queue<Integer>> queues, Map<String, SimpleQueue<String>> more)
            implements Serializable {}

    /** Something that cannot travel, inside something that can. */
    record Box(String name, Object content) implements Serializable {}

    private static Pool pool;

    @BeforeAll
    static void startWorkers() throws Exception {
        pool = new Pool(3);
        var allThere = new Barrier(3);
        var arrivals = new ArrayList<AsyncResult<?>>();
        for (int i = 0; i < 3; i++) {
            arrivals.add(pool.applyAsync(() -> allThere.await()));
        }
        for (var arrival : arrivals) {
            arrival.get();
        }
    }

    @AfterAll
    static void endWorkers() throws Exception {
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    private static long filesOf(String name) throws IOException {
        try (Stream<Path> files = Files.list(RunFolder.root())) {
            return files.filter(file -> file.getFileName().toString().contains(name))
                    .count();
        }
    }

    /** What the names of a queue's files begin with. */
    private static String nameOf(Queue<?> queue) {
        var reference = queue.shared().handle().reference();
        return "queue-" + reference.at() + "-" + reference.generation() + "-";
    }

    // Items

    @Test
    void largeArraysWithinAnItem_travel() throws Exception {
        double[][] rows = {new Random(5).doubles(50_000).toArray(), {2.5}};
        try (var queue = new Queue<Object>()) {
            AsyncResult<Boolean> echoed = pool.applyAsync(() -> {
                for (int i = 0; i < 3; i++) {
                    queue.put(queue.get());
                }
                return true;
            });
            for (int i = 0; i < 3; i++) {
                queue.put(List.of("rows", rows));
            }
            assertThat(echoed.get(LONG)).isTrue();
            for (int i = 0; i < 3; i++) {
                var echo = (List<?>) queue.get(LONG);
                assertThat(Arrays.deepEquals((double[][]) echo.get(1), rows)).isTrue();
            }
        }
    }

    @Test
    void itemsOfSeveralProducers_arriveAllAndInTheOrderOfEach() throws Exception {
        for (int maxsize : new int[] {0, 7}) {
            var queue = new Queue<Step>(maxsize);
            int each = 1_500;
            int ours = each / 2;
            var producers = new ArrayList<AsyncResult<?>>();
            for (int p = 0; p < 2; p++) {
                int me = p;
                producers.add(pool.applyAsync(() -> {
                    for (int i = 0; i < each; i++) {
                        queue.put(new Step(me, i));
                    }
                }));
            }
            AsyncResult<List<Step>> other = pool.applyAsync(() -> {
                var got = new ArrayList<Step>();
                for (int i = 0; i < 2 * each - ours; i++) { // And leaves ours, however slowly we take them.
                    got.add(queue.get());
                }
                return got;
            });
            var mine = new ArrayList<Step>();
            for (int i = 0; i < ours; i++) {
                mine.add(queue.get());
            }
            for (var producer : producers) {
                producer.get();
            }
            List<Step> others = other.get();
            assertThat(mine.size() + others.size()).isEqualTo(2 * each);
            for (int p = 0; p < 2; p++) {
                int producer = p;
                for (List<Step> some : List.of(mine, others)) {
                    assertThat(some.stream().filter(step -> step.producer == producer))
                            .extracting(Step::number)
                            .isSorted();
                }
                assertThat(Stream.concat(mine.stream(), others.stream()).filter(step -> step.producer == producer))
                        .extracting(Step::number)
                        .doesNotHaveDuplicates()
                        .hasSize(each);
            }
        }
    }

    @Test
    void queue_atAnyDepthOfAValue_isTheQueueThatWasSent() throws Exception {
        var plant = new Plant("p", List.of(new Queue<>(), new JoinableQueue<>(3)), Map.of("s", new SimpleQueue<>()));
        plant.queues().get(1).put(4);

        Plant back = pool.apply(
                p -> {
                    p.queues().get(0).put(p.queues().get(1).get() + 1);
                    p.more().get("s").put("done");
                    return p;
                },
                plant);

        assertThat(plant.queues().get(0).get()).isEqualTo(5);
        assertThat(plant.more().get("s").get()).isEqualTo("done");
        assertThat(back.queues().get(1)).isSameAs(plant.queues().get(1)).isInstanceOf(JoinableQueue.class);
        assertThat(back.more().get("s")).isSameAs(plant.more().get("s"));
    }

    @Test
    void queue_sentThroughAQueueOfQueues_carriesTheAnswer() throws Exception {
        var requests = new Queue<Queue<String>>();
        var server = pool.applyAsync(() -> {
            for (Queue<String> answers : requests.untilShutdown()) {
                answers.put("answer");
            }
        });
        var answers = new Queue<String>();

        requests.put(answers);

        assertThat(answers.get(LONG)).isEqualTo("answer");
        requests.shutdown();
        server.get();
    }

    @Test
    void endOfAPipe_putIntoAQueue_movesToWhoeverGetsIt() throws Exception {
        var pipe = new Pipe();
        var queue = new Queue<Object>();
        queue.put(List.of(pipe.child()));
        pool.apply(() -> {
            try (var end = (dev.krait.multiprocessing.connection.Connection) ((List<?>) queue.get()).get(0)) {
                end.send("moved");
            }
        });
        try (var parent = pipe.parent()) {
            assertThat(parent.recv()).isEqualTo("moved");
        }
    }

    @Test
    void item_thatCannotTravel_isRefusedByPathAndNothingChanges() throws Exception {
        var queue = new JoinableQueue<Object>();
        assertThatThrownBy(() -> queue.put(new Box("b", new Box("c", new Object()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("content")
                .hasMessageContaining("java.lang.Object");
        assertThat(queue.qsize()).isZero();
        assertThat(queue.unfinishedTasks()).isZero();
        queue.put(new Box("b", 1));
        assertThat(queue.get()).isEqualTo(new Box("b", 1));
    }

    @Test
    void item_changedAfterItWasPut_arrivesAsItWas() throws Exception {
        var queue = new SimpleQueue<List<Integer>>();
        var item = new ArrayList<>(List.of(1, 2));
        queue.put(item);
        item.add(3);
        assertThat(queue.get()).containsExactly(1, 2);
    }

    @Test
    void itemsOfAllSizes_arriveWhole_andLeaveNoFiles() throws Exception {
        var there = new Queue<byte[]>();
        var back = new Queue<Object>();
        var echo = pool.applyAsync(() -> {
            for (byte[] item : there.untilShutdown()) {
                back.put(item.length % 2 == 0 ? item : List.of(item));
            }
        });
        for (int size : new int[] {0, 1, 8, 4_095, 8_191, 16_384, 32_767, 32_768, 40_001, 1 << 20, 5_000_001}) {
            var item = new byte[size];
            Arrays.fill(item, (byte) size);
            there.put(item);
            Object got = back.get();
            assertThat(got instanceof List<?> list ? (byte[]) list.get(0) : (byte[]) got)
                    .isEqualTo(item);
        }
        there.shutdown();
        echo.get();
        eventually().until(() -> filesOf(nameOf(there) + "item-") + filesOf(nameOf(back) + "item-") == 0);
    }

    @Test
    void hundredsOfThousandsOfItems_thatNobodyGets_allStayInOrder() throws Exception {
        var queue = new Queue<Integer>();
        int count = 300_000;
        var producer = pool.applyAsync(() -> {
            for (int i = 0; i < count; i++) {
                queue.put(i);
            }
        });
        producer.get();
        assertThat(queue.qsize()).isEqualTo(count);
        var items = new ArrayList<Integer>();
        assertThat(queue.drainTo(items, 10)).isEqualTo(10);
        queue.drainTo(items);
        assertThat(items).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(queue.empty()).isTrue();
        // Chunks that nobody needs are given back.
        assertThat(filesOf(nameOf(queue))).isLessThan(10);
    }

    @Test
    void targetOfDrainToThatPutsIntoTheFullQueue_isRefused() throws Exception {
        var queue = new Queue<Integer>(1);
        queue.put(1);
        var target = new ArrayList<Integer>() {
            @Override
            public boolean add(Integer item) {
                try {
                    queue.put(item, Duration.ofSeconds(30));
                    return super.add(item);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };

        assertThatThrownBy(() -> queue.drainTo(target))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("drainTo");
        assertThat(queue.get()).as("stays").isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void targetOfDrainToThatPutsWhileAnotherFillsTheQueue_isRefused() throws Exception {
        var queue = new Queue<Integer>(2);
        queue.put(1);
        Thread drains = Thread.currentThread();
        var fills = new Thread(() -> queue.putNowait(2), "fills");
        var filling = new CountDownLatch(1);
        FaultPoint.on(reached -> {
            if (reached.equals("put-written") && Thread.currentThread() == fills) {
                filling.countDown();
                await().until(() -> Stream.of(drains.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("waitFor")));
            }
        });
        var target = new ArrayList<Integer>() {
            @Override
            public boolean add(Integer item) {
                try {
                    fills.start();
                    filling.await();
                    queue.put(item);
                    return super.add(item);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };

        try {
            assertThatThrownBy(() -> queue.drainTo(target))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("drainTo");
        } finally {
            FaultPoint.on(null);
        }
        fills.join();
        assertThat(queue.get()).as("stays").isEqualTo(1);
        assertThat(queue.get()).isEqualTo(2);
    }

    // Limits, closing, the end

    @Test
    void fullQueue_letsAnotherProcessPutOnlyWhenThereIsRoom() throws Exception {
        var queue = new Queue<Integer>(2);
        queue.put(1);
        queue.put(2);
        assertThatThrownBy(() -> pool.apply(() -> queue.putNowait(3))).isInstanceOf(QueueFullException.class);
        var putter = pool.applyAsync(() -> queue.put(3));
        eventually().until(() -> queue.shared().waiting() == 1);

        assertThat(queue.get()).isEqualTo(1);

        putter.get();
        assertThat(queue.full()).isTrue();
    }

    @Test
    void negativeMaxsize_isNoLimit() throws Exception {
        var queue = new Queue<Integer>(-1);
        for (int i = 0; i < 100; i++) {
            queue.putNowait(i);
        }
        assertThat(queue.full()).isFalse();
        assertThat(queue.maxsize()).isEqualTo(-1);
    }

    @Test
    void close_endsUseInThisProcessAlone() throws Exception {
        var queue = new Queue<Integer>();
        assertThatThrownBy(queue::joinThread).isInstanceOf(IllegalStateException.class);
        queue.put(1);
        queue.close();
        queue.close();
        queue.joinThread();
        queue.cancelJoinThread();
        assertThatThrownBy(() -> queue.put(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(queue::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::getNowait).isInstanceOf(IllegalStateException.class);
        assertThat(pool.<Integer>apply(() -> queue.get())).isEqualTo(1);

        var simple = new SimpleQueue<Integer>();
        simple.close();
        assertThatThrownBy(() -> simple.put(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(simple::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(simple::empty).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void simpleQueue_whenNothingComes_isEmptyAfterItsTimeout() throws Exception {
        var simple = new SimpleQueue<Integer>();
        assertThat(simple.empty()).isTrue();
        assertThatThrownBy(() -> simple.get(Duration.ofMillis(10))).isInstanceOf(QueueEmptyException.class);
        simple.put(1);
        assertThat(simple).hasToString("SimpleQueue[size=1]");
        assertThat(simple.get(LONG)).isEqualTo(1);
    }

    @Test
    void shutdown_inOneProcess_wakesTheOthers() throws Exception {
        var queue = new Queue<Integer>();
        var getter = pool.applyAsync(() -> queue.get());
        eventually().until(() -> queue.shared().waiting() == 1);

        pool.apply(() -> queue.shutdown());

        assertThatThrownBy(getter::get).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.put(1)).isInstanceOf(QueueShutDownException.class);
    }

    @Test
    void putBack_isRefusedForAQueueThatDoesNotKnowWhatIsDone() {
        assertThatThrownBy(() -> new Queue<Integer>(QueueOptions.defaults().withRequeue()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JoinableQueue");
    }

    @Test
    void queuesThatNobodyKeeps_leaveNoFiles() throws Exception {
        long before = filesOf("queue-");
        for (int i = 0; i < 200; i++) {
            new Queue<Integer>().put(i);
        }
        eventually().until(() -> {
            System.gc();
            return filesOf("queue-") <= before;
        });
    }
}
