package dev.krait.queue;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A call under way on a thread of its own, to be looked at from the test's thread. */
final class Background<T> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FutureTask<T> call;
    private final Thread thread;

    private Background(FutureTask<T> call, Thread thread) {
        this.call = call;
        this.thread = thread;
    }

    static <T> Background<T> start(Function<Runnable, Thread> threads, Callable<T> call) {
        var task = new FutureTask<>(call);
        Thread thread = threads.apply(task);
        thread.start();
        return new Background<>(task, thread);
    }

    static <T> Background<T> start(Callable<T> call) {
        return start(Thread::new, call);
    }

    /** A call that has nothing to return. */
    interface Step {
        void run() throws Exception;
    }

    static Background<Boolean> startStep(Function<Runnable, Thread> threads, Step step) {
        return start(threads, () -> {
            step.run();
            return true;
        });
    }

    /** Waits until the call waits. */
    Background<T> untilWaiting() {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(() -> switch (thread.getState()) {
                    case WAITING, TIMED_WAITING -> true;
                    default -> call.isDone() || isAtABell();
                });
        if (call.isDone()) {
            throw new AssertionError("the call did not wait");
        }
        return this;
    }

    /** Who waits for another process sleeps in a system call, which the JVM takes for running. */
    private boolean isAtABell() {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith(".internal.shared.Listening"));
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return call.isDone();
    }

    /** What the call returned, and its thread has ended. */
    T result() throws Exception {
        try {
            T result = call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            thread.join();
            return result;
        } catch (ExecutionException e) {
            throw new AssertionError("the call failed", e.getCause());
        } catch (TimeoutException e) {
            throw stuck();
        }
    }

    /** What the call threw, and its thread has ended. */
    Throwable failure() throws Exception {
        try {
            T result = call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("the call did not fail but returned " + result);
        } catch (ExecutionException e) {
            thread.join();
            return requireNonNull(e.getCause());
        } catch (TimeoutException e) {
            throw stuck();
        }
    }

    private AssertionError stuck() {
        var stuck = new AssertionError("the call still waits");
        stuck.setStackTrace(thread.getStackTrace());
        thread.interrupt();
        return stuck;
    }
}
