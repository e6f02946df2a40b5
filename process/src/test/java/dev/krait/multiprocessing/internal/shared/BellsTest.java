package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that nobody can ring at their deadlines, since the system has no thread for that, look again by themselves. */
@Timeout(120)
class BellsTest {
    /** More than a FIFO takes. */
    private static final int MANY = 70_000;

    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(20);

    private final Arena arena = Arena.current();
    private final Waiters waiters = arena.waiters();
    private final SharedEvent event = SharedEvent.create();
    private final AtomicInteger refused = new AtomicInteger();
    private Cell cell;

    @TempDir
    Path folder;

    @BeforeEach
    void refuseThreads() throws Exception {
        await().until(() -> !isWatched());
        cell = waiters.cells().take(null);
        FaultPoint.on(reached -> {
            if (reached.equals("watch-starting")) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread (not really)");
            }
        });
    }

    @AfterEach
    void giveCellBack() {
        FaultPoint.on(null);
        waiters.leave(cell, false);
        // Somebody who sleeps starts the watch before long, which closes the bells.
        await().until(() -> !event.await(Deadline.after(MOMENT)) && isWatched());
    }

    private static boolean isWatched() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("krait-shared-watch"));
    }

    /** Waits once, and is woken before it looks at anything. */
    private void wake() {
        waiters.enter(cell, event.handle().at(), 0);
        waiters.announce(cell);
        waiters.wakeOne(event.handle().at());
        waiters.leave(cell, true);
    }

    @Test
    void bellOfAThreadThatLooksByItself_neverFills() throws Exception {
        waiters.enter(cell, event.handle().at(), 0);
        waiters.announce(cell);
        waiters.sleep(cell, Cell.NO_DEADLINE);
        waiters.leave(cell, true);

        var waking = new FutureTask<>(
                () -> {
                    for (int i = 0; i < MANY; i++) {
                        wake();
                    }
                },
                "did not stay in a ring");
        var waker = new Thread(waking, "waker");
        waker.setDaemon(true);
        waker.start();

        assertThat(waking.get(30, TimeUnit.SECONDS)).isEqualTo("did not stay in a ring");
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void threadThatLooksByItself_asksForAThreadOnlyNowAndThen() throws Exception {
        long start = System.nanoTime();
        waiters.enter(cell, event.handle().at(), 0);
        waiters.announce(cell);
        for (int i = 0; i < 300; i++) {
            waiters.sleep(cell, Cell.NO_DEADLINE);
        }
        long most = 1 + (System.nanoTime() - start) / Waiters.LOOK_AGAIN;

        assertThat((long) refused.get()).isBetween(1L, most);
    }

    @Test
    void bellsForWhoseMakerThereIsNoThread_areNotThere() {
        var bells = new Bells(folder);
        FaultPoint.on(reached -> {
            throw new OutOfMemoryError("unable to create native thread: " + reached + " (not really)");
        });

        bells.make(0);

        assertThat(bells.own(0)).isNull();
        FaultPoint.on(null);
        bells.make(0);
        assertThat(bells.own(0)).isNotNull();
        bells.close(0);
    }

    @Test
    void threadThatLookedByItself_isRungOnceThereAreThreadsAgain() throws Exception {
        waiters.enter(cell, event.handle().at(), 0);
        waiters.announce(cell);
        waiters.sleep(cell, Cell.NO_DEADLINE);
        FaultPoint.on(null);
        var sleeping = new FutureTask<>(() -> {
            while (waiters.isAsleep(cell)) {
                waiters.sleep(cell, Cell.NO_DEADLINE);
            }
            return true;
        });
        new Thread(sleeping).start();
        await().until(() -> arena.memory().get(cell.at + Layout.CELL_BELL) == cell.number + 1L);

        waiters.wakeOne(event.handle().at());

        assertThat(sleeping.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
