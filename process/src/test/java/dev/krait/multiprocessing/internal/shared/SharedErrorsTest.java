package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is no memory left for an instant, in the thread where that does most harm. */
@Timeout(120)
class SharedErrorsTest {
    private final OutOfMemoryError noMemory = new OutOfMemoryError("Java heap space (not really)");

    private final Waiters waiters = Arena.current().waiters();
    private final SharedEvent event = SharedEvent.create();
    private final AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
    private @Nullable UncaughtExceptionHandler before;

    @BeforeEach
    void keepWhatIsUncaught() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.set(error));
    }

    @AfterEach
    void noMoreFaults() {
        FaultPoint.on(null);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private void failOnceAt(String point) {
        FaultPoint.on(reached -> {
            if (reached.equals(point)) {
                FaultPoint.on(null);
                throw noMemory;
            }
        });
    }

    private static <T> T inTime(Callable<T> call) throws Exception {
        var task = new FutureTask<>(call);
        var thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task.get(30, TimeUnit.SECONDS);
    }

    @Test
    void watchThatEndsByAnError_leavesNobodyAsleepBeyondADeadline() throws Exception {
        failOnceAt("watch-looking");

        assertThat(inTime(() -> event.await(Deadline.after(TimeUnit.SECONDS.toNanos(1)))))
                .isFalse();

        assertThat(uncaught).hasValue(noMemory);
    }

    @Test
    void readerOfTheMailboxThatEndsByAnError_holdsNobodyUpWhoClosesIt() throws Exception {
        Mailbox mailbox = waiters.mailbox();
        assertThat(mailbox.open()).isNotNegative();
        await().until(SharedErrorsTest::readerListens); // One that has not begun yet ends without being rung for.
        failOnceAt("mailbox-rung");

        inTime(() -> {
            mailbox.close();
            return true;
        });

        await().untilAsserted(() -> assertThat(uncaught).hasValue(noMemory));
        assertThat(mailbox.open()).as("by another reader").isNotNegative();
        mailbox.close();
    }

    private static boolean readerListens() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("krait-shared-mailbox"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("listen"));
    }

    @Test
    void waitForASignal_thatFailsBeforeTheLockIsReleased_keepsTheLock() throws Exception {
        SharedRLock lock = SharedRLock.create();
        SharedCondition condition = SharedCondition.create(lock.handle());
        SharedCondition.Guard guard = SharedCondition.guard(lock);

        long levels = inTime(() -> {
            lock.acquire();
            lock.acquire();
            assertThatThrownBy(() -> condition.await(failing(guard), null)).isSameAs(noMemory);
            assertThat(lock.isMine()).isTrue();
            long held = lock.levels();
            lock.release();
            lock.release();
            return held;
        });

        assertThat(levels).isEqualTo(1);
        assertThat(lock.isLocked()).isFalse();
    }

    /** A guard that is not released. */
    private SharedCondition.Guard failing(SharedCondition.Guard guard) {
        return new SharedCondition.Guard() {
            @Override
            public boolean isMine() {
                return guard.isMine();
            }

            @Override
            public long levels() {
                return guard.levels();
            }

            @Override
            public void release() {
                throw noMemory;
            }

            @Override
            public void acquire(long levels, Cell cell) {
                guard.acquire(levels, cell);
            }

            @Override
            public void wake(long wait) {
                guard.wake(wait);
            }
        };
    }
}
