package dev.krait.threading;

import dev.krait.multiprocessing.managers.Manager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contracts of locks, events, conditions and barriers, over proxies of one manager. */
class SharedByManagerTest {
    private static @Nullable Manager manager;

    @BeforeAll
    static void start() throws Exception {
        manager = new Manager();
    }

    @AfterAll
    static void shutDown() {
        manager().close();
    }

    private static Manager manager() {
        return java.util.Objects.requireNonNull(manager);
    }

    interface Managed extends AcquirableContract {
        @Override
        default boolean virtual() {
            return false;
        }

        @Override
        default boolean takesNegativeForZero() {
            return false;
        }
    }

    @Nested
    class ManagedLock implements Managed {
        @Override
        public Acquirable create() {
            return manager().lock();
        }
    }

    @Nested
    class ManagedRLock implements Managed {
        @Override
        public Acquirable create() {
            return manager().rLock();
        }
    }

    @Nested
    class ManagedSemaphore implements Managed {
        @Override
        public Acquirable create() {
            return manager().semaphore();
        }
    }

    @Nested
    class ManagedBoundedSemaphore implements Managed {
        @Override
        public Acquirable create() {
            return manager().boundedSemaphore();
        }
    }

    @Nested
    class ManagedConditionAsLock implements Managed {
        @Override
        public Acquirable create() {
            return manager().condition();
        }
    }

    @Nested
    class ManagedEvent implements EventContract {
        @Override
        public Flag create() {
            return Flag.of(manager().event());
        }

        @Override
        public boolean virtual() {
            return false;
        }
    }

    interface ManagedCondition extends ConditionContract {
        @Override
        default boolean virtual() {
            return false;
        }

        @Override
        default boolean inTurn() {
            return false;
        }
    }

    @Nested
    class ManagedConditionOfItsOwnRLock implements ManagedCondition {
        @Override
        public Signalling create() {
            return Signalling.of(manager().condition());
        }
    }

    @Nested
    class ManagedConditionOfALock implements ManagedCondition {
        @Override
        public Signalling create() {
            return Signalling.of(manager().condition(manager().lock()));
        }
    }
}
