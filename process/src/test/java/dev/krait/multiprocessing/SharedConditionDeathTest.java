package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals of conditions whose receivers die, are many, or come over an object that is another one. */
@Timeout(120)
class SharedConditionDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final List<Condition> KEPT = new ArrayList<>();

    private final Pool pool = new Pool(1);

    @AfterEach
    void endWorkers() throws Exception {
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    /** In a worker: lets threads of it wait, which nobody ends. */
    private static long waitInThreads(Condition condition, int threads) {
        for (int i = 0; i < threads; i++) {
            var waiter = new Thread(() -> {
                try (var held = condition.hold()) {
                    assertThat(held).isNotNull();
                    condition.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            waiter.setDaemon(true);
            waiter.start();
        }
        return ProcessHandle.current().pid();
    }

    private static void awaitWaiters(Condition condition, int count) {
        eventually().until(() -> condition.toString().endsWith(", " + count + " waiting]"));
    }

    private static FutureTask<Boolean> waitHere(Condition condition) {
        var waiter = new FutureTask<>(() -> {
            try (var held = condition.hold()) {
                assertThat(held).isNotNull();
                return condition.await(LONG);
            }
        });
        new Thread(waiter).start();
        return waiter;
    }

    private void signalAndKill(Condition condition, int signals, long pid) throws Exception {
        try (var held = condition.hold()) {
            assertThat(held).isNotNull();
            condition.signal(signals);
            // None of the receivers gets the lock before it is dead.
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            Program.awaitEnd(pid);
        }
    }

    @Test
    void signal_whoseReceiverIsKilledWithOtherWaitersOfItsProcess_goesToALivingOne() throws Exception {
        var condition = new Condition();
        long pid = pool.apply(() -> waitInThreads(condition, 2));
        awaitWaiters(condition, 2);
        FutureTask<Boolean> living = waitHere(condition);
        awaitWaiters(condition, 3);

        signalAndKill(condition, 1, pid);

        assertThat(living.get()).isTrue();
        awaitWaiters(condition, 0);
    }

    @Test
    void signals_ofTwoReceiversInAKilledProcess_bothGoToLivingOnes_andNoMore() throws Exception {
        var condition = new Condition(new Lock());
        long pid = pool.apply(() -> waitInThreads(condition, 2));
        awaitWaiters(condition, 2);
        var living = new ArrayList<FutureTask<Boolean>>();
        for (int i = 0; i < 3; i++) {
            living.add(waitHere(condition));
            awaitWaiters(condition, 3 + i);
        }

        signalAndKill(condition, 2, pid);

        assertThat(living.get(0).get()).isTrue();
        assertThat(living.get(1).get()).isTrue();
        awaitWaiters(condition, 1);
        assertThat(living.get(2).isDone()).isFalse();
        try (var held = condition.hold()) {
            assertThat(held.ownerDied()).isFalse();
            condition.signal();
        }
        assertThat(living.get(2).get()).isTrue();
    }

    @Test
    void signalAll_toMoreThanHalfOfAllThreadsThatMayWait_letsAllOfThemGoOn() throws Exception {
        int count = 600;
        var lock = new RLock();
        var condition = new Condition(lock);
        var wentOn = new AtomicInteger();
        var failed = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < count; i++) {
            var thread = new Thread(
                    null,
                    () -> {
                        try (var held = condition.hold()) {
                            assertThat(held).isNotNull();
                            condition.await();
                            wentOn.incrementAndGet();
                        } catch (InterruptedException | RuntimeException e) {
                            failed.incrementAndGet();
                        }
                    },
                    "waiter",
                    1024 * 1024);
            thread.start();
            threads.add(thread);
        }
        awaitWaiters(condition, count);

        try (var held = condition.hold()) {
            assertThat(held).isNotNull();
            condition.signalAll();
            // All of them want the lock now.
            eventually().until(() -> lock.toString().contains(" " + count + " waiting"));
        }

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed.get()).isZero();
        assertThat(wentOn.get()).isEqualTo(count);
        assertThat(condition.toString()).endsWith(", 0 waiting]");
    }

    private static int keep(Condition condition) {
        KEPT.add(condition);
        return KEPT.size();
    }

    private WeakReference<Condition> sendAway(RLock lock) throws Exception {
        var condition = new Condition(lock);
        pool.apply(() -> keep(condition));
        return new WeakReference<>(condition);
    }

    @Test
    void condition_thatComesBackAfterItWasDropped_isOverTheVerySameLock() throws Exception {
        var lock = new RLock();
        WeakReference<Condition> sent = sendAway(lock);
        eventually().until(() -> {
            System.gc();
            return sent.get() == null;
        });

        Condition back = pool.apply(() -> KEPT.get(0));

        String name = lock.toString().replaceAll("\\[.*", "");
        assertThat(back).asString().contains(name + "[");
    }
}
