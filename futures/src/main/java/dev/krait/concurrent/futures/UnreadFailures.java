package dev.krait.concurrent.futures;

import java.lang.ref.Cleaner;
import java.util.function.Consumer;

/**
 * Tells a hook of failures that nobody read: when a failed future is garbage and nobody ever asked for its outcome.
 * Successful futures cost nothing here.
 */
final class UnreadFailures {
    /** The cleaner of this package; its thread is a daemon of the JDK. */
    static final Cleaner CLEANER = Cleaner.create();

    static final Consumer<Throwable> LOGGING_HOOK = failure -> Log.warning(
            "a task failed and nobody read its result; ask the future for result() or exception()", failure);

    private static volatile Consumer<? super Throwable> hook = LOGGING_HOOK;

    private UnreadFailures() {}

    static Consumer<? super Throwable> hook() {
        return hook;
    }

    static void hook(Consumer<? super Throwable> newHook) {
        hook = newHook;
    }

    /** Watches a future that just failed. The failure must not lead back to the future, or this would never end. */
    static void watch(Future<?> future, ReadableFailure failure) {
        CLEANER.register(future, () -> report(failure));
    }

    private static void report(ReadableFailure failure) {
        if (failure.wasRead()) {
            return;
        }
        try {
            hook.accept(failure.readFailure());
        } catch (Throwable e) {
            Log.error("the hook for unread failures threw", e);
        }
    }
}
