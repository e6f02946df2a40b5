package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process dies whose parent is stopped or dead, so that nobody is told, and no thread here watches over sleepers. */
@Timeout(120)
class UntoldDeathsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Arena arena = Arena.current();
    private final SharedLock lock = SharedLock.create();
    private final SharedEvent event = SharedEvent.create();

    @BeforeEach
    void awaitNoWatch() {
        await().until(() -> !isWatched());
    }

    @AfterEach
    void awaitWatch() {
        FaultPoint.on(null);
        // Somebody who sleeps starts it before long, and it closes the bells.
        await().until(() -> !event.await(Deadline.after(TimeUnit.MILLISECONDS.toNanos(20))) && isWatched());
    }

    private static boolean isWatched() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("krait-shared-watch"));
    }

    /** In another place of the list of processes, the lock of which is given back as the system does. */
    private void ownerDies() {
        Memory memory = arena.memory();
        int slot = Layout.PROCESS_COUNT - 1;
        FileLock life = arena.liveness().tryLock(slot);
        assertThat(life).isNotNull();
        memory.set(Layout.process(slot) + Layout.PROCESS_STATE, Processes.USED);
        memory.set(lock.handle().at() + Layout.BODY, (slot + 1L) << 32 | 5);
        Liveness.release(life);
    }

    @Test
    void whoTriesWithoutTimeToWait_findsOut() {
        ownerDies();

        await().pollInSameThread().atMost(LONG).until(() -> lock.acquire(Deadline.after(0)));

        assertThat(lock.ownerDied()).isTrue();
    }

    @Test
    void whoWaits_findsOut_alsoWhereThereIsNoThreadForTheWatch() throws Exception {
        FaultPoint.on(reached -> {
            if (reached.equals("watch-starting")) {
                throw new OutOfMemoryError("unable to create native thread (not really)");
            }
        });
        ownerDies();

        assertThat(lock.acquire(Deadline.after(TimeUnit.SECONDS.toNanos(10)))).isTrue();

        assertThat(lock.ownerDied()).isTrue();
    }
}
