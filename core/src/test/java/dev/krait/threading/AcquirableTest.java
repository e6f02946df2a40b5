package dev.krait.threading;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The contract of what is acquired, on platform threads and, where there are any, on virtual ones. */
class AcquirableTest {
    interface OnPlatformThreads extends AcquirableContract {
        @Override
        default boolean virtual() {
            return false;
        }
    }

    interface OnVirtualThreads extends AcquirableContract {
        @Override
        default boolean virtual() {
            return true;
        }
    }

    interface Locks extends AcquirableContract {
        @Override
        default boolean takesNegativeForZero() {
            return false;
        }
    }

    interface Semaphores extends AcquirableContract {
        @Override
        default boolean takesNegativeForZero() {
            return true;
        }
    }

    interface ALock extends Locks {
        @Override
        default Acquirable create() {
            return new Lock();
        }
    }

    interface AnRLock extends Locks {
        @Override
        default Acquirable create() {
            return new RLock();
        }
    }

    interface AConditionOfLock extends Locks {
        @Override
        default Acquirable create() {
            return new Condition(new Lock());
        }
    }

    interface AConditionOfRLock extends Locks {
        @Override
        default Acquirable create() {
            return new Condition();
        }
    }

    interface ASemaphore extends Semaphores {
        @Override
        default Acquirable create() {
            return new Semaphore();
        }
    }

    interface ABoundedSemaphore extends Semaphores {
        @Override
        default Acquirable create() {
            return new BoundedSemaphore();
        }
    }

    @Nested
    class LockOnPlatformThreads implements ALock, OnPlatformThreads {}

    @Nested
    class RLockOnPlatformThreads implements AnRLock, OnPlatformThreads {}

    @Nested
    class ConditionOfLockOnPlatformThreads implements AConditionOfLock, OnPlatformThreads {}

    @Nested
    class ConditionOfRLockOnPlatformThreads implements AConditionOfRLock, OnPlatformThreads {}

    @Nested
    class SemaphoreOnPlatformThreads implements ASemaphore, OnPlatformThreads {}

    @Nested
    class BoundedSemaphoreOnPlatformThreads implements ABoundedSemaphore, OnPlatformThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class LockOnVirtualThreads implements ALock, OnVirtualThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class RLockOnVirtualThreads implements AnRLock, OnVirtualThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class ConditionOfLockOnVirtualThreads implements AConditionOfLock, OnVirtualThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class ConditionOfRLockOnVirtualThreads implements AConditionOfRLock, OnVirtualThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class SemaphoreOnVirtualThreads implements ASemaphore, OnVirtualThreads {}

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class BoundedSemaphoreOnVirtualThreads implements ABoundedSemaphore, OnVirtualThreads {}
}
