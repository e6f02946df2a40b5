package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.threading.BrokenBarrierException;
import dev.krait.threading.Held;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that are stopped in the middle of things, and what others can do meanwhile. */
@Timeout(120)
class SharedStoppedTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Pool pool = new Pool(1);

    @AfterEach
    void endWorkers() throws Exception {
        FaultPoint.on(null);
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    /** A process that stops itself, and goes no further before somebody has seen that, however late the signal takes effect. */
    private record Stop(SimpleQueue<Long> pids, Event seen) implements Serializable {
        Stop() {
            this(new SimpleQueue<>(), new Event());
        }

        void self() {
            try {
                long self = ProcessHandle.current().pid();
                pids.put(self);
                Signals.send("STOP", self);
                seen.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        long await() throws Exception {
            long pid = pids.get();
            eventually()
                    .until(() ->
                            Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
            seen.set();
            return pid;
        }
    }

    @Test
    void semaphore_whoseTakerIsStoppedInTheMiddle_worksForAllOthers() throws Exception {
        for (String point : new String[] {"semaphore-changed", "semaphore-counted"}) {
            var semaphore = new Semaphore(5);
            var stop = new Stop();
            var stopped = pool.applyAsync(() -> {
                FaultPoint.on(reached -> {
                    if (reached.equals(point)) {
                        FaultPoint.on(null);
                        stop.self();
                    }
                });
                try (Held held = semaphore.hold()) {
                    assertThat(held).isNotNull();
                }
            });
            long pid = stop.await();
            try {
                assertThat(semaphore.acquire(SHORT)).isTrue();
                assertThat(semaphore.acquire(false)).isTrue();
                semaphore.release();
                semaphore.release();
                try (Held held = semaphore.hold()) {
                    assertThat(held).isNotNull();
                    assertThat(semaphore.getValue()).isEqualTo(3);
                }
                assertThat(semaphore.getValue()).isEqualTo(4);
            } finally {
                Signals.send("CONT", pid);
            }
            stopped.get();
            assertThat(semaphore.getValue()).as(point).isEqualTo(5);
        }
    }

    @Test
    void semaphore_whoseStoppedTakerIsKilled_getsItsPermitBack() throws Exception {
        var semaphore = new BoundedSemaphore(2);
        var stop = new Stop();
        var stopped = pool.applyAsync(() -> {
            FaultPoint.on(reached -> {
                if (reached.equals("semaphore-changed")) {
                    stop.self();
                }
            });
            semaphore.hold();
        });
        long pid = stop.await();
        try (Held held = semaphore.hold()) {
            assertThat(held).isNotNull();
            assertThat(semaphore.getValue()).isZero();

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            assertThat(semaphore.acquire(LONG)).isTrue();
            semaphore.release();
        }
        assertThat(semaphore.getValue()).isEqualTo(2);
        assertThatThrownBy(stopped::get).isInstanceOf(WorkerLostException.class);
    }

    @Test
    void barrier_whoseActionIsStopped_keepsNobodyLongerThanHeWantsToWait() throws Exception {
        var stop = new Stop();
        var barrier = new Barrier(3, () -> stop.self());
        var interrupted = new FutureTask<>(() -> barrier.await());
        var waiter = new Thread(interrupted);
        waiter.start();
        eventually().until(() -> barrier.nWaiting() == 1);
        var timed = new FutureTask<>(() -> barrier.await(Duration.ofSeconds(5)));
        new Thread(timed).start();
        eventually().until(() -> barrier.nWaiting() == 2);
        var last = pool.applyAsync(() -> barrier.await());
        long pid = stop.await();
        try {
            waiter.interrupt();
            assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
            assertThatThrownBy(timed::get).hasCauseInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
            assertThatThrownBy(() -> barrier.await(SHORT)).isInstanceOf(BrokenBarrierException.class);
            barrier.reset();
            barrier.abort();
            assertThat(barrier.isBroken()).isTrue();
        } finally {
            Signals.send("CONT", pid);
        }
        assertThatThrownBy(last::get).hasMessageContaining("Barrier");
    }

    @Test
    void barrier_whoseLastIsStoppedWhileLettingThrough_keepsNobodyLongerThanHeWantsToWait() throws Exception {
        var stop = new Stop();
        var barrier = new Barrier(2);
        var timed = new FutureTask<>(() -> barrier.await(Duration.ofSeconds(5)));
        new Thread(timed).start();
        eventually().until(() -> barrier.nWaiting() == 1);
        var last = pool.applyAsync(() -> {
            FaultPoint.on(reached -> {
                if (reached.equals("barrier-tripping")) {
                    FaultPoint.on(null);
                    stop.self();
                }
            });
            return barrier.await();
        });
        long pid = stop.await();
        try {
            assertThatThrownBy(timed::get)
                    .hasCauseInstanceOf(BrokenBarrierException.class)
                    .hasMessageContaining("broken");
        } finally {
            Signals.send("CONT", pid);
        }
        assertThat(last.get()).isBetween(0, 1);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void barrier_whoseLastIsKilledWhileLettingThrough_breaks() throws Exception {
        var barrier = new Barrier(2);
        var waiting = new FutureTask<>(() -> barrier.await(LONG));
        new Thread(waiting).start();
        eventually().until(() -> barrier.nWaiting() == 1);
        var last = pool.applyAsync(() -> {
            FaultPoint.on(reached -> {
                if (reached.equals("barrier-tripping")) {
                    Runtime.getRuntime().halt(1);
                }
            });
            return barrier.await();
        });

        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("a process died");
        assertThatThrownBy(last::get).isInstanceOf(WorkerLostException.class);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void barrier_thatBreaksJustBeforeAThreadSaysThatItWaits_sendsItAway() throws Exception {
        var barrier = new Barrier(3);
        var dying = pool.applyAsync(() -> barrier.await());
        eventually().until(() -> barrier.nWaiting() == 1);
        var arriving = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        FaultPoint.on(reached -> {
            if (reached.equals("barrier-arriving")) {
                arriving.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        var late = new FutureTask<>(() -> barrier.await(LONG));
        new Thread(late).start();
        arriving.await();

        pool.terminate();
        eventually().until(barrier::isBroken);
        goOn.countDown();

        assertThatThrownBy(late::get)
                .hasCauseInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("a process died");
        assertThatThrownBy(dying::get).isInstanceOf(Exception.class);
    }
}
