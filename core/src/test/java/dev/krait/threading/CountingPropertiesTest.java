package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Semaphores, locks and events against plain models, call by call. */
class CountingPropertiesTest {
    @Property(tries = 300)
    void semaphore_isItsCount(
            @ForAll @IntRange(max = 5) int initial,
            @ForAll @Size(max = 40) List<@IntRange(min = -2, max = 4) Integer> steps)
            throws InterruptedException {
        var semaphore = new Semaphore(initial);
        int count = initial;
        for (int step : steps) {
            if (step > 0) {
                semaphore.release(step);
                count += step;
            } else {
                boolean taken = step == 0 ? semaphore.acquire(false) : semaphore.acquire(Duration.ofNanos(step + 1));
                assertThat(taken).isEqualTo(count > 0);
                count -= taken ? 1 : 0;
            }
            assertThat(semaphore).asString().endsWith("[value " + count + "]");
        }
    }

    @Property(tries = 300)
    void boundedSemaphore_isItsCount_andNeverExceedsItsInitialValue(
            @ForAll @IntRange(max = 5) int initial,
            @ForAll @Size(max = 40) List<@IntRange(min = -1, max = 3) Integer> steps)
            throws InterruptedException {
        var semaphore = new BoundedSemaphore(initial);
        int count = initial;
        for (int step : steps) {
            if (step <= 0) {
                boolean taken = semaphore.acquire(false);
                assertThat(taken).isEqualTo(count > 0);
                count -= taken ? 1 : 0;
            } else if (count + step > initial) {
                assertThatThrownBy(() -> semaphore.release(step)).isInstanceOf(IllegalStateException.class);
            } else {
                semaphore.release(step);
                count += step;
            }
            assertThat(semaphore).asString().endsWith("[value " + count + "/" + initial + "]");
        }
    }

    @Property(tries = 200)
    void lock_isItsFlag(@ForAll @Size(max = 40) List<Boolean> steps) throws InterruptedException {
        var lock = new Lock();
        boolean locked = false;
        for (boolean acquire : steps) {
            if (acquire) {
                assertThat(lock.acquire(false)).isEqualTo(!locked);
                locked = true;
            } else if (locked) {
                lock.release();
                locked = false;
            } else {
                assertThatThrownBy(lock::release).isInstanceOf(IllegalStateException.class);
            }
            assertThat(lock.locked()).isEqualTo(locked);
        }
    }

    @Property(tries = 100)
    void rlock_isItsOwnerAndDepth(@ForAll @Size(max = 30) List<@IntRange(max = 3) Integer> steps) throws Exception {
        var lock = new RLock();
        try (var other = new Hand()) {
            int depth = 0;
            boolean mine = false;
            for (int step : steps) {
                boolean me = step % 2 == 0;
                boolean may = depth == 0 || mine == me;
                if (step < 2) {
                    boolean got = me ? lock.acquire(false) : other.does(() -> lock.acquire(false));
                    assertThat(got).isEqualTo(may);
                    mine = may ? me : mine;
                    depth += may ? 1 : 0;
                } else {
                    boolean released = me ? released(lock) : other.does(() -> released(lock));
                    assertThat(released).isEqualTo(depth > 0 && may);
                    depth -= released ? 1 : 0;
                }
                assertThat(lock.locked()).isEqualTo(depth > 0);
            }
        }
    }

    private static boolean released(RLock lock) {
        try {
            lock.release();
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    @Property(tries = 200)
    void event_isItsFlag(@ForAll @Size(max = 40) List<@IntRange(max = 2) Integer> steps) throws InterruptedException {
        var event = new Event();
        boolean set = false;
        for (int step : steps) {
            switch (step) {
                case 0 -> event.set();
                case 1 -> event.clear();
                default -> assertThat(event.await(Duration.ZERO)).isEqualTo(set);
            }
            set = step == 0 || (step == 2 && set);
            assertThat(event.isSet()).isEqualTo(set);
        }
    }
}
