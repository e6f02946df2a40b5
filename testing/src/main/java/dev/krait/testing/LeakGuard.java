package dev.krait.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test and every test class that leaves a thread, a child process, a pipe or a file of a run folder behind.
 *
 * <p>Registered for all Jupiter tests by service file; what a class sets up once for all its tests is there before each
 * of them and so only counts at the end of the class.
 */
public final class LeakGuard implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LeakGuard.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context);
    }

    @SuppressWarnings("unchecked")
    private static Deque<Leftovers> snapshots(ExtensionContext context) {
        return context.getStore(SPACE)
                .getOrComputeIfAbsent(context.getUniqueId(), id -> new ArrayDeque<>(), Deque.class);
    }

    private static void remember(ExtensionContext context) {
        snapshots(context).push(Leftovers.before());
    }

    private static void check(ExtensionContext context) {
        snapshots(context).pop().assertNone(context.getDisplayName());
    }
}
