package dev.krait.multiprocessing.managers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.Process;
import dev.krait.multiprocessing.connection.Client;
import dev.krait.multiprocessing.connection.ConnectionOptions;
import dev.krait.multiprocessing.connection.Family;
import dev.krait.multiprocessing.connection.Listener;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.queue.QueueEmptyException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What clients of a manager keep, and what managers keep for clients. */
class ClientsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void manyCallsAtOnce_areAllAnswered() throws Exception {
        int many = 200;
        var threads = Executors.newFixedThreadPool(many);
        try (var manager = new Manager()) {
            QueueProxy<Integer> queue = manager.queue();
            Callable<Void> call = () -> {
                assertThatThrownBy(() -> queue.get(Duration.ofMillis(200))).isInstanceOf(QueueEmptyException.class);
                return null;
            };
            List<Future<Void>> calls = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                calls.add(threads.submit(call));
            }
            for (Future<Void> one : calls) {
                one.get(2 * LONG.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(LONG.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        }
    }

    @Test
    void serverWithoutMemoryForSomeClients_acceptsThoseThatComeLater() throws Exception {
        int fewer = 8;
        var left = new AtomicInteger(fewer);
        FaultPoint.on(step -> {
            if (step.equals("client-accepting") && left.getAndDecrement() > 0) {
                throw new OutOfMemoryError("no memory for a client");
            }
        });
        try (Server server = new SyncManager().getServer();
                var client = new SyncManager(ManagerOptions.defaults().withAddress(server.address()))) {
            for (int i = 0; i < fewer; i++) {
                assertThatThrownBy(client::connect).isInstanceOf(IOException.class);
            }

            client.connect();

            assertThat(client.list(List.of(1))).containsExactly(1);
        } finally {
            FaultPoint.on(null);
        }
    }

    @Test
    void proxiesOfManagersThatEnded_keepNoDescriptors() throws Exception {
        int before = 0;
        for (int i = 0; i < 6; i++) {
            try (var manager = new Manager()) {
                DictProxy<String, Integer> dict = manager.dict();
                dict.put("k", 1);
            }
            if (i == 1) {
                before = sockets();
            }
        }

        assertThat(sockets()).isLessThanOrEqualTo(before);
    }

    private static int sockets() throws IOException {
        Path folder = Path.of("/proc/self/fd");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(folder)) {
            return (int) all.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().startsWith("socket:");
                        } catch (IOException goneAlready) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void sessionOfAnotherProcess_endsWithTheManagerOnceItsProxiesAreLetGo() throws Exception {
        try (var keeper = new Manager()) {
            EventProxy go = keeper.event();
            EventProxy used = keeper.event();
            var manager = new Manager();
            DictProxy<String, Integer> dict = manager.dict();
            var child = new Process(() -> {
                dict.put("k", 1);
                used.set();
                int before = sockets();
                go.await();
                dict.drop();
                await().pollInSameThread().atMost(LONG).until(() -> before == 0 || sockets() < before);
            });
            child.start();
            used.await();
            manager.close();
            go.set();

            child.joinOrThrow();
        }
    }

    @Test
    void poolThatNobodyRefersTo_ends() throws Exception {
        var manager = new SyncManager();
        try (Server server = manager.getServer()) {
            var client = new SyncManager(ManagerOptions.defaults().withAddress(server.address()));
            client.connect();
            PoolProxy pool = client.pool(1);
            long worker = pool.<Long>apply(() -> ProcessHandle.current().pid());
            assertThat(ProcessHandle.of(worker)).isPresent();

            pool.drop();

            await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> ProcessHandle.of(worker).isEmpty());
            client.close();
        }
    }

    @Test
    void onlyBlocksOfThisLibrary_areTrackedForClients() {
        var segments = new Segments.Tracked();

        assertThatThrownBy(() -> segments.track("/etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThat(segments.list()).isEmpty();
    }

    @Test
    void connectingThatFailsWithAnError_leavesNoSocket() throws Exception {
        int tries = 10;
        try (var listener =
                new Listener(Family.AF_UNIX, ConnectionOptions.defaults().withBacklog(4 * tries))) {
            for (String place : List.of("client-connected", "client-established")) {
                int before = sockets();
                FaultPoint.on(step -> {
                    if (step.equals(place)) {
                        throw new OutOfMemoryError("no memory for a connection");
                    }
                });
                for (int i = 0; i < tries; i++) {
                    assertThatThrownBy(() -> new Client(listener.address())).isInstanceOf(OutOfMemoryError.class);
                }
                assertThat(sockets()).as(place).isLessThan(before + tries);
            }
        } finally {
            FaultPoint.on(null);
        }
    }

    @Test
    void blocksThatHaveEnded_areForgottenByTheJvm() {
        WeakReference<Segments> left = endedBlocks();

        await().pollInSameThread().atMost(LONG).until(() -> {
            System.gc();
            return left.get() == null;
        });
    }

    private static WeakReference<Segments> endedBlocks() {
        var tracked = new Segments.Tracked();
        tracked.end(false);
        return new WeakReference<>(tracked);
    }

    private static boolean awaitFor(ServedSession client, ServedCondition condition) throws InterruptedException {
        Caller.become(new Caller(client, Thread.currentThread().getId()));
        try {
            condition.acquire(Long.MAX_VALUE);
            boolean signalled = condition.await(Long.MAX_VALUE);
            condition.release();
            return signalled;
        } finally {
            Caller.become(null);
        }
    }

    @Test
    void signalForAClientThatHasDied_goesToTheNextWhoWaits() throws Exception {
        var condition = new ServedCondition(new ServedLock(false));
        var objects = new ServedObjects(served -> {});
        var dying = new ServedSession(UUID.randomUUID(), objects);
        var other = new ServedSession(UUID.randomUUID(), objects);
        var threads = Executors.newFixedThreadPool(2);
        try {
            threads.execute(() -> {
                try {
                    awaitFor(dying, condition);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> condition.toString().endsWith(", 1 waiting]"));
            Future<Boolean> next = threads.submit(() -> awaitFor(other, condition));
            await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> condition.toString().endsWith(", 2 waiting]"));

            dying.end(); // Whatever serves it has not heard of that when the signal comes.
            condition.acquire(Long.MAX_VALUE);
            condition.signal(1);
            condition.release();

            assertThat(next.get(LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(LONG.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        }
    }
}
