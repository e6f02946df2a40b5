package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.Lock;
import dev.krait.multiprocessing.Multiprocessing;
import dev.krait.multiprocessing.Pool;
import dev.krait.multiprocessing.RawValue;
import dev.krait.multiprocessing.Value;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The places for processes that use shared objects: what happens when all are taken, by living ones or by dead ones. */
@Timeout(120)
class ProcessPlacesTest {
    private final Pool pool = new Pool(1);
    private final Arena arena = Arena.current();

    /** Places with the locks on them that a living process would have. */
    private final Map<Integer, FileLock> taken = new LinkedHashMap<>();

    @AfterEach
    void end() throws Exception {
        FaultPoint.on(null);
        while (!taken.isEmpty()) {
            endOne();
        }
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    private static int state(int slot) {
        return Layout.process(slot) + Layout.PROCESS_STATE;
    }

    private void takeAll() {
        Arena.processEnded(); // Nobody is left whom a test before has ended.
        for (int slot = 0; slot < Layout.PROCESS_COUNT; slot++) {
            if (arena.memory().get(state(slot)) == 0) {
                FileLock lock = arena.liveness().tryLock(slot);
                if (lock != null) {
                    arena.memory().set(state(slot), Processes.USED);
                    taken.put(slot, lock);
                }
            }
        }
        assertThat(taken).hasSizeGreaterThan(Layout.PROCESS_COUNT - 10);
    }

    private void endOne() {
        int slot = taken.keySet().iterator().next();
        arena.memory().set(state(slot), 0);
        Liveness.release(taken.remove(slot));
    }

    private static String refusal() {
        return String.valueOf(catchThrowable(Lock::new));
    }

    @Test
    void processTooMany_isRefusedSharedObjects_untilOneOfTheOthersEnds() throws Exception {
        var lock = new Lock();
        var raw = RawValue.ofInt(3);
        pool.apply(() -> {});
        takeAll();

        for (int i = 0; i < 3; i++) {
            assertThat(pool.<String>apply(ProcessPlacesTest::refusal))
                    .contains("IllegalStateException")
                    .contains("all 256 places for processes that use shared objects are taken")
                    .contains("as soon as one of them ends");
        }
        assertThatThrownBy(() -> pool.apply(lock::locked)).hasStackTraceContaining("all 256 places for processes");
        assertThat(pool.<Integer>apply(raw::get)).as("what needs no place").isEqualTo(3);
        assertThat(Value.ofInt(2).addAndGet(1)).as("who has a place").isEqualTo(3);

        endOne();
        pool.apply(() -> lock.acquire());
        // What the tries before have left must not take the process's sign of life along.
        pool.apply(() -> {
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
        });
        for (int i = 0; i < 50; i++) {
            Arena.processEnded();
            assertThat(lock.acquire(Duration.ofMillis(1))).isFalse();
        }
        assertThat(pool.<Boolean>apply(() -> {
                    lock.release();
                    return lock.locked();
                }))
                .isFalse();
    }

    /** Nobody can mend what the process left that had a place. */
    private static void failToMend(int slot) {
        FaultPoint.on(point -> {
            if (point.equals("mending-place-" + slot)) {
                throw new IllegalStateException("what is in place " + slot + " cannot be mended");
            }
        });
    }

    private int leaveOneDead() {
        int slot = taken.keySet().iterator().next();
        Liveness.release(taken.remove(slot));
        return slot;
    }

    @Test
    void processThatFindsAPlaceThatCannotBeMended_takesThatOfTheNextDeadOne() throws Exception {
        long worker = pool.apply(() -> ProcessHandle.current().pid());
        takeAll();
        int unmended = taken.keySet().iterator().next();
        failToMend(unmended);
        pool.apply(() -> failToMend(unmended));
        assertThat(leaveOneDead()).isEqualTo(unmended);

        assertThat(pool.<String>apply(ProcessPlacesTest::refusal))
                .contains("all 256 places")
                .contains("all but 1 by processes of this run that live")
                .contains("log says why");

        leaveOneDead();
        assertThat(pool.<Boolean>apply(() -> new Lock().locked())).isFalse();

        assertThat(arena.memory().get(state(unmended))).as("left alone").isEqualTo(Processes.USED);
        assertThat(placeOf(worker)).isNotEqualTo(unmended).isNotNegative();
        FaultPoint.on(null);
        pool.apply(() -> FaultPoint.on(null));
        Arena.processEnded();
        assertThat(arena.memory().get(state(unmended))).isZero();
    }

    private int placeOf(long pid) {
        return IntStream.range(0, Layout.PROCESS_COUNT)
                .filter(slot -> arena.memory().get(Layout.process(slot) + Layout.PROCESS_PID) == pid)
                .findFirst()
                .orElse(-1);
    }

    @Test
    void processThatFindsOnlyPlacesOfDeadOnes_mendsAndTakesOne() throws Exception {
        SharedLock held = SharedLock.create();
        long worker = pool.apply(() -> ProcessHandle.current().pid());
        takeAll();
        int dead = taken.keySet().iterator().next();
        arena.memory().set(held.handle().at() + Layout.BODY, (dead + 1L) << 32 | 5);
        for (Map.Entry<Integer, FileLock> each : taken.entrySet()) {
            Liveness.release(each.getValue());
        }
        taken.clear();

        boolean locked = pool.apply(() -> new Lock().locked());

        assertThat(locked).isFalse();
        assertThat(arena.memory().get(Layout.process(dead) + Layout.PROCESS_PID))
                .isEqualTo(worker);
        assertThat(held.isLocked()).isFalse();
        assertThat(held.ownerDied()).isTrue();
        Arena.processEnded();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> arena.memory().get(state(dead)) == Processes.USED
                        && arena.memory().get(state(Layout.PROCESS_COUNT - 1)) == 0);
    }
}
