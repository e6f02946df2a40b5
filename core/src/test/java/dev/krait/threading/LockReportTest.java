package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.queue.LifoQueue;
import dev.krait.queue.Queue;
import dev.krait.queue.SimpleQueue;
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
    void waits_forQueues_areListedWithTheQueue() throws Exception {
        var empty = new Queue<Integer>();
        var full = new LifoQueue<Integer>(1);
        full.put(1);
        var simple = new SimpleQueue<Integer>();
        Thread[] threads = {
            Runners.waiting(empty::get, false),
            Runners.waiting(() -> empty.get(Runners.LONG), false),
            Runners.waiting(() -> full.put(2), false),
            Runners.waiting(full::join, false),
            Runners.waiting(simple::get, false),
        };
        Object[] subjects = {empty, empty, full, full, simple};

        LockReport report = Threading.lockReport();

        for (int i = 0; i < threads.length; i++) {
            assertThat(waitOf(report, threads[i])).isEqualTo(new LockReport.Wait(java(threads[i]), subjects[i], null));
        }
        assertThat(report.toString()).contains(threads[2].getName() + " waits for LifoQueue[size=1, maxsize=1");
        empty.put(1);
        empty.put(2);
        full.get();
        full.taskDone();
        full.get();
        full.taskDone();
        simple.put(1);
        Runners.join(threads);
    }

    /** Takes a lock while it stores an item, as a hook might that keeps a log. */
    private static final class LockingQueue extends Queue<Integer> {
        private final Lock lock;

        LockingQueue(Lock lock) {
            this.lock = lock;
        }

        @Override
        protected void putItem(Integer item) {
            assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);
            super.putItem(item);
        }
    }

    @Test
    void circle_throughTheInsideOfAQueue_isADeadlockThatCanBePrinted() throws Exception {
        var lock = new Lock("log");
        var queue = new LockingQueue(lock);
        var locked = new Event();
        Thread holder = Runners.started(() -> lock.run(() -> {
            locked.set();
            Runners.eventually().until(() -> Threading.lockReport().toString().contains("waits for Lock log"));
            assertThat(queue.get()).isEqualTo(1);
        }));
        locked.await();
        Thread putter = Runners.started(() -> queue.put(1));
        Runners.eventually().until(() -> !Threading.lockReport().deadlocks().isEmpty());

        LockReport report = Threading.lockReport();

        assertThat(report.deadlocks()).hasSize(1);
        assertThat(report.deadlocks().get(0))
                .containsExactlyInAnyOrder(
                        new LockReport.Wait(java(holder), queue, java(putter)),
                        new LockReport.Wait(java(putter), lock, java(holder)));
        assertThat(report.toString())
                .contains(holder.getName() + " waits for LockingQueue[in use by a call that does not end]");
        putter.interrupt();
        Runners.join(holder, putter);
    }

    private static void joinInACircle(boolean virtual) throws Exception {
        var lock = new RLock("result");
        var threads = new Thread[1];
        var started = new Event();
        Thread joiner = Runners.started(
                () -> lock.run(() -> {
                    started.await();
                    assertThatThrownBy(() -> threads[0].join()).isInstanceOf(InterruptedException.class);
                }),
                virtual);
        Runners.eventually().until(lock::locked);
        threads[0] = Runners.waiting(() -> lock.run(() -> {}), virtual);
        started.set();
        Runners.eventually().until(() -> !Threading.lockReport().deadlocks().isEmpty());

        assertThat(Threading.lockReport().deadlocks().get(0))
                .containsExactlyInAnyOrder(
                        new LockReport.Wait(java(joiner), threads[0], java(threads[0])),
                        new LockReport.Wait(java(threads[0]), lock, java(joiner)));
        joiner.interrupt();
        Runners.join(joiner, threads[0]);
    }

    @Test
    void join_ofAThreadThatWaitsForTheJoinersLock_isADeadlock() throws Exception {
        joinInACircle(false);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void join_ofAVirtualThread_isSeenToo() throws Exception {
        joinInACircle(true);
    }

    @Test
    void join_withATimeout_isListedAsLongAsItWaits() throws Exception {
        var end = new Event();
        Thread joined = Runners.waiting(end::await, false);
        Thread joiner =
                Runners.waiting(() -> assertThat(joined.join(Runners.LONG)).isTrue(), false);

        assertThat(waitOf(Threading.lockReport(), joiner))
                .isEqualTo(new LockReport.Wait(java(joiner), joined, java(joined)));

        end.set();
        Runners.join(joined, joiner);
        assertThat(Threading.lockReport().waits()).isEmpty();
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
