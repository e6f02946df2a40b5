package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Action;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadPoolTest implements PoolContract, PoolOptionsContract {
    @Override
    public Pool newPool(int workers) {
        return new ThreadPool(workers);
    }

    @Override
    public Pool newPool(int workers, Action initializer) {
        return new ThreadPool(workers, initializer);
    }

    @Test
    void tasks_shareObjectsWithTheirCaller() throws Exception {
        var shared = new AtomicInteger();
        try (Pool pool = new ThreadPool(2)) {
            pool.map(x -> shared.addAndGet(x), List.of(1, 2, 3));
            var failure = new IllegalStateException("the same object");
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(failure.getSuppressed()).isEmpty();
        }
        assertThat(shared.get()).isEqualTo(6);
    }

    @Test
    void initializer_runsInEachThread() throws Exception {
        var prepared = new AtomicInteger();
        try (Pool pool = new ThreadPool(3, prepared::incrementAndGet)) {
            pool.apply(() -> 1);
            pool.close();
            pool.join();
        }
        assertThat(prepared.get()).isEqualTo(3);
    }

    @Test
    void iteratorThatSomebodyWaitsAt_saysHowFarItIs() throws Exception {
        var go = new CountDownLatch(1);
        try (Pool pool = new ThreadPool(1);
                IMapIterator<Integer> results = pool.imap(
                        x -> {
                            if (x == 2) {
                                go.await();
                            }
                            return x;
                        },
                        List.of(0, 1, 2))) {
            results.take();
            await().until(() -> results.toString().endsWith(": 1 taken, 1 there, of 3 items)"));
            var taker = new Thread(() -> results.forEachRemaining(x -> {}));
            taker.start();
            await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
            assertThat(results.toString()).endsWith(": 2 taken, 0 there, of 3 items)");
            go.countDown();
            taker.join();
            assertThat(results.toString()).endsWith(": 3 taken, 0 there, of 3 items)");
        }
    }

    @Test
    void terminate_interruptsRunningTasksAndFailsThemAndTheRest() throws Exception {
        var started = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        var pool = new ThreadPool(1);
        AsyncResult<Object> endless = pool.applyAsync(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            return null;
        });
        AsyncResult<Integer> queued = pool.applyAsync(() -> 1);
        started.await();

        pool.terminate();

        assertThatThrownBy(endless::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(queued::get).isInstanceOf(CancellationException.class);
        pool.join();
        assertThat(interrupted).isTrue();
    }

    @Test
    void join_ofSeveralWorkersAtOnce_waitsForNoneOfThem() throws Exception {
        var pool = new ThreadPool(2);
        var both = new CyclicBarrier(2);
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            results.add(pool.applyAsync(() -> {
                both.await();
                pool.close();
                both.await();
                pool.join();
                return number;
            }));
        }
        assertThat(results.get(0).get(LONG)).isZero();
        assertThat(results.get(1).get(LONG)).isEqualTo(1);
        pool.join();
    }

    @Test
    void callWhoseTimeIsUpAtItsVeryBeginning_isInterrupted() throws Exception {
        var late = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        try (Pool pool = new ThreadPool(1)) {
            FaultPoint.on(step -> {
                if (step.equals("call-claimed")) {
                    awaitUninterruptibly(late);
                }
            });
            AsyncResult<Object> call = pool.with(TaskOptions.defaults().withTimeout(PoolOptionsContract.SHORT))
                    .applyAsync(() -> {
                        try {
                            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                    });
            assertThatThrownBy(() -> call.get(LONG)).isInstanceOf(TimeoutException.class);
            late.countDown();
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            FaultPoint.on(null);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void next_whenTheTimeoutPasses_losesNothing() throws Exception {
        var go = new CountDownLatch(1);
        try (Pool pool = new ThreadPool(1)) {
            IMapIterator<Integer> results = pool.imap(
                    x -> {
                        go.await();
                        return x;
                    },
                    List.of(1, 2));
            assertThatThrownBy(() -> results.next(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> results.take(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            go.countDown();
            assertThat(results.next(LONG)).isEqualTo(1);
            assertThat(results.take(LONG)).isEqualTo(2);
        }
    }

    @Test
    void imapUnordered_givesWhatIsDoneFirst() throws Exception {
        var go = new CountDownLatch(1);
        try (Pool pool = new ThreadPool(2)) {
            IMapIterator<Integer> results = pool.imapUnordered(
                    x -> {
                        if (x == 0) {
                            go.await();
                        }
                        return x;
                    },
                    List.of(0, 1, 2, 3));
            assertThat(List.of(results.take(), results.take(), results.take())).containsExactlyInAnyOrder(1, 2, 3);
            go.countDown();
            assertThat(results.take()).isZero();
        }
    }

    @Test
    void closedIterator_takesBackWhatHasNotBegun() throws Exception {
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var run = new AtomicInteger();
        try (Pool pool = new ThreadPool(1)) {
            IMapIterator<Integer> results = pool.imap(
                    x -> {
                        run.incrementAndGet();
                        started.countDown();
                        go.await();
                        return x;
                    },
                    PoolContract.range(100));
            started.await();
            results.close();
            go.countDown();
            pool.apply(() -> 1);
            assertThat(run.get()).isEqualTo(1);
            assertThatThrownBy(results::take).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void inputThatWaits_holdsUpNoResult() throws Exception {
        var go = new CountDownLatch(1);
        Iterable<Integer> input = () -> Stream.of(1, 2, 3)
                .peek(x -> {
                    try {
                        if (x == 3 && !go.await(60, java.util.concurrent.TimeUnit.SECONDS)) {
                            throw new IllegalStateException("too late");
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .iterator();
        try (Pool pool = new ThreadPool(1)) {
            IMapIterator<Integer> results = pool.imap(x -> x, input);
            assertThat(results.take(LONG)).isEqualTo(1);
            assertThat(results.take(LONG)).isEqualTo(2);
            assertThatThrownBy(() -> results.take(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            go.countDown();
            assertThat(results.take(LONG)).isEqualTo(3);
            assertThat(results.hasNext()).isFalse();
        }
    }
}
