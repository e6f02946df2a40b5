package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.Barrier;
import dev.krait.multiprocessing.Condition;
import dev.krait.multiprocessing.Event;
import dev.krait.multiprocessing.JoinableQueue;
import dev.krait.multiprocessing.Lock;
import dev.krait.multiprocessing.Queue;
import dev.krait.multiprocessing.RLock;
import dev.krait.multiprocessing.Semaphore;
import dev.krait.multiprocessing.Value;
import dev.krait.queue.QueueEmptyException;
import dev.krait.threading.BrokenBarrierException;
import dev.krait.threading.Held;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The places for threads that wait for shared objects: what happens when all are taken, and after. */
@Timeout(120)
class WaitingPlacesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration MOMENT = Duration.ofMillis(5);

    private static ConditionFactory eventually() {
        return await().pollInSameThread().pollInterval(Duration.ofMillis(2)).atMost(LONG);
    }

    @AfterEach
    void reachNoPoint() {
        FaultPoint.on(null);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private static FutureTask<Boolean> start(Step step) {
        return start(() -> {
            step.run();
            return true;
        });
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        var task = new FutureTask<>(call);
        new Thread(task).start();
        return task;
    }

    private static void refused(FutureTask<?> waiting) {
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("all 1024 places for threads that wait")
                .hasMessageContaining("let fewer threads wait at once");
    }

    @Test
    void everyWait_whenAllPlacesAreTaken_isRefusedAndChangesNothing() throws Exception {
        var lock = new Lock();
        var reentrant = new RLock();
        var semaphore = new Semaphore(0);
        var event = new Event();
        var condition = new Condition();
        var barrier = new Barrier(2);
        var empty = new Queue<Integer>();
        var full = new Queue<Integer>(1);
        var unfinished = new JoinableQueue<Integer>();
        var value = Value.ofInt(1);
        lock.acquire();
        reentrant.acquire();
        full.put(1);
        unfinished.put(1);
        try (var places = WaitingPlaces.takeAll()) {
            assertThat(places).isNotNull();
            List<FutureTask<?>> waits = List.of(
                    start(() -> lock.acquire()),
                    start(() -> reentrant.acquire()),
                    start(() -> semaphore.acquire()),
                    start(() -> semaphore.hold()),
                    start(() -> event.await()),
                    start(() -> barrier.await()),
                    start(() -> empty.get()),
                    start(() -> full.put(2)),
                    start(() -> unfinished.join()));
            FutureTask<?> onCondition = start(() -> {
                try (Held held = condition.hold()) {
                    assertThatThrownBy(condition::await).hasMessageContaining("all 1024 places");
                    condition.signalAll(); // Who does not have the lock may not.
                    assertThat(held).isNotNull();
                }
            });

            waits.forEach(WaitingPlacesTest::refused);
            onCondition.get();

            assertThat(start(() -> lock.acquire(MOMENT)).get()).isFalse();
            assertThat(start(() -> event.await(MOMENT)).get()).isFalse();
            assertThatThrownBy(() -> empty.get(MOMENT)).isInstanceOf(QueueEmptyException.class);
            assertThat(lock.toString()).doesNotContain("waiting");
            assertThat(semaphore.getValue()).isZero();
            assertThat(barrier.nWaiting()).isZero();
            assertThat(barrier.isBroken()).isFalse();
            assertThat(condition.locked()).isFalse();
            assertThat(full.qsize()).isEqualTo(1);
            // What needs no waiting goes on.
            empty.put(7);
            assertThat(empty.get()).isEqualTo(7);
            assertThat(value.addAndGet(1)).isEqualTo(2);
            reentrant.release();
            assertThat(start(() -> reentrant.acquire(false)).get()).isTrue();
        }
        List<FutureTask<?>> waits = List.of(
                start(() -> lock.acquire()),
                start(() -> semaphore.acquire()),
                start(() -> event.await()),
                start(() -> barrier.await()),
                start(() -> full.put(2)),
                start(() -> unfinished.join()));
        eventually().until(() -> lock.toString().contains("1 waiting") && barrier.nWaiting() == 1);
        lock.release();
        semaphore.release();
        event.set();
        barrier.await();
        assertThat(full.get()).isEqualTo(1);
        assertThat(unfinished.get()).isEqualTo(1);
        unfinished.taskDone();
        for (FutureTask<?> wait : waits) {
            wait.get();
        }
    }

    @Test
    void wait_whenOnePlaceComesBackMeanwhile_goesOn() throws Exception {
        var event = new Event();
        try (var places = WaitingPlaces.takeAll()) {
            FutureTask<Boolean> waiting = start(() -> event.await(LONG));
            places.giveBack(1);
            eventually().until(() -> event.toString().contains("1 waiting"));
            event.set();
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void thousandAndTwentyFourThreads_wait_andOneMoreIsRefused() throws Exception {
        var event = new Event();
        Arena.current().waiters().cells().closeIdle();
        var waiting = new ArrayList<FutureTask<Boolean>>();
        int left = Layout.CELL_COUNT - WaitingPlaces.ofThisProcess();
        for (int i = 0; i < left; i++) {
            waiting.add(start(() -> event.await()));
        }
        eventually().until(() -> event.toString().contains(left + " waiting"));

        refused(start(() -> event.await()));

        assertThat(waiting).hasSizeGreaterThan(1000).noneMatch(FutureTask::isDone);
        event.set();
        for (FutureTask<Boolean> each : waiting) {
            assertThat(each.get()).isTrue();
        }
        event.clear();
        FutureTask<Boolean> again = start(() -> event.await());
        eventually().until(() -> event.toString().contains("1 waiting"));
        event.set();
        assertThat(again.get()).isTrue();
    }

    @Test
    void placesThatNobodyNeeds_comeBackWhileAThreadOfTheSameProcessSleeps() throws Exception {
        var late = new Event();
        FutureTask<?> sleeper = start(() -> late.await());
        var soon = new Event();
        var waiting = new ArrayList<FutureTask<?>>();
        for (int i = 0; i < 50; i++) {
            waiting.add(start(() -> soon.await()));
        }
        eventually().until(() -> soon.toString().contains("50 waiting"));
        int most = WaitingPlaces.ofThisProcess();

        soon.set();
        for (FutureTask<?> each : waiting) {
            each.get();
        }

        eventually().until(() -> WaitingPlaces.ofThisProcess() <= most - 50);
        assertThat(sleeper.isDone()).isFalse();
        late.set();
        sleeper.get();
    }

    @Test
    void barrier_whoseWaiterTimesOutWhenNoPlaceIsLeft_breaksForAll() throws Exception {
        var barrier = new Barrier(3);
        var arriving = new CountDownLatch(1);
        var mayArrive = new CountDownLatch(1);
        try (var places = WaitingPlaces.takeAll()) {
            places.giveBack(2);
            var first = new FutureTask<>(() -> barrier.await(Duration.ofMillis(50)));
            var firstThread = new Thread(first);
            FaultPoint.on(point -> {
                if (point.equals("barrier-arriving") && Thread.currentThread() != firstThread) {
                    arriving.countDown();
                    awaitUninterruptibly(mayArrive);
                }
            });
            // The second one stops on its way in, while it has the barrier's lock.
            firstThread.start();
            eventually().until(() -> barrier.nWaiting() == 1 || first.isDone());
            FutureTask<?> second = start(() -> barrier.await());
            arriving.await();
            eventually().until(() -> first.isDone() || isIn(firstThread, "acquireInGrace"));
            mayArrive.countDown();

            assertThatThrownBy(first::get).hasCauseInstanceOf(BrokenBarrierException.class);
            assertThatThrownBy(second::get).hasCauseInstanceOf(BrokenBarrierException.class);
        }
    }

    private static boolean isIn(Thread thread, String method) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
    }

    @Test
    void wait_whileAnotherThreadMakesBells_keepsItsTimeout() throws Exception {
        var event = new Event();
        var making = new CountDownLatch(1);
        var mayMake = new CountDownLatch(1);
        Cells cells = Arena.current().waiters().cells();
        event.await(MOMENT); // Now there are bells, some more than are needed.
        FaultPoint.on(point -> {
            if (point.equals("bells-making")) {
                making.countDown();
                awaitUninterruptibly(mayMake);
            }
        });
        try (var places = WaitingPlaces.takeAll()) {
            Files.deleteIfExists(Arena.current().folder().resolve("bell-" + places.next()));
            places.giveBack(1);
            FutureTask<?> maker = start(() -> event.await(LONG));
            making.await();
            places.giveBack(1);
            try {
                FutureTask<Boolean> sleeper = start(() -> event.await(MOMENT));
                assertThat(sleeper.get(30, TimeUnit.SECONDS)).isFalse();
                start(cells::closeIdle).get(30, TimeUnit.SECONDS);
                assertThat(maker.isDone()).isFalse();
            } finally {
                mayMake.countDown();
                event.set();
            }
            maker.get();
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThread_thatIsSignalledWhenNoPlaceIsLeft_hasTheLockAgain() throws Exception {
        var condition = new Condition();
        try (var places = WaitingPlaces.takeAll()) {
            places.giveBack(1);
            var waiter = new FutureTask<>(() -> {
                try (Held held = condition.hold()) {
                    condition.await();
                    condition.signalAll(); // Who does not have the lock may not.
                    return held != null;
                }
            });
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class.forName("java.lang.Thread$Builder")
                    .getMethod("start", Runnable.class)
                    .invoke(builder, waiter);
            eventually().until(() -> condition.toString().contains("1 waiting"));
            try (Held held = condition.hold()) {
                condition.signal();
                assertThat(held).isNotNull();
            }
            assertThat(waiter.get()).isTrue();
        }
    }

    @Test
    void barrier_ofMorePartiesThanCanWait_isRefused() throws Exception {
        assertThatThrownBy(() -> new Barrier(1025))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parties must be <= 1024");
        assertThat(new Barrier(1024).parties()).isEqualTo(1024);
    }
}
