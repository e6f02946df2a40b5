package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RLockTest {
    @Test
    void acquire_bySameThread_nestsAndNeedsAsManyReleases() throws Exception {
        var lock = new RLock();
        lock.acquire();
        assertThat(lock.acquire(false)).isTrue();
        assertThat(lock.acquire(Runners.SHORT)).isTrue();

        lock.release();
        lock.release();

        assertThat(lock.locked()).isTrue();
        Runners.join(Runners.started(() -> assertThat(lock.acquire(false)).isFalse()));
        lock.release();
        assertThat(lock.locked()).isFalse();
        Runners.join(Runners.started(() -> assertThat(lock.acquire(false)).isTrue()));
    }

    @Test
    void release_whenUnlocked_isRefused() {
        assertThatThrownBy(new RLock()::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot release un-acquired lock");
    }

    @Test
    void release_byAnotherThread_isRefusedAndChangesNothing() throws Exception {
        var lock = new RLock();
        lock.acquire();

        Runners.join(Runners.started(() -> assertThatThrownBy(lock::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot release un-acquired lock")
                .hasMessageContaining("is not owned by")));

        assertThat(lock.locked()).isTrue();
        lock.release();
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void locked_isSeenByEveryThread() throws Exception {
        var lock = new RLock();
        assertThat(lock.locked()).isFalse();
        lock.acquire();

        assertThat(lock.locked()).isTrue();
        Runners.join(Runners.started(() -> assertThat(lock.locked()).isTrue()));
        lock.release();
    }

    @Test
    void hold_nests() throws Exception {
        var lock = new RLock();

        try (var outer = lock.hold()) {
            try (var inner = lock.hold()) {
                assertThat(inner).isNotSameAs(outer);
            }
            assertThat(lock.locked()).isTrue();
        }

        assertThat(lock.locked()).isFalse();
    }

    @Test
    void held_closedByAnotherThread_isRefused() throws Exception {
        var lock = new RLock();
        Held held = lock.hold();

        Runners.join(Runners.started(() -> assertThatThrownBy(held::close).isInstanceOf(IllegalStateException.class)));

        assertThat(lock.locked()).isTrue();
        lock.release();
    }

    @Test
    void toString_tellsNameOwnerDepthAndWaiters() throws Exception {
        var lock = new RLock("ledger");
        assertThat(lock).hasToString("RLock ledger[unlocked]");
        var acquired = new Event();
        var goOn = new Event();
        var owner = new Thread(
                () -> {
                    lock.acquire();
                    lock.acquire();
                    acquired.set();
                    goOn.await();
                    lock.release();
                    lock.release();
                },
                "owner");
        owner.start();
        acquired.await();
        Thread waiter = Runners.waiting(() -> lock.run(() -> {}), false);

        assertThat(lock).hasToString("RLock ledger[locked by owner 2 deep, 1 waiting]");

        goOn.set();
        Runners.join(owner, waiter);
        assertThat(lock).hasToString("RLock ledger[unlocked]");
    }

    @Test
    void held_whoseCloseWasRefusedInAnotherThread_canStillBeClosed() throws Exception {
        var lock = new RLock();
        Held held = lock.hold();
        Runners.join(Runners.started(() -> assertThatThrownBy(held::close).isInstanceOf(IllegalStateException.class)));

        held.close();
        held.close();

        assertThat(lock.locked()).isFalse();
    }
}
