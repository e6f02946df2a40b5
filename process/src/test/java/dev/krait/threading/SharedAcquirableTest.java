package dev.krait.threading;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The contract of what is acquired, over the locks between processes, used by threads of one. */
class SharedAcquirableTest {
    interface Shared extends AcquirableContract {
        @Override
        default boolean takesNegativeForZero() {
            return true;
        }
    }

    interface OnPlatformThreads extends Shared {
        @Override
        default boolean virtual() {
            return false;
        }
    }

    interface OnVirtualThreads extends Shared {
        @Override
        default boolean virtual() {
            return true;
        }
    }

    interface ALock extends Shared {
        @Override
        default Acquirable create() {
            return new dev.krait.multiprocessing.Lock();
        }
    }

    interface AnRLock extends Shared {
        @Override
        default Acquirable create() {
            return new dev.krait.multiprocessing.RLock();
        }
    }

    interface ASemaphore extends Shared {
        @Override
        default Acquirable create() {
            return new dev.krait.multiprocessing.Semaphore();
        }
    }

    interface ABoundedSemaphore extends Shared {
        @Override
        default Acquirable create() {
            return new dev.krait.multiprocessing.BoundedSemaphore();
        }
    }

    interface AConditionOfRLock extends Shared {
        @Override
        default Acquirable create() {
            return new dev.krait.multiprocessing.Condition();
        }
    }

    interface AConditionOfLock extends Shared {
        @Override
        default Acquirable create() {
            return new dev.krait.multiprocessing.Condition(new dev.krait.multiprocessing.Lock());
        }
    }

    @Nested
    class LockOnPlatformThreads implements ALock, OnPlatformThreads {}

    @Nested
    class RLockOnPlatformThreads implements AnRLock, OnPlatformThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class LockOnVirtualThreads implements ALock, OnVirtualThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class RLockOnVirtualThreads implements AnRLock, OnVirtualThreads {}

    @Nested
    class SemaphoreOnPlatformThreads implements ASemaphore, OnPlatformThreads {}

    @Nested
    class BoundedSemaphoreOnPlatformThreads implements ABoundedSemaphore, OnPlatformThreads {}

    @Nested
    class ConditionOfLockOnPlatformThreads implements AConditionOfLock, OnPlatformThreads {}

    @Nested
    class ConditionOfRLockOnPlatformThreads implements AConditionOfRLock, OnPlatformThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class SemaphoreOnVirtualThreads implements ASemaphore, OnVirtualThreads {}
}
