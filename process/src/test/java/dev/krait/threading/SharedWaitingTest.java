package dev.krait.threading;

import dev.krait.function.Action;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The contracts of events, conditions and barriers, over those between processes, used by threads of one. */
class SharedWaitingTest {
    interface AnEvent extends EventContract {
        @Override
        default Flag create() {
            return Flag.of(new dev.krait.multiprocessing.Event());
        }
    }

    interface ABarrier extends BarrierContract {
        @Override
        default Meeting create(int parties, @Nullable Runnable action, @Nullable Duration timeout) {
            Action travelling = action == null ? null : action::run;
            return Meeting.of(new dev.krait.multiprocessing.Barrier(parties, travelling, timeout));
        }
    }

    interface ACondition extends ConditionContract {
        @Override
        default boolean inTurn() {
            return false;
        }
    }

    @Nested
    class EventOnPlatformThreads implements AnEvent {
        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class EventOnVirtualThreads implements AnEvent {
        @Override
        public boolean virtual() {
            return true;
        }
    }

    @Nested
    class BarrierOnPlatformThreads implements ABarrier {
        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class BarrierOnVirtualThreads implements ABarrier {
        @Override
        public boolean virtual() {
            return true;
        }
    }

    @Nested
    class ConditionOverItsOwnRLock implements ACondition {
        @Override
        public Signalling create() {
            return Signalling.of(new dev.krait.multiprocessing.Condition());
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    class ConditionOverALock implements ACondition {
        @Override
        public Signalling create() {
            return Signalling.of(new dev.krait.multiprocessing.Condition(new dev.krait.multiprocessing.Lock()));
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class ConditionOnVirtualThreads implements ACondition {
        @Override
        public Signalling create() {
            return Signalling.of(new dev.krait.multiprocessing.Condition());
        }

        @Override
        public boolean virtual() {
            return true;
        }
    }
}
