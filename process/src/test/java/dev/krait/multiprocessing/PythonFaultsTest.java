package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.krait.threading.BrokenBarrierException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults of CPython's {@code multiprocessing.Pool} that are open there, by their numbers, and what happens here. */
class PythonFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** There: the pool waits for ever for the task of a worker that was killed. */
    @Test
    void cpython96062_workerKilledByHand_failsItsTaskAndThePoolGoesOn() throws Exception {
        try (var pool = new Pool(1)) {
            Path started = folder.resolve("started");
            String mark = started.toString();
            AsyncResult<Integer> result = pool.applyAsync(() -> PoolFaultTest.touchThenSpin(mark));
            await().atMost(LIMIT).until(() -> Files.exists(started));
            Signals.send("KILL", pool.pids().get(0));
            assertThatThrownBy(() -> result.get(LIMIT)).isInstanceOf(WorkerLostException.class);
            assertThat(pool.map(x -> x + 1, List.of(1, 2))).containsExactly(2, 3);
        }
    }

    /** There: terminate() hangs when a worker holds the lock of the task queue, or the queue is full. */
    @Test
    void cpython78178_terminateWithFullQueues_ends() throws Exception {
        for (int round = 0; round < 5; round++) {
            var pool = new Pool(2);
            AsyncResult<List<Integer>> results = pool.mapAsync(x -> x.length, List.of(new byte[300_000], new byte[9]));
            for (int i = 0; i < 500; i++) {
                pool.applyAsync(bytes -> bytes.length, new byte[1000]);
            }
            pool.terminate();
            pool.join();
            assertThat(results.ready()).isTrue();
        }
    }

    /** There: terminate() waits for the thread that hands out the tasks, which waits for room in a pipe that nobody reads. */
    @Test
    void cpython73945_terminateWhileInputIsHandedOut_ends() throws Exception {
        for (int round = 0; round < 5; round++) {
            var pool = new Pool(2);
            IMapIterator<Integer> results = pool.imap(x -> x * 2, PoolContract.counting(new AtomicInteger()));
            assertThat(results.take()).isZero();
            pool.terminate();
            assertTimeoutPreemptively(LIMIT, pool::join);
        }
    }

    /** There: terminate() soon after close() ends the workers while one of them is needed to empty a queue, and waits for ever. */
    @Test
    void cpython96995_terminateWhileAClosedPoolFinishes_ends() throws Exception {
        for (int round = 0; round < 5; round++) {
            var pool = new Pool(1);
            List<AsyncResult<Integer>> results = List.of(
                    pool.applyAsync(() -> 1),
                    pool.applyAsync(() -> 2),
                    pool.applyAsync(() -> new byte[300_000].length));
            pool.close();
            results.get(0).get(LIMIT);
            pool.terminate();
            assertTimeoutPreemptively(LIMIT, pool::join);
            assertThat(results).allMatch(AsyncResult::ready);
        }
    }

    /** There: a lock stays with a process that died, and whoever wants it waits for ever. */
    @Test
    void cpython88304_lockOfAProcessThatDied_goesToTheNext() throws Exception {
        var lock = new Lock();
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        lock.acquire();
                        Runtime.getRuntime().halt(1);
                    }))
                    .isInstanceOf(WorkerLostException.class);
            assertThat(lock.acquire(LIMIT)).isTrue();
            lock.release();
        }
    }

    /** There: a barrier at which a waiting process is killed lets nobody through, and heeds no timeout. */
    @Test
    void cpython123899_barrierWhoseWaiterIsKilled_isBroken() throws Exception {
        var barrier = new Barrier(3);
        try (var pool = new Pool(1)) {
            AsyncResult<Integer> waiting = pool.applyAsync(() -> barrier.await());
            await().atMost(LIMIT).until(() -> barrier.nWaiting() == 1);
            Signals.send("KILL", pool.pids().get(0));
            assertThatThrownBy(() -> waiting.get(LIMIT)).isInstanceOf(WorkerLostException.class);
            assertThatThrownBy(() -> barrier.await(LIMIT)).isInstanceOf(BrokenBarrierException.class);
        }
    }

    /** There: a worker whose initializer fails is replaced by one whose initializer fails, for ever. */
    @Test
    void cpython87472_failingInitializer_failsThePoolOnceWithItsCause() throws Exception {
        String starts = folder.resolve("starts").toString();
        try (var pool = new Pool(1, PoolOptions.defaults().withInitializer(() -> {
            Files.writeString(Path.of(starts), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            throw new IOException("no database");
        }))) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its initializer failed")
                    .hasRootCauseMessage("no database");
        }
        assertThat(Files.readString(Path.of(starts))).hasSize(1);
    }

    /** Cannot be rebuilt anywhere. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) {
            throw new IllegalArgumentException("not with these arguments");
        }
    }

    /** There: an exception that cannot be rebuilt kills the thread that reads results, and everybody waits for ever. */
    @Test
    void cpython79492_exceptionThatCannotBeRebuilt_arrivesAsText() throws Exception {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new Unreadable("what happened");
                    }))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining(Unreadable.class.getName())
                    .hasMessageContaining("what happened");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    /** There: SystemExit in a task leaves its caller waiting. */
    @Test
    void cpython101081_exitInATask_isAReportedOutcome() throws Exception {
        try (var pool = new Pool(1)) {
            assertThatThrownBy(() -> pool.applyAsync(() -> System.exit(5)).get(LIMIT))
                    .isInstanceOf(WorkerLostException.class)
                    .satisfies(e ->
                            assertThat(((WorkerLostException) e).exitCode()).isEqualTo(5));
        }
    }

    /** There: what cannot be pickled fails in a feeder thread, where its caller does not see it. */
    @Test
    void cpython79423_argumentThatCannotTravel_failsInTheCall() {
        try (var pool = new Pool(1)) {
            var inner = new ArrayList<Object>(List.of(new Object()));
            assertThatThrownBy(() -> pool.applyAsync(x -> x.hashCode(), inner))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("element 0");
        }
    }

    /** There: imap reads the whole of its input at once. */
    @Test
    void cpython64192_endlessInputOfImap_isReadAsResultsAreTaken() throws Exception {
        var read = new AtomicInteger();
        try (var pool = new Pool(2);
                var results = pool.imap(x -> x * 2, PoolContract.counting(read))) {
            for (int i = 0; i < 100; i++) {
                assertThat(results.take()).isEqualTo(2 * i);
            }
            assertThat(read.get()).isLessThan(20_000);
        }
    }

    /** There: a callback that ends the pool waits for the thread that it runs on. */
    @Test
    void cpython87129_terminateInACallback_doesNotWaitForItself() throws Exception {
        var pool = new Pool(1);
        var ended = new CountDownLatch(1);
        pool.applyAsync(
                () -> 1,
                value -> {
                    pool.terminate();
                    ended.countDown();
                },
                failure -> {});
        assertThat(ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        pool.join();
    }

    /** There: get() waits for ever for a result of a pool that was ended in between. */
    @Test
    void cpython88628_resultOfAPoolThatIsEnded_isCancelled() throws Exception {
        var pool = new Pool(1);
        AsyncResult<Integer> result = pool.applyAsync(PoolOptionsContract::waitForEver);
        pool.close();
        pool.terminate();
        assertThatThrownBy(() -> result.get(LIMIT)).isInstanceOf(CancellationException.class);
        pool.join();
    }

    /** There: a pool whose workers end again and again, one task each, comes to a stand. */
    @Test
    void cpython76067_workersThatAreReplacedAgainAndAgain_doAllTasks() throws Exception {
        try (var pool = new Pool(2, PoolOptions.defaults().withMaxTasksPerChild(1))) {
            assertThat(pool.map(x -> x + 1, PoolContract.range(6))).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }
}
