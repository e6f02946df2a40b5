package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LockTest {
    @Test
    void lock_isMadeUnlocked() {
        assertThat(new Lock().locked()).isFalse();
    }

    @Test
    void locked_isSeenByEveryThread() throws Exception {
        var lock = new Lock();
        lock.acquire();

        assertThat(lock.locked()).isTrue();
        Runners.join(Runners.started(() -> assertThat(lock.locked()).isTrue()));

        lock.release();
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void acquire_again_isNotReentrant() throws Exception {
        var lock = new Lock();
        lock.acquire();

        assertThat(lock.acquire(false)).isFalse();
        assertThat(lock.acquire(Runners.SHORT)).isFalse();
    }

    @Test
    void release_byAnotherThread_unlocks() throws Exception {
        var lock = new Lock();
        lock.acquire();

        Runners.join(Runners.started(lock::release));

        assertThat(lock.locked()).isFalse();
    }

    @Test
    void release_whenUnlocked_isRefusedAndChangesNothing() throws Exception {
        var lock = new Lock();

        assertThatThrownBy(lock::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unlocked lock");

        assertThat(lock.acquire(false)).isTrue();
        assertThat(lock.acquire(false)).isFalse();
    }

    @Test
    void release_byTwoThreadsAtOnce_succeedsForOne() throws Exception {
        for (int round = 0; round < 200; round++) {
            var lock = new Lock();
            lock.acquire();
            var refused = new AtomicInteger();
            var together = new CyclicBarrier(2);
            Thread[] releasers = new Thread[2];
            for (int i = 0; i < 2; i++) {
                releasers[i] = Runners.started(() -> {
                    together.await();
                    try {
                        lock.release();
                    } catch (IllegalStateException tooLate) {
                        refused.incrementAndGet();
                    }
                });
            }
            Runners.join(releasers);

            assertThat(refused.get()).isEqualTo(1);
            assertThat(lock.locked()).isFalse();
        }
    }

    @Test
    void held_whenTheBlockReleasedByItself_saysSoAtTheEnd() {
        var lock = new Lock();

        assertThatThrownBy(() -> {
                    try (var held = lock.hold()) {
                        assertThat(held).isNotNull();
                        lock.release();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unlocked lock");
    }

    @Test
    void lock_cannotBeSubclassed() {
        assertThat(Modifier.isFinal(Lock.class.getModifiers())).isTrue();
        assertThat(Modifier.isFinal(RLock.class.getModifiers())).isTrue();
    }

    @Test
    void toString_tellsNameHolderAndWaiters() throws Exception {
        var lock = new Lock("accounts");
        assertThat(lock).hasToString("Lock accounts[unlocked]");
        var holder = new Thread(lock::acquire, "holder");
        holder.start();
        Runners.join(holder);
        Thread waiter = Runners.waiting(lock::acquire, false);

        assertThat(lock).hasToString("Lock accounts[locked by holder, 1 waiting]");

        lock.release();
        Runners.join(waiter);
        lock.release();
        assertThat(new Lock().toString()).matches("Lock@[0-9a-f]+\\[unlocked]");
    }

    @Test
    void name_blank_isRefused() {
        assertThatThrownBy(() -> new Lock(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RLock("")).isInstanceOf(IllegalArgumentException.class);
    }
}
