package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LockTest {
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
}
