package dev.krait.threading;

import dev.krait.multiprocessing.managers.Manager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contract of what is acquired, over proxies of one manager. Those of events and conditions need to see that a thread
 * waits inside the server, which its stack does not tell; see the tests of managers for them.
 */
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
}
