package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class LockReportTest {
    private static LockReport.@Nullable Wait waitOf(LockReport report, Thread thread) {
        return report.waits().stream()
                .filter(wait -> wait.waiter() == thread.javaThread())
                .findFirst()
                .orElse(null);
    }

    private static Thread locking(String name, Acquirable first, Barrier both, Acquirable second, boolean virtual) {
        var thread = new Thread(
                () -> {
                    try (var held = first.hold()) {
                        assertThat(held).isNotNull();
                        both.await();
                        try (var inner = second.hold()) {
                            assertThat(inner).isNotNull();
                        } catch (InterruptedException gaveUp) {
                            assertThat(name).isEqualTo("teller");
                        }
                    }
                },
                ThreadOptions.defaults().withName(name).withVirtual(virtual));
        thread.start();
        return thread;
    }

    private static void crossAndReport(boolean virtual) throws Exception {
        var accounts = new Lock("accounts");
        var ledger = new RLock("ledger");
        var both = new Barrier(2);
        Thread teller = locking("teller", accounts, both, ledger, virtual);
        Thread auditor = locking("auditor", ledger, both, accounts, virtual);
        Runners.eventually().until(() -> Threading.lockReport().deadlocks().size() == 1);

        LockReport report = Threading.lockReport();
        List<LockReport.Wait> circle = report.deadlocks().get(0);

        assertThat(circle)
                .containsExactlyInAnyOrder(
                        new LockReport.Wait(java(teller), ledger, java(auditor)),
                        new LockReport.Wait(java(auditor), accounts, java(teller)));
        assertThat(report.toString())
                .startsWith("Deadlock of 2 threads:")
                .contains("teller waits for RLock ledger[locked by auditor, 1 waiting]")
                .contains("auditor waits for Lock accounts[locked by teller, 1 waiting]");

        // One gives up, so the other can go on.
        teller.interrupt();
        Runners.join(teller, auditor);
        assertThat(Threading.lockReport().deadlocks()).isEmpty();
    }

    private static java.lang.Thread java(Thread thread) {
        java.lang.Thread running = thread.javaThread();
        if (running == null) {
            throw new AssertionError(thread + " was not started");
        }
        return running;
    }

    @Test
    void twoThreads_thatWaitForEachOther_areADeadlockWithNames() throws Exception {
        crossAndReport(false);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreads_areSeenToo() throws Exception {
        crossAndReport(true);
    }

    @Test
    void oneThread_thatTakesALockTwice_isADeadlockOfItsOwn() throws Exception {
        var lock = new Lock("once");
        Thread thread = Runners.waiting(
                () -> {
                    lock.acquire();
                    assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);
                },
                false);

        LockReport report = Threading.lockReport();

        assertThat(report.deadlocks()).containsExactly(List.of(new LockReport.Wait(java(thread), lock, java(thread))));
        assertThat(report.toString()).startsWith("Deadlock of 1 thread:");
        thread.interrupt();
        Runners.join(thread);
    }

    @Test
    void waits_forWhateverItIs_areListedWithItAndItsHolder() throws Exception {
        var semaphore = new Semaphore(0);
        var event = new Event();
        var barrier = new Barrier(2);
        var condition = new Condition();
        var lock = new Lock();
        lock.acquire();
        Thread[] threads = {
            Runners.waiting(semaphore::acquire, false),
            Runners.waiting(event::await, false),
            Runners.waiting(barrier::await, false),
            Runners.waiting(() -> condition.run(condition::await), false),
            Runners.waiting(() -> lock.run(() -> {}), false),
        };
        Object[] subjects = {semaphore, event, barrier, condition, lock};
        java.lang.Thread me = java.lang.Thread.currentThread();

        LockReport report = Threading.lockReport();

        for (int i = 0; i < threads.length; i++) {
            assertThat(waitOf(report, threads[i]))
                    .isEqualTo(new LockReport.Wait(java(threads[i]), subjects[i], subjects[i] == lock ? me : null));
        }
        assertThat(report.deadlocks()).isEmpty();
        assertThat(report.toString()).startsWith("Waiting threads:");
        semaphore.release();
        event.set();
        barrier.await();
        condition.run(condition::signal);
        lock.release();
        Runners.join(threads);
        assertThat(Threading.lockReport()).hasToString("No thread waits.");
    }

    @Test
    void threadsBehindADeadlock_areWaitsButNoCircleOfTheirOwn() throws Exception {
        var lock = new Lock();
        Thread stuck = Runners.waiting(
                () -> {
                    lock.acquire();
                    assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);
                    lock.release();
                },
                false);
        Thread behind = Runners.waiting(() -> lock.run(() -> {}), false);

        LockReport report = Threading.lockReport();

        assertThat(report.waits()).hasSize(2);
        assertThat(report.deadlocks()).hasSize(1);
        assertThat(report.deadlocks().get(0)).hasSize(1);
        stuck.interrupt();
        Runners.join(stuck, behind);
    }

    @Test
    void circleOfWaits_thatAreNotAllFoundAgain_isNoDeadlock() {
        var one = new java.lang.Thread(() -> {}, "one");
        var two = new java.lang.Thread(() -> {}, "two");
        var waits = Map.of(
                one, new LockReport.Wait(one, new RLock("a"), two), two, new LockReport.Wait(two, new RLock("b"), one));
        for (int looksThatFind = 2; looksThatFind < 6; looksThatFind++) {
            int found = looksThatFind;
            var looks = new AtomicInteger();

            LockReport report = LockReport.take(
                    waits.keySet(), thread -> looks.getAndIncrement() < found ? waits.get(thread) : null);

            assertThat(report.waits()).hasSize(2);
            assertThat(report.deadlocks()).isEmpty();
        }

        assertThat(LockReport.take(waits.keySet(), waits::get).deadlocks()).hasSize(1);
    }

    @Test
    void circleOfWaits_whoseHolderHasChanged_isNoDeadlock() {
        var one = new java.lang.Thread(() -> {}, "one");
        var lock = new Lock("a");
        var looks = new AtomicInteger();

        LockReport report = LockReport.take(
                List.of(one), thread -> new LockReport.Wait(one, lock, looks.getAndIncrement() == 0 ? one : null));

        assertThat(report.deadlocks()).isEmpty();
    }
}
