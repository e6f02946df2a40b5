package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.dieAt;
import static dev.krait.multiprocessing.Deaths.eventually;
import static dev.krait.multiprocessing.Deaths.kill;
import static dev.krait.multiprocessing.Deaths.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.launch.RunFolder;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.queue.QueueEmptyException;
import dev.krait.queue.QueueShutDownException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is put in order in queues after a death: counts, files, the end of the stream; and what goes wrong with that. */
@Timeout(120)
class SharedQueueRepairTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] LARGE = new byte[100_000];

    private final Pool pool = new Pool(1);

    @AfterEach
    void endWorkers() throws Exception {
        FaultPoint.on(null);
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    private static List<String> files(Queue<?> queue) throws IOException {
        var reference = queue.shared().handle().reference();
        String prefix = "queue-" + reference.at() + "-" + reference.generation() + "-";
        try (Stream<Path> files = Files.list(RunFolder.root())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()))
                    .filter(name -> name.matches("(put|item|got|taken|again)-.*"))
                    .toList();
        }
    }

    @Test
    void largeItemOfAProducerThatIsKilled_leavesNoFileUnlessItIsIn() throws Exception {
        for (String point : List.of("put-spilled", "put-written", "put-not-renamed", "put-not-woken")) {
            Queue<byte[]> queue = point.contains("written") ? new JoinableQueue<>() : new Queue<>();
            boolean isIn = point.startsWith("put-not");
            var dying = pool.applyAsync(() -> {
                dieAt(point, 2);
                queue.put(LARGE);
                queue.put(LARGE);
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

            assertLeft(queue, isIn ? 2 : 1, point);
        }
    }

    private static void assertLeft(Queue<byte[]> queue, int items, String point) throws Exception {
        eventually()
                .untilAsserted(() ->
                        assertThat(files(queue)).as(point).hasSize(items).allMatch(name -> name.startsWith("item-")));
        assertThat(queue.qsize()).isEqualTo(items);
        while (!queue.empty()) {
            assertThat(queue.get()).isEqualTo(LARGE);
        }
        assertThat(files(queue)).isEmpty();
    }

    @Test
    void largeItemOfAConsumerThatIsKilled_leavesNoFileUnlessItIsStillIn() throws Exception {
        for (String point : List.of("get-read", "get-noted", "get-moved", "got-not-woken")) {
            Queue<byte[]> queue = point.equals("get-moved") ? new JoinableQueue<>() : new Queue<>();
            queue.put(LARGE);
            queue.put(LARGE);
            boolean isIn = point.equals("get-read") || point.equals("get-noted");
            var dying = pool.applyAsync(() -> {
                dieAt(point, 1);
                queue.get();
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

            assertLeft(queue, isIn ? 2 : 1, point);
        }
    }

    @Test
    void filesOfItems_areNamedByWhatNoOtherProcessOfTheRunIsNamed() throws Exception {
        var queue = new Queue<byte[]>();
        for (int i = 0; i < 2; i++) {
            // Numbers of items begin anew in each process, and the system may give the number of a process to another.
            var dying = pool.applyAsync(() -> {
                dieAt("put-not-woken", 1);
                queue.put(LARGE);
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        }

        eventually().until(() -> files(queue).size() == 2);

        List<String> makers = files(queue).stream()
                .map(name -> name.replaceAll("^item-(\\d+)-.*", "$1"))
                .toList();
        assertThat(makers).doesNotHaveDuplicates();
        assertThat(makers)
                .as("the place in the run, and the number of the place's use, which is small")
                .allMatch(maker -> Long.parseLong(maker) >>> 12 < 1000 && (Long.parseLong(maker) & 0xfff) <= 256);
    }

    @Test
    void endOfStream_ofAQueueThatTakesItemsBack_waitsForThoseThatOthersHave() throws Exception {
        var queue =
                new JoinableQueue<Long>(QueueOptions.defaults().withRequeue().withEndOfStream());
        var pids = new SimpleQueue<Long>();
        queue.put(1L);
        queue.close();
        var closed = queue;
        var dying = pool.applyAsync(() -> {
            closed.get();
            pids.put(pid());
            new SimpleQueue<Integer>().get();
        });
        long consumer = pids.get();
        try (var second = new Pool(1)) {
            var getter = second.applyAsync(() -> {
                long item = closed.get();
                closed.taskDone();
                try {
                    closed.get();
                    return -1L;
                } catch (QueueShutDownException over) {
                    return item;
                }
            });
            eventually().until(() -> closed.shared().waiting() == 1);

            kill(consumer);

            assertThat(getter.get(LONG)).isEqualTo(1);
        }
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        assertThat(closed.unfinishedTasks()).isZero();
    }

    @Test
    void endOfStream_ofAQueueThatTakesItemsBack_comesWhenTheLastOneIsDone() throws Exception {
        var queue =
                new JoinableQueue<Long>(QueueOptions.defaults().withRequeue().withEndOfStream());
        var got = new SimpleQueue<Long>();
        var goOn = new Event();
        queue.put(1L);
        var producer = new Process(() -> {
            queue.put(2L);
            queue.close();
        });
        producer.start();
        producer.join();
        assertThat(queue.get()).isEqualTo(1);
        var holder = pool.applyAsync(() -> {
            got.put(queue.get());
            goOn.await();
            queue.taskDone();
        });
        assertThat(got.get()).isEqualTo(2);
        assertThat(queue.unfinishedTasks()).isEqualTo(2);
        assertThatThrownBy(() -> queue.get(Duration.ofMillis(20))).isInstanceOf(QueueEmptyException.class);

        goOn.set();
        holder.get();
        queue.taskDone();

        assertThat(queue.unfinishedTasks()).isZero();
        queue.join();
    }

    @Test
    void endOfStream_doesNotComeWhileSomebodyLooksForAnItemThatJustWentBack() throws Exception {
        var queue =
                new JoinableQueue<Long>(QueueOptions.defaults().withRequeue().withEndOfStream());
        var pids = new SimpleQueue<Long>();
        var producer = new Process(() -> {
            queue.put(1L);
            queue.put(2L);
        });
        producer.start();
        producer.join();
        var outcomes = new ArrayList<Throwable>();
        try (var second = new Pool(1)) {
            var dying = new ArrayList<AsyncResult<?>>();
            var consumers = new ArrayList<Long>();
            for (Pool each : List.of(pool, second)) {
                dying.add(each.applyAsync(() -> {
                    queue.get();
                    pids.put(pid());
                    new SimpleQueue<Integer>().get();
                }));
                consumers.add(pids.get());
            }
            kill(consumers.get(0));
            assertThat(queue.get(LONG)).isEqualTo(1);
            queue.taskDone();
            FaultPoint.on(reached -> {
                if (reached.equals("again-none")) {
                    kill(consumers.get(1));
                    assertThatThrownBy(dying.get(1)::get).isInstanceOf(WorkerLostException.class);
                } else if (reached.equals("again-cleared")) {
                    FaultPoint.on(null);
                    outcomes.add(outcomeOfAGet(queue));
                }
            });

            assertThat(queue.get(LONG)).isEqualTo(2);
        }
        assertThat(outcomes).hasSize(1).hasOnlyElementsOfType(QueueEmptyException.class);
        queue.taskDone();
        queue.join();
    }

    /** By another thread, with little patience. */
    private static Throwable outcomeOfAGet(Queue<?> queue) {
        var getting = new FutureTask<>(() -> queue.get(Duration.ofMillis(20)));
        new Thread(getting).start();
        try {
            throw new AssertionError("got " + getting.get());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void itemThatIsToldDoneBeforeItIsGot_isCountedOnce_alsoIfItsConsumerDies() throws Exception {
        var queue = new JoinableQueue<Integer>();
        queue.put(1);
        queue.taskDone();
        assertThat(queue.unfinishedTasks()).isZero();

        var dying = pool.applyAsync(() -> {
            queue.get();
            Runtime.getRuntime().halt(1);
        });
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

        assertThat(queue.unfinishedTasks()).isZero();
        assertThat(queue.lostTasks()).isZero();
        queue.join();
        queue.put(2);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(queue.get()).isEqualTo(2);
        queue.taskDone();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        queue.join();
    }

    @Test
    void itemThatIsToldDoneBeforeItIsGot_cannotBeToldDoneAgain() throws Exception {
        var queue = new JoinableQueue<Integer>();
        queue.put(1);
        queue.taskDone();
        assertThat(queue.get()).isEqualTo(1);

        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);

        assertThat(queue.unfinishedTasks()).isZero();
        queue.join();
    }

    @Test
    void itemThatIsToldDoneForAProcessThatDiesMeanwhile_takesNoOtherAlong() throws Exception {
        var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
        var pids = new SimpleQueue<Long>();
        queue.put(1);
        queue.put(2);
        var dying = pool.applyAsync(() -> {
            queue.get();
            queue.get();
            pids.put(pid());
            new SimpleQueue<Integer>().get();
        });
        long consumer = pids.get();
        var listed = new CountDownLatch(1);
        var told = new CountDownLatch(1);
        FaultPoint.on(reached -> {
            try {
                if (reached.equals("done-not-told")) {
                    kill(consumer);
                    assertThat(listed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                } else if (reached.equals("mending-listed")) {
                    listed.countDown();
                    assertThat(told.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        queue.taskDone();
        FaultPoint.on(null);
        told.countDown();

        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        assertThat(queue.get(LONG)).isEqualTo(2);
        queue.taskDone();
        queue.join();
        assertThat(files(queue)).isEmpty();
    }

    @Test
    void itemThatAThreadTellsDoneAsItsProcessDies_isTheOneThatDoesNotGoBack() throws Exception {
        for (String point : List.of("done-not-told", "done-removed")) {
            var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
            for (int i = 0; i < 4; i++) {
                queue.put(i);
            }
            var dying = pool.applyAsync(() -> {
                var other = new FutureTask<>(queue::get);
                new Thread(other).start();
                other.get();
                queue.get();
                queue.get();
                dieAt(point, 1);
                queue.taskDone();
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
            eventually().until(() -> queue.qsize() == 3);
            assertThat(queue.unfinishedTasks()).as(point).isEqualTo(3);

            var got = new ArrayList<Integer>();
            assertThat(queue.drainTo(got)).isEqualTo(3);

            assertThat(got).as(point).containsExactly(0, 2, 3);
            for (int i = 0; i < 3; i++) {
                queue.taskDone();
            }
            queue.join();
            assertThat(files(queue)).as(point).isEmpty();
        }
    }

    @Test
    void itemsOfAKilledConsumer_goBackOnce_whereverTheirRepairHadToBeginAnew() throws Exception {
        for (String step :
                List.of("mending-listed", "mending-counted", "mending-settled", "mending-taken-back", "mending-back")) {
            var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
            for (int i = 0; i < 3; i++) {
                queue.put(i);
            }
            FaultPoint.on(reached -> {
                if (reached.equals(step)) {
                    FaultPoint.on(null);
                    throw new IllegalStateException("not mended further, to try what then becomes of it");
                }
            });
            var dying = pool.applyAsync(() -> {
                queue.get();
                queue.get();
                queue.get();
                dieAt("done-removed", 1);
                queue.taskDone();
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

            var got = List.of(queue.get(LONG), queue.get(LONG));

            assertThat(got).as(step).containsExactly(1, 2);
            assertThat(queue.unfinishedTasks()).as(step).isEqualTo(2);
            queue.taskDone();
            queue.taskDone();
            queue.join();
            assertThat(files(queue)).as(step).isEmpty();
        }
    }

    @Test
    void objectThatCannotBeMended_keepsNobodyFromTheOthers() throws Exception {
        var queue = new JoinableQueue<Integer>();
        var semaphore = new Semaphore(2);
        var first = new SimpleQueue<Long>();
        var reference = queue.shared().handle().reference();
        Path ledger = RunFolder.root().resolve("queue-" + reference.at() + "-" + reference.generation() + "-ledger");
        try (var second = new Pool(1)) {
            for (Pool each : List.of(pool, second)) {
                each.applyAsync(() -> {
                    semaphore.hold();
                    first.put(pid());
                    new SimpleQueue<Integer>().get();
                });
            }
            long one = first.get();
            long other = first.get();
            Files.delete(ledger);
            Files.createDirectory(ledger);

            kill(one);
            kill(other);

            eventually().until(() -> semaphore.getValue() == 2);
            assertThat(semaphore.acquire(LONG)).isTrue();
            semaphore.release();
            second.terminate();
        } finally {
            Files.deleteIfExists(ledger);
        }
        // Now they are seen to, too, and their places are free again.
        assertThat(new Event().await(Duration.ofMillis(500))).isFalse();
        assertThat(semaphore.getValue()).isEqualTo(2);
    }

    @Test
    void largeItemsAmongSmallOnes_comeInOrderAndLeaveNoFiles() throws Exception {
        var queue = new Queue<byte[]>();
        int count = 300;
        var producing = pool.applyAsync(() -> {
            for (int i = 0; i < count; i++) {
                queue.put(new byte[i % 3 == 0 ? 40_000 + i : i]);
            }
        });

        for (int i = 0; i < count; i++) {
            assertThat(queue.get(LONG)).hasSize(i % 3 == 0 ? 40_000 + i : i);
        }

        producing.get();
        assertThat(files(queue)).isEmpty();
    }
}
