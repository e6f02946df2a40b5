package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
    @Test
    void value_negative_isRefused() {
        assertThatThrownBy(() -> new Semaphore(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("initial value must be >= 0");
        assertThatThrownBy(() -> new BoundedSemaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void value_byDefault_isOne() throws Exception {
        assertThat(new Semaphore()).asString().endsWith("[value 1]");
        assertThat(new BoundedSemaphore()).asString().endsWith("[value 1/1]");
    }

    @Test
    void release_ofLessThanOne_isRefusedAndChangesNothing() throws Exception {
        var semaphore = new Semaphore(0);

        assertThatThrownBy(() -> semaphore.release(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.release(-3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundedSemaphore(4).release(0)).isInstanceOf(IllegalArgumentException.class);

        assertThat(semaphore.acquire(false)).isFalse();
    }

    @Test
    void release_ofSeveral_wakesAsManyWaiters() throws Exception {
        var semaphore = new Semaphore(0);
        var through = new AtomicInteger();
        Thread[] waiters = new Thread[3];
        for (int i = 0; i < 3; i++) {
            waiters[i] = Runners.waiting(
                    () -> {
                        semaphore.acquire();
                        through.incrementAndGet();
                    },
                    false);
        }

        semaphore.release(2);
        Runners.eventually().until(() -> through.get() == 2);
        assertThat(semaphore).asString().endsWith("[value 0, 1 waiting]");

        semaphore.release();
        Runners.join(waiters);
        assertThat(semaphore).asString().endsWith("[value 0]");
    }

    @Test
    void release_withoutAcquire_raisesTheCount() throws Exception {
        var semaphore = new Semaphore(0);

        semaphore.release(5);

        for (int i = 0; i < 5; i++) {
            assertThat(semaphore.acquire(false)).isTrue();
        }
        assertThat(semaphore.acquire(false)).isFalse();
    }

    @Test
    void release_beyondWhatCanBeCounted_isRefusedAndChangesNothing() {
        var semaphore = new Semaphore(Integer.MAX_VALUE);

        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);

        assertThat(semaphore).asString().endsWith("[value " + Integer.MAX_VALUE + "]");
    }

    @Test
    void boundedRelease_beyondTheInitialValue_isRefused() throws Exception {
        var semaphore = new BoundedSemaphore(2);

        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("semaphore released too many times");

        assertThat(semaphore).asString().endsWith("[value 2/2]");
    }

    @Test
    void boundedRelease_ofSeveralThatWouldExceed_addsNothingAtAll() throws Exception {
        var semaphore = new BoundedSemaphore(3);
        semaphore.acquire();
        semaphore.acquire();

        assertThatThrownBy(() -> semaphore.release(3)).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore).asString().endsWith("[value 1/3]");

        semaphore.release(2);
        assertThat(semaphore).asString().endsWith("[value 3/3]");
    }

    @Test
    void boundedSemaphore_ofZero_isLegalAndNeverReleasable() throws Exception {
        var semaphore = new BoundedSemaphore(0);

        assertThat(semaphore.acquire(false)).isFalse();
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void semaphores_haveNeitherLockedNorGetValue() {
        assertThat(Arrays.stream(BoundedSemaphore.class.getMethods()).map(Method::getName))
                .contains("acquire", "release")
                .doesNotContain("locked", "getValue");
    }
}
