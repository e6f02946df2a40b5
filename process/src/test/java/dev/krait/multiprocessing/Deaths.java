package dev.krait.multiprocessing;

import static org.awaitility.Awaitility.await;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;

/** Deaths of processes for tests, and the wait for what comes of them. */
final class Deaths {
    private Deaths() {}

    /** Waits for what is to come about soon, however busy the machine is. */
    static ConditionFactory eventually() {
        return await().pollInSameThread().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(60));
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** Has this process die at the given pass of a named step. */
    static void dieAt(String point, int pass) {
        var passes = new AtomicInteger();
        FaultPoint.on(reached -> {
            if (reached.equals(point) && passes.incrementAndGet() == pass) {
                Runtime.getRuntime().halt(1);
            }
        });
    }
}
