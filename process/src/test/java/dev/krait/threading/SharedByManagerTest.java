package dev.krait.threading;

import dev.krait.multiprocessing.managers.Manager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contracts of locks, semaphores and events, over proxies of one manager. That of conditions needs to see that a thread
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
}
