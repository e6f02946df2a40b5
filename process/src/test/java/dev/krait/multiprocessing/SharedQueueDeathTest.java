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
import dev.krait.queue.QueueFullException;
import dev.krait.queue.QueueShutDownException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues whose producers and consumers die, at named steps and elsewhere, or are stopped. */
@Timeout(120)
class SharedQueueDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Pool pool = new Pool(2);

    @AfterEach
    void endWorkers() throws Exception {
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

    @Test
    void endOfStream_comesWhenTheLastProducerHasClosedOrDied() throws Exception {
        var queue = new Queue<Integer>(QueueOptions.defaults().withEndOfStream());
        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
        Queue<Integer>.Producing producing = queue.producing();
        var closing = new Process(() -> {
            queue.put(1);
            queue.close();
        });
        closing.start();
        closing.join();
        var dying = pool.applyAsync(() -> {
            queue.put(2);
            Runtime.getRuntime().halt(3);
        });
        assertThat(queue.get()).isEqualTo(1);
        assertThat(queue.get()).isEqualTo(2);
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        assertThatThrownBy(() -> queue.get(Duration.ofMillis(20))).isInstanceOf(QueueEmptyException.class);
        var getter = pool.applyAsync(() -> queue.get());
        eventually().until(() -> queue.shared().waiting() == 1);

        producing.close();
        producing.close();

        assertThatThrownBy(getter::get).isInstanceOf(QueueShutDownException.class);
        assertThat(queue.untilShutdown()).isEmpty();
    }

    @Test
    void producer_thatIsKilledWhileOthersWaitForItsItems_endsTheStream() throws Exception {
        var queue = new Queue<Long>(QueueOptions.defaults().withEndOfStream());
        var dying = pool.applyAsync(() -> {
            queue.put(pid());
            new SimpleQueue<Integer>().get();
        });
        long producer = queue.get();
        var getter = pool.applyAsync(() -> queue.get());
        eventually().until(() -> queue.shared().waiting() == 1);

        kill(producer);

        assertThatThrownBy(getter::get).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
    }

    @Test
    void producer_ofWhoseEndNobodyIsTold_endsTheStreamForWhoLooksWithoutWaiting() throws Exception {
        var queue = new Queue<Integer>(QueueOptions.defaults().withEndOfStream());
        var pids = new SimpleQueue<Long>();
        var starting = pool.applyAsync(() -> {
            pids.put(pid());
            new Process(() -> {
                        queue.producing();
                        pids.put(pid());
                        new SimpleQueue<Integer>().get();
                    })
                    .start();
            new SimpleQueue<Integer>().get();
        });
        long parent = pids.get();
        long producer = pids.get();
        eventually()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("krait-shared-watch")));
        Signals.send("STOP", parent);
        kill(producer);

        eventually().until(() -> isOver(queue));

        kill(parent);
        assertThatThrownBy(starting::get).isInstanceOf(WorkerLostException.class);
    }

    private static boolean isOver(Queue<Integer> queue) {
        try {
            queue.getNowait();
            return false;
        } catch (QueueEmptyException e) {
            return false;
        } catch (QueueShutDownException e) {
            return true;
        }
    }

    @Test
    void producer_thatDiesInTheMiddleOfAPut_losesThatItemAlone() throws Exception {
        for (boolean large : new boolean[] {false, true}) {
            var queue = new JoinableQueue<Object>();
            queue.put(1);
            var dying = pool.applyAsync(() -> {
                dieAt("put-written", 2);
                queue.put(2);
                queue.put(large ? new byte[100_000] : 3);
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

            queue.put(4);

            assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(1, 2, 4);
            assertThat(queue.unfinishedTasks()).isEqualTo(3);
            assertThat(queue.empty()).isTrue();
        }
    }

    @Test
    void producer_thatDiesAfterItsItemWasIn_stillHasAWaiterWoken() throws Exception {
        var queue = new Queue<Integer>();
        AsyncResult<Integer> getter = pool.applyAsync(() -> queue.get());
        eventually().until(() -> queue.shared().waiting() == 1);
        var dying = pool.applyAsync(() -> {
            dieAt("put-not-woken", 1);
            queue.put(5);
        });

        assertThat(getter.get(LONG)).isEqualTo(5);
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
    }

    @Test
    void processThatDiesInTheMiddleOfAShutdown_hasShutTheQueueForPutsAlone() throws Exception {
        var queue = new Queue<Integer>(1);
        queue.put(1);
        var putter = pool.applyAsync(() -> queue.put(2));
        eventually().until(() -> queue.shared().waiting() == 1);
        var dying = pool.applyAsync(() -> {
            dieAt("shut-half", 1);
            queue.shutdown(true);
        });

        assertThatThrownBy(putter::get).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        assertThatThrownBy(() -> queue.put(3)).isInstanceOf(QueueShutDownException.class);
        assertThat(queue.get()).isEqualTo(1);
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
        queue.shutdown(true);
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
    }

    @Test
    void consumer_thatDiesInTheMiddleOfAGet_takesAtMostTheItemItWasGetting() throws Exception {
        for (String point : List.of("get-read", "get-noted", "get-moved")) {
            var queue = new JoinableQueue<Integer>();
            for (int i = 0; i < 4; i++) {
                queue.put(i);
            }
            var dying = pool.applyAsync(() -> {
                dieAt(point, 2);
                assertThat(queue.get()).isZero();
                queue.taskDone();
                queue.get();
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

            var left = new ArrayList<Integer>();
            queue.drainTo(left);

            boolean gone = point.equals("get-moved");
            assertThat(left).containsExactlyElementsOf(gone ? List.of(2, 3) : List.of(1, 2, 3));
            for (int i = 0; i < left.size(); i++) {
                queue.taskDone();
            }
            eventually().until(() -> queue.unfinishedTasks() == 0);
            if (gone) {
                assertThatThrownBy(queue::join)
                        .isInstanceOfSatisfying(
                                TasksLostException.class,
                                lost -> assertThat(lost.count()).isEqualTo(1));
                assertThat(queue.lostTasks()).isEqualTo(1);
            }
            queue.join();
        }
    }

    @Test
    void join_isToldOfItemsThatAKilledConsumerHadTaken() throws Exception {
        var queue = new JoinableQueue<Long>();
        var pids = new Queue<Long>();
        for (long i = 0; i < 5; i++) {
            queue.put(i);
        }
        var dying = pool.applyAsync(() -> {
            queue.get();
            queue.get();
            queue.get();
            queue.taskDone();
            pids.put(pid());
            new SimpleQueue<Integer>().get();
        });
        long consumer = pids.get();
        var joiner = pool.applyAsync(() -> queue.join());
        eventually().until(() -> queue.shared().waiting() == 1);
        queue.get();
        queue.taskDone();
        queue.get();
        queue.taskDone();
        assertThat(queue.unfinishedTasks()).isEqualTo(2);

        kill(consumer);

        assertThatThrownBy(joiner::get).isInstanceOf(TasksLostException.class).hasMessageContaining("2 items");
        assertThatThrownBy(queue::join).isInstanceOf(TasksLostException.class);
        assertThat(queue.join(Duration.ZERO)).as("said once in each process").isTrue();
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
    }

    @Test
    void itemsOfAKilledConsumer_goBackIfToldTo() throws Exception {
        for (String point :
                List.of("nowhere", "get-noted", "get-moved", "taken-not-counted", "done-removed", "done-not-told")) {
            var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
            var reference = queue.shared().handle().reference();
            String name = "queue-" + reference.at() + "-" + reference.generation() + "-";
            for (int i = 0; i < 5; i++) {
                queue.put(i);
            }
            var dying = pool.applyAsync(() -> {
                dieAt(point, point.startsWith("done") ? 1 : 3);
                queue.get();
                queue.get();
                queue.taskDone();
                queue.get();
                Runtime.getRuntime().halt(1);
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
            eventually().until(() -> queue.qsize() == 4);
            assertThat(queue.unfinishedTasks()).isEqualTo(4);

            var got = new ArrayList<Integer>();
            for (int i = 0; i < 4; i++) {
                got.add(queue.get(LONG));
                queue.taskDone();
            }

            assertThat(got).as(point).containsExactlyInAnyOrder(1, 2, 3, 4);
            queue.join();
            assertThat(queue.empty()).isTrue();
            assertThat(filesOf(name + "taken-") + filesOf(name + "again-") + filesOf(name + "item-"))
                    .as(point)
                    .isZero();
        }
    }

    @Test
    void itemWithLargeArrays_goesBackWhole() throws Exception {
        double[][] rows = {new double[9000], {2.5}, new double[70_000]};
        rows[0][8999] = 1;
        rows[2][69_999] = 3;
        try (var queue = new JoinableQueue<double[][]>(QueueOptions.defaults().withRequeue())) {
            queue.put(rows);
            for (int i = 0; i < 2; i++) {
                var dying = pool.applyAsync(() -> {
                    queue.get();
                    Runtime.getRuntime().halt(1);
                });
                assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
            }
            assertThat(Arrays.deepEquals(queue.get(LONG), rows)).isTrue();
            queue.taskDone();
            queue.join();
        }
    }

    @Test
    void itemTakenBack_isTakenBackAgainFromTheNextWhoDies() throws Exception {
        var queue = new JoinableQueue<String>(QueueOptions.defaults().withRequeue());
        queue.put("stubborn");
        for (String point : List.of("nowhere", "again-noted", "taken-not-counted", "nowhere")) {
            var dying = pool.applyAsync(() -> {
                dieAt(point, 1);
                queue.get();
                Runtime.getRuntime().halt(1);
            });
            assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
            eventually().until(() -> queue.qsize() == 1);
        }
        var got = new ArrayList<String>();
        assertThat(queue.drainTo(got)).isEqualTo(1);
        assertThat(got).containsExactly("stubborn");
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.taskDone();
        queue.join();
    }

    @Test
    void itemOfAConsumerWhoseLanguageHasOtherDigits_comesBackToo() throws Exception {
        var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
        queue.put(1);
        var dying = pool.applyAsync(() -> {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            queue.get();
            Runtime.getRuntime().halt(1);
        });
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        assertThat(queue.get(LONG)).isEqualTo(1);
        queue.taskDone();
        queue.join();
    }

    @Test
    void itemsThatWentBack_areThrownAwayByAShutdownToo() throws Exception {
        var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
        queue.put(1);
        queue.put(2);
        var dying = pool.applyAsync(() -> {
            queue.get();
            Runtime.getRuntime().halt(1);
        });
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        eventually().until(() -> queue.qsize() == 2);

        queue.shutdown(true);

        assertThat(queue.unfinishedTasks()).isZero();
        assertThat(queue.join(LONG)).isTrue();
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itemsOfAConsumerThatIsKilledAfterAShutdown_areThrownAwayToo() throws Exception {
        var queue = new JoinableQueue<Integer>(QueueOptions.defaults().withRequeue());
        var pids = new SimpleQueue<Long>();
        queue.put(1);
        var dying = pool.applyAsync(() -> {
            queue.get();
            pids.put(pid());
            new SimpleQueue<Integer>().get();
        });
        long consumer = pids.get();
        queue.shutdown(true);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);

        kill(consumer);

        assertThat(queue.join(LONG)).isTrue();
        assertThat(queue.unfinishedTasks()).isZero();
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
    }

    @Test
    void producer_thatIsStoppedInAPut_stopsOtherPutsAndNothingElse() throws Exception {
        var queue = new Queue<Integer>();
        var pids = new Queue<Long>();
        queue.put(1);
        var stopped = pool.applyAsync(() -> {
            var goOn = new SimpleQueue<Integer>();
            FaultPoint.on(reached -> {
                if (reached.equals("put-written")) {
                    FaultPoint.on(null);
                    try {
                        pids.put(pid());
                        Signals.send("STOP", pid());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            queue.put(2);
            goOn.close();
        });
        long pid = pids.get();
        try {
            assertThat(queue.get()).isEqualTo(1);
            eventually()
                    .until(() ->
                            Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
            assertThatThrownBy(() -> queue.put(3, Duration.ofMillis(50))).isInstanceOf(QueueFullException.class);
            assertThatThrownBy(() -> queue.putNowait(3)).isInstanceOf(QueueFullException.class);
            assertThatThrownBy(() -> queue.get(Duration.ofMillis(50))).isInstanceOf(QueueEmptyException.class);
        } finally {
            Signals.send("CONT", pid);
        }
        stopped.get();
        queue.put(3);
        assertThat(List.of(queue.get(), queue.get())).containsExactly(2, 3);
    }
}
