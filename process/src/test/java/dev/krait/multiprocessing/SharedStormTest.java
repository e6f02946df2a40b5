package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.threading.BrokenBarrierException;
import dev.krait.threading.Held;
import java.io.Serializable;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes are killed and stopped at named steps and at random instants while others work with the same locks, semaphores,
 * conditions, events, barriers, values and arrays, the same ones for the same seed. A build runs some rounds; {@code mvn
 * -Psoak -Dsoak.seconds=3600 -Dsoak.seed=1 verify} goes on for as long as asked.
 */
@Timeout(value = 25, unit = TimeUnit.HOURS)
class SharedStormTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(2);
    private static final int WORKERS = 3;
    private static final int PERMITS = 3;
    private static final int TURNS = 32;
    private static final List<String> STEPS = List.of(
            "released-not-woken",
            "sleeper-chosen",
            "woken-not-rung",
            "semaphore-changed",
            "semaphore-counted",
            "waiter-chosen",
            "signalled-not-woken",
            "signalled-without-lock",
            "set-not-woken",
            "barrier-arriving",
            "barrier-tripping",
            "in-lock",
            "in-hold",
            "in-value");

    // What the locks guard: two numbers each that are equal unless somebody is between two writes.
    private static final int LOCK = Storm.FREE;
    private static final int RLOCK = LOCK + 64;

    // Tokens that are handed over under the condition, and who has come through the barrier.
    private static final int TOKENS = RLOCK + 64;
    private static final int ACTIONS = TOKENS + 64;
    private static final int PASSED = ACTIONS + 8;

    // What each has added, by its own account.
    private static final int ADDED = PASSED + 64;

    /** What all take part in. */
    record Stage(
            Lock lock,
            RLock rlock,
            Semaphore semaphore,
            Condition condition,
            Event event,
            Barrier barrier,
            Value<Long> value,
            Array<Long> array,
            String file)
            implements Serializable {}

    @AfterEach
    void endSpares() throws Exception {
        Multiprocessing.releaseSpares();
    }

    private static ConditionFactory eventually(String where) {
        return await(where)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONG);
    }

    private static void count(MappedByteBuffer memory, int at, long delta) {
        memory.putLong(at, memory.getLong(at) + delta);
    }

    // In the workers.

    private static int work(Stage stage, Storm.Plan plan, int me) throws Exception {
        MappedByteBuffer memory = Storm.map(stage.file());
        Storm.enter(plan, me, memory);
        try {
            boolean meets = true;
            for (int turn = 0; turn < TURNS; turn++) {
                try (SharedHeld held = stage.lock().hold()) {
                    step(memory, held, LOCK);
                }
                try (SharedHeld held = stage.rlock().hold()) {
                    step(memory, held, RLOCK);
                }
                try (Held permit = stage.semaphore().hold()) {
                    assertThat(permit).isNotNull();
                    Storm.reach("in-hold");
                }
                handOver(stage.condition(), memory, turn);
                add(stage, memory, me);
                if (meets && turn % 4 == 0) {
                    meets = meet(stage.barrier(), memory);
                }
                if (turn == TURNS / 2) {
                    stage.event().set();
                    assertThat(stage.event().await(LONG)).isTrue();
                }
            }
        } finally {
            Storm.leave();
        }
        return TURNS;
    }

    private static void step(MappedByteBuffer memory, SharedHeld held, int at) {
        long first = memory.getLong(at);
        long second = memory.getLong(at + 8);
        if (held.ownerDied()) {
            assertThat(first).isBetween(second, second + 1);
            memory.putLong(at + 8, first);
            held.markConsistent();
        } else {
            assertThat(first)
                    .as("what the lock guards, since nobody died in it")
                    .isEqualTo(second);
        }
        memory.putLong(at, first + 1);
        Storm.reach("in-lock");
        memory.putLong(at + 8, first + 1);
    }

    /** Makes a token and signals; every fourth time waits for a signal, but not for long, and takes one if there is any. */
    private static void handOver(Condition condition, MappedByteBuffer memory, int turn) throws Exception {
        try (SharedHeld held = condition.hold()) {
            putInOrder(condition, held);
            if (turn % 4 != 1) {
                count(memory, TOKENS, 1);
                condition.signal();
            } else if (condition.await(SHORT) && memory.getLong(TOKENS) > 0) {
                count(memory, TOKENS, -1);
            }
        }
    }

    /** Who died with the lock may have made a token and not signalled. */
    private static void putInOrder(Condition condition, SharedHeld held) {
        if (held.ownerDied()) {
            held.markConsistent();
            condition.signalAll();
        }
    }

    private static void add(Stage stage, MappedByteBuffer memory, int me) throws Exception {
        try (SharedHeld held = stage.value().getLock().hold()) {
            assertThat(held).isNotNull();
            long before = stage.value().get();
            Storm.reach("in-value");
            stage.value().set(before + 1);
        }
        stage.array().addAndGet(0, 1L);
        count(memory, ADDED + 64 * me, 1);
    }

    /** Whether the barrier is still worth going to in this round. */
    private static boolean meet(Barrier barrier, MappedByteBuffer memory) throws Exception {
        try {
            int number = barrier.await(Duration.ofMillis(100));
            assertThat(number).isBetween(0, WORKERS - 1);
            // Nobody else has this number at this meeting.
            count(memory, PASSED + 8 * number, 1);
            return true;
        } catch (BrokenBarrierException somebodyIsMissing) {
            assertThat(somebodyIsMissing.reason()).isNotNull();
            return false;
        }
    }

    // Here.

    @Test
    void blowsAtAnyInstant_leaveTheOthersWorkingAndTheCountsRight(@TempDir Path folder) throws Exception {
        String file = folder.resolve("stage").toString();
        MappedByteBuffer memory = Storm.map(file);
        var stage = new Stage(
                new Lock(),
                new RLock(),
                new Semaphore(PERMITS),
                new Condition(),
                new Event(),
                new Barrier(WORKERS, () -> count(Storm.map(file), ACTIONS, 1)),
                Value.ofLong(0),
                new Array<>('q', 1),
                file);
        long died = 0;
        try (var storm = new Storm("objects");
                var pool = new Pool(WORKERS + 1)) {
            while (storm.goesOn()) {
                Storm.Plan plan = storm.next(STEPS, WORKERS, TURNS / 8);
                died += round(stage, storm, plan, pool, memory) ? 1 : 0;
                check(stage, memory, died, storm.where(plan));
            }
            assertThat(storm.killed()).isPositive();
            assertThat(storm.stopped()).isPositive();
        }
        assertThat(died).isPositive();
    }

    private static boolean round(Stage stage, Storm storm, Storm.Plan plan, Pool pool, MappedByteBuffer memory)
            throws Exception {
        String where = storm.where(plan);
        Storm.clear(memory);
        stage.event().clear();
        stage.barrier().reset();
        var flag = new FutureTask<>(() -> stage.event().await(LONG));
        new Thread(flag).start();
        var taker = new FutureTask<>(() -> takeTokens(stage.condition(), memory));
        var takes = new Thread(taker);
        takes.start();
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int number = 0; number < WORKERS; number++) {
            int me = number;
            results.add(pool.applyAsync(() -> work(stage, plan, me)));
        }
        storm.strike(plan, memory, () -> results.get(plan.victim()).ready(), () -> goOnMeanwhile(stage, where));
        boolean died = false;
        for (var result : results) {
            try {
                assertThat(result.get(LONG)).as(where).isEqualTo(TURNS);
            } catch (WorkerLostException lost) {
                died = true;
            }
        }
        assertThat(flag.get()).as(where).isTrue();
        try (SharedHeld held = stage.condition().hold()) {
            putInOrder(stage.condition(), held);
        }
        // Each token was signalled for: to the thread here, or to one that died and cannot have kept the signal.
        eventually(where).until(() -> memory.getLong(TOKENS) == 0);
        takes.interrupt();
        taker.get();
        return died;
    }

    /** Takes tokens as long as there are any, without ever looking by itself. */
    private static int takeTokens(Condition condition, MappedByteBuffer memory) {
        int taken = 0;
        try (SharedHeld held = condition.hold()) {
            while (true) {
                putInOrder(condition, held);
                while (memory.getLong(TOKENS) > 0) {
                    count(memory, TOKENS, -1);
                    taken++;
                }
                condition.await();
            }
        } catch (InterruptedException over) {
            return taken;
        }
    }

    /** What nobody who is stopped can keep from others: permits that are there, and an own timeout. */
    private static void goOnMeanwhile(Stage stage, String where) {
        try {
            assertThat(stage.semaphore().acquire(LONG)).as(where).isTrue();
            stage.semaphore().release();
            for (var lock : List.of(stage.lock(), stage.rlock(), stage.condition())) {
                if (lock.acquire(SHORT)) {
                    lock.release();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(Stage stage, MappedByteBuffer memory, long died, String where) throws Exception {
        assertThat(stage.lock().acquire(LONG)).as(where).isTrue();
        stage.lock().release();
        assertThat(stage.rlock().acquire(LONG)).as(where).isTrue();
        stage.rlock().release();
        eventually(where).until(() -> stage.semaphore().getValue() == PERMITS);
        eventually(where).until(() -> stage.condition().toString().endsWith(", 0 waiting]"));
        eventually(where).until(() -> stage.barrier().nWaiting() == 0);
        long actions = memory.getLong(ACTIONS);
        for (int number = 0; number < WORKERS; number++) {
            assertThat(memory.getLong(PASSED + 8 * number)).as(where).isBetween(0L, actions);
        }
        long added = 0;
        for (int number = 0; number < WORKERS; number++) {
            added += memory.getLong(ADDED + 64 * number);
        }
        // Who dies has added, and not said so yet; or was to add to the value under its lock.
        assertThat(stage.array().get(0)).as(where).isBetween(added, added + died);
        assertThat(stage.value().get()).as(where).isBetween(added, added + died);
    }
}
