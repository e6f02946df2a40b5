package dev.krait.threading;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class BarrierTest {
    @Nested
    class OnPlatformThreads implements BarrierContract {
        @Override
        public Meeting create(int parties, @Nullable Runnable action, @Nullable Duration timeout) {
            return Meeting.of(new Barrier(parties, action, timeout));
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class OnVirtualThreads implements BarrierContract {
        @Override
        public Meeting create(int parties, @Nullable Runnable action, @Nullable Duration timeout) {
            return Meeting.of(new Barrier(parties, action, timeout));
        }

        @Override
        public boolean virtual() {
            return true;
        }
    }
}
