package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks that other processes hold, share, and die with. */
@Timeout(120)
class SharedLockTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A record of the program with a lock somewhere inside. */
    record Account(String name, List<Lock> locks, Map<String, RLock> more) implements Serializable {}

    private final Pool pool = new Pool(2);

    @AfterEach
    void endWorkers() throws Exception {
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    private static Object thereAndBack(Object value) throws Exception {
        var out = new ByteWriter(64);
        new ValueEncoder(out).encode(value);
        var in = new ByteReader(out.array(), 0, out.size());
        return new ValueDecoder(in, SharedLockTest.class.getClassLoader()).decode();
    }

    @Test
    void lock_heldByATaskOfAnotherProcess_isLockedHere() throws Exception {
        var lock = new Lock();

        pool.apply(() -> lock.acquire());

        assertThat(lock.locked()).isTrue();
        assertThat(lock.acquire(Duration.ofMillis(20))).isFalse();
        assertThat(lock).asString().contains("locked by process ");
        lock.release();
        assertThat(pool.apply(() -> lock.locked())).isFalse();
    }

    @Test
    void lock_releasedInAnotherProcess_wakesTheOneThatWaitsHere() throws Exception {
        var lock = new Lock();
        lock.acquire();
        var release = pool.applyAsync(() -> {
            while (!lock.toString().contains("1 waiting")) {
                Thread.onSpinWait();
            }
            lock.release();
        });

        lock.acquire();

        release.get();
        lock.release();
    }

    @Test
    void lock_sentBack_isTheSameObject() throws Exception {
        var lock = new Lock();
        var rlock = new RLock();

        List<Object> back = pool.apply(() -> new ArrayList<Object>(List.of(lock, Map.of("r", rlock))));

        assertThat(back.get(0)).isSameAs(lock);
        assertThat(((Map<?, ?>) back.get(1)).get("r")).isSameAs(rlock);
        assertThat(thereAndBack(lock)).isSameAs(lock);
    }

    @Test
    void lock_atAnyDepthOfAValue_isTheLockThatWasSent() throws Exception {
        var account = new Account("a", List.of(new Lock(), new Lock()), Map.of("x", new RLock()));
        account.locks().get(1).acquire();

        List<Boolean> locked = pool.apply(
                a -> List.of(
                        a.locks().get(0).locked(),
                        a.locks().get(1).locked(),
                        a.more().get("x").locked()),
                account);

        assertThat(locked).containsExactly(false, true, false);
    }

    @Test
    void lock_madeInAWorker_worksHereAndInOtherWorkers() throws Exception {
        Lock lock = pool.apply(() -> {
            var made = new Lock();
            made.acquire();
            return made;
        });

        assertThat(lock.locked()).isTrue();
        pool.apply(() -> lock.release());
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void counterInAFile_underTheLock_losesNoIncrement(@TempDir Path folder) throws Exception {
        String file = folder.resolve("counter").toString();
        Files.writeString(Path.of(file), "0");
        for (boolean reentrant : new boolean[] {false, true}) {
            dev.krait.threading.Acquirable lock = reentrant ? new RLock() : new Lock();
            var serializable = (Serializable & dev.krait.threading.Acquirable) lock;
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.applyAsync(() -> {
                    for (int n = 0; n < 100; n++) {
                        try (var held = serializable.hold()) {
                            assertThat(held).isNotNull();
                            int value = Integer.parseInt(Files.readString(Path.of(file)));
                            Files.writeString(Path.of(file), "" + (value + 1), StandardOpenOption.TRUNCATE_EXISTING);
                        }
                    }
                    return 0;
                }));
            }
            for (var result : results) {
                result.get();
            }
        }
        assertThat(Files.readString(Path.of(file))).isEqualTo("800");
    }

    @Test
    void owner_thatIsKilled_givesTheLockToTheNextWhoIsToldSo() throws Exception {
        var lock = new Lock();
        var rlock = new RLock();
        var dying = pool.applyAsync(() -> {
            lock.acquire();
            rlock.acquire();
            rlock.acquire();
            Runtime.getRuntime().halt(9);
        });

        while (!rlock.locked() || !lock.locked()) {
            Thread.onSpinWait();
        }
        try (SharedHeld held = lock.hold();
                SharedHeld reentrant = rlock.hold()) {
            assertThat(held.ownerDied()).isTrue();
            assertThat(reentrant.ownerDied()).isTrue();
        }
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);
        try (SharedHeld held = lock.hold()) {
            assertThat(held.ownerDied())
                    .as("nobody has said that things are in order")
                    .isTrue();
            held.markConsistent();
            assertThat(held.ownerDied()).isFalse();
        }
        try (SharedHeld held = lock.hold()) {
            assertThat(held.ownerDied()).isFalse();
        }
        assertThat(rlock.locked()).isFalse();
    }

    @Test
    void lockOfADeadOwner_isRefusedByChoice_untilSomebodyPutsThingsInOrder() throws Exception {
        var lock = new Lock();
        var rlock = new RLock();
        lock.hold().requireConsistent().close();
        var dying = pool.applyAsync(() -> {
            lock.acquire();
            rlock.acquire();
            Runtime.getRuntime().halt(9);
        });
        assertThatThrownBy(dying::get).isInstanceOf(WorkerLostException.class);

        assertThatThrownBy(() -> lock.hold().requireConsistent())
                .isInstanceOf(OwnerDiedException.class)
                .hasMessageContaining("Lock@")
                .hasMessageContaining("markConsistent");
        assertThat(lock.locked()).as("left held").isFalse();
        try (SharedHeld outer = rlock.hold()) {
            assertThatThrownBy(() -> rlock.hold().requireConsistent()).isInstanceOf(OwnerDiedException.class);
            assertThat(rlock.locked()).as("the level of the caller").isTrue();
            outer.markConsistent();
            rlock.hold().requireConsistent().close();
        }
        assertThat(rlock.locked()).isFalse();
        try (SharedHeld held = lock.hold()) {
            held.markConsistent();
        }
        try (SharedHeld held = lock.hold().requireConsistent()) {
            assertThat(held.ownerDied()).isFalse();
        }
    }

    @Test
    void owner_thatIsKilledWhileOthersWait_letsThemGoOnWithinASecondOrSo() throws Exception {
        var lock = new Lock();
        var pid = new Lock[] {lock};
        long owner = pool.apply(() -> {
            pid[0].acquire();
            return ProcessHandle.current().pid();
        });
        var waiter = new java.util.concurrent.FutureTask<>(() -> lock.acquire(LONG));
        var thread = new Thread(waiter);
        thread.start();
        while (!lock.toString().contains("1 waiting")) {
            Thread.onSpinWait();
        }

        ProcessHandle.of(owner).orElseThrow().destroyForcibly();

        assertThat(waiter.get()).isTrue();
        thread.join();
    }

    @Test
    void owner_thatIsStopped_keepsTheLockUntilItGoesOn() throws Exception {
        var lock = new Lock();
        long owner = pool.apply(() -> {
            lock.acquire();
            return ProcessHandle.current().pid();
        });
        Signals.send("STOP", owner);
        try {
            assertThat(lock.acquire(Duration.ofMillis(700))).isFalse();
            assertThat(lock.locked()).isTrue();
        } finally {
            Signals.send("CONT", owner);
        }
        pool.apply(() -> lock.release());
    }

    @Test
    void release_ofAnUnlockedLock_isRefusedAndChangesNothing() throws Exception {
        var lock = new Lock();
        assertThatThrownBy(lock::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unlocked lock");
        assertThat(lock.acquire(false)).isTrue();
        assertThat(lock.acquire(false)).isFalse();
        lock.release();
    }

    @Test
    void rlock_ofAnotherProcess_cannotBeReleasedHere() throws Exception {
        var rlock = new RLock();
        pool.apply(() -> {
            rlock.acquire();
            rlock.acquire();
        });

        assertThatThrownBy(rlock::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not owned by this thread")
                .hasMessageContaining("2 deep");
        assertThat(rlock.locked()).isTrue();
    }

    @Test
    void markConsistent_bySomebodyElse_isRefused() throws Exception {
        var lock = new Lock();
        SharedHeld held = lock.hold();
        held.close();
        assertThat(held.ownerDied()).isFalse();
        assertThatThrownBy(held::markConsistent).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thousandsOfLocksThatNobodyKeeps_findRoom() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(new Lock().locked()).isFalse();
        }
    }

    @Test
    void lockOfAnotherRun_isRefusedWithTheReason() throws Exception {
        var out = new ByteWriter(64);
        new ValueEncoder(out).encode(new Lock());
        byte[] bytes = java.util.Arrays.copyOf(out.array(), out.size());
        String run = dev.krait.multiprocessing.internal.launch.RunFolder.root().toString();
        String other = "x".repeat(run.length());
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).replace(run, other);

        assertThatThrownBy(() -> new ValueDecoder(
                                new ByteReader(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)),
                                SharedLockTest.class.getClassLoader())
                        .decode())
                .hasStackTraceContaining("of the run in xxx");
    }
}
