package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A system that gives this process no thread more makes waiting at shared objects slower, and nothing fails for it. */
@Timeout(120)
class SharedNoThreadTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Pool pool = new Pool(1);
    private final AtomicInteger refused = new AtomicInteger();

    @BeforeEach
    void awaitNoWatch() {
        eventually()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("krait-shared-watch")));
    }

    @AfterEach
    void endWorkers() throws Exception {
        FaultPoint.on(null);
        awaitWatch(); // It closes the bells.
        pool.terminate();
        pool.join();
        Multiprocessing.releaseSpares();
    }

    /** Somebody who sleeps starts it before long. */
    private static void awaitWatch() {
        eventually()
                .until(() -> !new Event().await(SHORT)
                        && Thread.getAllStackTraces().keySet().stream()
                                .anyMatch(thread -> thread.getName().equals("krait-shared-watch")));
    }

    private void refuseThreads() {
        FaultPoint.on(reached -> {
            if (reached.equals("watch-starting") || reached.equals("mailbox-starting")) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread (not really)");
            }
        });
    }

    @Test
    void changeThatWakesAnotherProcess_succeeds() throws Exception {
        var lock = new Lock();
        var event = new Event();
        var queue = new Queue<Integer>();
        lock.acquire();
        var locking = pool.applyAsync(() -> {
            lock.acquire();
            event.await();
            return queue.get();
        });
        eventually().until(() -> lock.toString().contains("1 waiting"));
        refuseThreads();

        lock.release();
        eventually().until(() -> event.toString().contains("1 waiting"));
        event.set();
        eventually().until(() -> queue.shared().waiting() == 1);
        queue.put(7);

        assertThat(locking.get(LONG)).isEqualTo(7);
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void wait_endsAtItsTimeout_orWhenItIsOver() throws Exception {
        var event = new Event();
        refuseThreads();

        assertThat(event.await(SHORT)).isFalse();
        var setting = pool.applyAsync(event::set);
        assertThat(event.await(LONG)).isTrue();

        setting.get(LONG);
        assertThat(refused).hasPositiveValue();
        FaultPoint.on(null);
        awaitWatch();
    }

    @Test
    void waitForACondition_hasItsLockAgain() throws Exception {
        var lock = new RLock();
        var condition = new Condition(lock);
        refuseThreads();
        condition.acquire();
        condition.acquire();
        var signalling = pool.applyAsync(() -> {
            try (var held = condition.hold()) {
                condition.signal();
                eventually().until(() -> lock.toString().contains("1 waiting"));
            }
        });

        assertThat(condition.await(LONG)).isTrue();

        condition.release();
        condition.release();
        assertThatThrownBy(condition::release).isInstanceOf(IllegalStateException.class);
        signalling.get(LONG);
    }

    @Test
    void waitForACondition_thatFailsAsItReleases_hasItsLockAgainAndGivesItsPlaceBack() throws Exception {
        var condition = new Condition(new RLock());
        condition.acquire();
        condition.acquire();
        FaultPoint.on(reached -> {
            if (reached.equals("released-not-woken")) {
                FaultPoint.on(null);
                throw new OutOfMemoryError("no memory to look who waits (not really)");
            }
        });

        assertThatThrownBy(condition::await).isInstanceOf(OutOfMemoryError.class);

        assertThat(condition.toString()).doesNotContain("1 waiting");
        condition.release();
        condition.release();
        assertThatThrownBy(condition::release).isInstanceOf(IllegalStateException.class);
    }
}
