package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.krait.function.Action;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** What tests of blocking calls share: start somebody, see that he waits, and see how it ends. */
final class Runners {
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(20);

    private Runners() {}

    static ConditionFactory eventually() {
        return await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONG);
    }

    /** Runs the body in a new thread. */
    static Thread started(Action body) {
        return started(body, false);
    }

    static Thread started(Action body, boolean virtual) {
        var thread = new Thread(body, ThreadOptions.defaults().withVirtual(virtual));
        ExceptHook loud = Threading.excepthook();
        assertThat(loud).isNotNull();
        thread.start();
        return thread;
    }

    /** Waits until the thread is parked. */
    static void untilWaiting(Thread thread) {
        eventually().until(() -> {
            java.lang.Thread.State state = stateOf(thread);
            return state == java.lang.Thread.State.WAITING || state == java.lang.Thread.State.TIMED_WAITING;
        });
    }

    private static java.lang.Thread.State stateOf(Thread thread) {
        java.lang.Thread running = thread.javaThread();
        return running == null ? java.lang.Thread.State.NEW : running.getState();
    }

    /** Joins a thread that must end soon and without a failure. */
    static void join(Thread thread) throws Exception {
        thread.joinOrThrow(LONG);
    }
}
