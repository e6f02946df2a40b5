package dev.krait.threading;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class EventTest {
    @Nested
    class OnPlatformThreads implements EventContract {
        @Override
        public Flag create() {
            return Flag.of(new Event());
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class OnVirtualThreads implements EventContract {
        @Override
        public Flag create() {
            return Flag.of(new Event());
        }

        @Override
        public boolean virtual() {
            return true;
        }
    }
}
