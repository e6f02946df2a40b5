package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class ConditionTest {
    @Nested
    class OverItsOwnRLock implements ConditionContract {
        @Override
        public Signalling create() {
            return Signalling.of(new Condition());
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    class OverALock implements ConditionContract {
        @Override
        public Signalling create() {
            return Signalling.of(new Condition(new Lock()));
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class OnVirtualThreads implements ConditionContract {
        @Override
        public Signalling create() {
            return Signalling.of(new Condition());
        }

        @Override
        public boolean virtual() {
            return true;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class OverALockOnVirtualThreads implements ConditionContract {
        @Override
        public Signalling create() {
            return Signalling.of(new Condition(new Lock()));
        }

        @Override
        public boolean virtual() {
            return true;
        }
    }

    @Test
    void condition_byDefault_hasAReentrantLock() throws Exception {
        var condition = new Condition();

        condition.acquire();
        assertThat(condition.acquire(false)).isTrue();

        assertThat(condition.toString()).contains("RLock@").contains("2 deep");
    }

    @Test
    void condition_overAGivenLock_usesThatLock() throws Exception {
        var lock = new Lock();
        var condition = new Condition(lock);

        lock.acquire();
        assertThat(condition.locked()).isTrue();
        assertThat(condition.acquire(false)).isFalse();
        condition.release();

        assertThat(lock.locked()).isFalse();
    }

    @Test
    void twoConditions_overOneLock_areSignalledApart() throws Exception {
        var lock = new RLock();
        var full = new Condition(lock);
        var empty = new Condition(lock);
        Thread waiter = Runners.waiting(() -> full.run(full::await), false);
        Runners.eventually().until(() -> !lock.locked());

        lock.run(empty::signalAll);
        assertThat(full.toString()).endsWith(", 1 waiting]");

        lock.run(full::signal);
        Runners.join(waiter);
    }

    @Test
    void await_withANestedRLock_releasesAllLevelsAndRestoresThem() throws Exception {
        var lock = new RLock();
        var condition = new Condition(lock);
        var depth = new ArrayList<String>();
        Thread waiter = Runners.waiting(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        condition.acquire();
                    }
                    condition.await();
                    depth.add(lock.toString());
                    assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
                    depth.add(lock.toString());
                    for (int i = 0; i < 3; i++) {
                        condition.release();
                    }
                },
                false);
        Runners.eventually().until(() -> !lock.locked());

        condition.run(condition::signal);
        Runners.eventually().until(() -> depth.size() == 1 && !lock.locked());
        waiter.interrupt();
        Runners.join(waiter);

        assertThat(depth).allMatch(text -> text.contains("3 deep")).hasSize(2);
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void release_withoutTheLock_isRefusedByTheLock() {
        assertThatThrownBy(new Condition()::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot release un-acquired lock");
        assertThatThrownBy(new Condition(new Lock())::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unlocked lock");
    }
}
