package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Action;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.core.ConditionFactory;

/** What tests of blocking calls share: start somebody, see that he waits, and see how it ends. */
final class Runners {
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(10);

    private Runners() {}

    static ConditionFactory eventually() {
        return await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONG);
    }

    static Thread started(Action body) {
        return started(body, false);
    }

    static Thread started(Action body, boolean virtual) {
        var thread = new Thread(body, ThreadOptions.defaults().withVirtual(virtual));
        thread.start();
        return thread;
    }

    /** Starts a thread and returns when it waits inside the body's blocking call. */
    static Thread waiting(Action body, boolean virtual) {
        Thread thread = started(body, virtual);
        eventually().until(() -> isWaiting(thread));
        return thread;
    }

    static boolean isWaiting(Thread thread) {
        java.lang.Thread running = thread.javaThread();
        if (running == null) {
            return false;
        }
        java.lang.Thread.State state = running.getState();
        return state == java.lang.Thread.State.WAITING
                || state == java.lang.Thread.State.TIMED_WAITING
                || isAtABell(running);
    }

    /** Who waits for another process sleeps in a system call, which the JVM takes for running. */
    private static boolean isAtABell(java.lang.Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith(".internal.shared.Listening")
                        || frame.getClassName().endsWith(".connection.SocketReader"));
    }

    /** Joins a thread that must end soon and without a failure. */
    static void join(Thread... threads) throws Exception {
        for (Thread thread : threads) {
            thread.joinOrThrow(LONG);
        }
    }

    /** An interrupt must end the call while it waits. */
    static void interruptEnds(Action blocking, boolean virtual) throws Exception {
        Thread thread =
                waiting(() -> assertThatThrownBy(blocking::run).isInstanceOf(InterruptedException.class), virtual);
        thread.interrupt();
        join(thread);
    }

    /** An interrupt that is pending must keep the call from beginning. */
    static void pendingInterruptRefuses(Action blocking, boolean virtual) throws Exception {
        join(started(
                () -> {
                    java.lang.Thread.currentThread().interrupt();
                    assertThatThrownBy(blocking::run).isInstanceOf(InterruptedException.class);
                },
                virtual));
    }
}
