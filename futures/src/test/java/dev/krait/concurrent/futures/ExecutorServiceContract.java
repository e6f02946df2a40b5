package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every executor as an {@code ExecutorService}, in the terms of {@code java.util.concurrent}. */
interface ExecutorServiceContract extends ExecutorSource {
    /** A callable that travels. */
    interface Job<T> extends Callable<T>, Serializable {}

    /** A runnable that travels. */
    interface Chore extends Runnable, Serializable {}

    private static Job<Integer> squareOf(int n) {
        return () -> Tasks.square(n);
    }

    private static Job<Integer> failure(int n) {
        return () -> Tasks.failWithIo(n);
    }

    private static Job<String> waiting(Gate gate, String name) {
        return () -> Gate.arriveAndWait(gate, name);
    }

    @Test
    default void service_runsCallablesAndRunnables(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var service = executor.asExecutorService();
            Chore chore = () -> gate.mark("ran");
            Chore command = () -> gate.mark("executed");
            assertThat(service.submit(squareOf(3)).get()).isEqualTo(9);
            assertThat(service.submit(chore).get()).isNull();
            assertThat(service.submit(chore, "done").get()).isEqualTo("done");
            service.execute(command);
            gate.awaitMark("executed");
            assertThat(gate.has("ran")).isTrue();
        }
    }

    @Test
    default void service_failingCallable_givesExecutionException() {
        try (var executor = newExecutor(1)) {
            var future = executor.asExecutorService().submit(failure(1));
            assertThatThrownBy(future::get)
                    .isExactlyInstanceOf(ExecutionException.class)
                    .cause()
                    .isExactlyInstanceOf(IOException.class);
        }
    }

    @Test
    default void cancelledFuture_namesTheProgramsCallable(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var future = executor.asExecutorService().submit(waiting(gate, "cancelled"));
            assertThat(future.cancel(true)).isTrue();
            assertThatThrownBy(future::get)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("a call of a lambda of " + ExecutorServiceContract.class.getName())
                    .hasMessageNotContaining("ExecutorServiceView");
        }
    }

    @Test
    default void invokeAll_returnsAllDone() throws Exception {
        try (var executor = newExecutor(2)) {
            var futures = executor.asExecutorService().invokeAll(List.of(squareOf(1), failure(2), squareOf(3)));
            assertThat(futures).allMatch(java.util.concurrent.Future::isDone);
            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThatThrownBy(futures.get(1)::get).isInstanceOf(ExecutionException.class);
            assertThat(futures.get(2).get()).isEqualTo(9);
            assertThat(executor.asExecutorService().invokeAll(List.<Job<Integer>>of()))
                    .isEmpty();
        }
    }

    @Test
    default void invokeAll_whoseTimeIsUp_cancelsTheRest(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var futures = executor.asExecutorService()
                    .invokeAll(List.of(waiting(gate, "a"), waiting(gate, "b")), 50, TimeUnit.MILLISECONDS);
            assertThat(futures).hasSize(2).allMatch(java.util.concurrent.Future::isCancelled);
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
        }
    }

    @Test
    default void invokeAny_returnsASuccessAndCancelsTheRest(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(2)) {
            Job<String> quick = () -> "quick";
            Job<String> failing = () -> String.valueOf(Tasks.failWithIo(1));
            var service = executor.asExecutorService();
            assertThat(service.invokeAny(List.of(failing, waiting(gate, "slow"), quick)))
                    .isEqualTo("quick");
            assertThat(service.invokeAny(List.of(quick), 30, TimeUnit.SECONDS)).isEqualTo("quick");
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
        }
    }

    @Test
    default void invokeAny_whenAllFail_throwsAFailure() {
        try (var executor = newExecutor(2)) {
            var service = executor.asExecutorService();
            assertThatThrownBy(() -> service.invokeAny(List.of(failure(1), failure(2))))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    default void invokeAny_whoseTimeIsUp_throwsTimeout(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var service = executor.asExecutorService();
            assertThatThrownBy(() -> service.invokeAny(List.of(waiting(gate, "slow")), 50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(executor.submit(Tasks::square, 2).result()).isEqualTo(4);
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    default void service_badInput_isRefused() {
        try (var executor = newExecutor(1)) {
            var service = executor.asExecutorService();
            var withNull = new ArrayList<Callable<Integer>>();
            withNull.add(squareOf(1));
            withNull.add(null);
            assertThatNullPointerException().isThrownBy(() -> service.execute(null));
            assertThatNullPointerException().isThrownBy(() -> service.submit((Callable<Integer>) null));
            assertThatNullPointerException().isThrownBy(() -> service.submit((Runnable) null));
            assertThatNullPointerException().isThrownBy(() -> service.invokeAll(withNull));
            assertThatNullPointerException().isThrownBy(() -> service.invokeAny(withNull));
            assertThatIllegalArgumentException().isThrownBy(() -> service.invokeAny(List.<Job<Integer>>of()));
        }
    }

    @Test
    default void service_afterShutdown_rejects() throws Exception {
        try (var executor = newExecutor(1)) {
            var service = executor.asExecutorService();
            var future = service.submit(squareOf(4));
            service.shutdown();
            assertThat(service.isShutdown()).isTrue();
            assertThatThrownBy(() -> service.submit(squareOf(1))).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> service.invokeAll(List.of(squareOf(1))))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(service.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(service.isTerminated()).isTrue();
            assertThat(future.get()).isEqualTo(16);
        }
    }

    @Test
    default void shutdownNow_stopsWhatRunsAndReturnsWhatDoesNot(@TempDir Path folder) throws Exception {
        Gate gate = Gate.in(folder);
        try (var executor = newExecutor(1)) {
            var service = executor.asExecutorService();
            var running = service.submit(waiting(gate, "running"));
            gate.awaitMark("running");
            Chore chore = () -> gate.mark("ran");
            var queued = service.submit(chore);
            List<Runnable> neverStarted = service.shutdownNow();
            assertThat(service.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
            assertThat(queued.isCancelled()).isTrue();
            assertThat(neverStarted).containsExactly(chore);
            assertThat(gate.has("ran")).isFalse();
        }
    }

    @Test
    default void awaitTermination_whileRunning_isFalse() throws Exception {
        try (var executor = newExecutor(1)) {
            var service = executor.asExecutorService();
            assertThat(service.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(service.awaitTermination(-1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(service.isTerminated()).isFalse();
        }
    }
}
