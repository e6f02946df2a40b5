package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FutureTest {
    private final Future<Integer> future = new Future<>();

    // ---- states

    @Test
    void new_isPending() {
        assertThat(future.done()).isFalse();
        assertThat(future.running()).isFalse();
        assertThat(future.cancelled()).isFalse();
        assertThat(future.toString()).contains("[PENDING]");
    }

    @Test
    void setRunningOrNotifyCancel_whenPending_runs() {
        assertThat(future.setRunningOrNotifyCancel()).isTrue();
        assertThat(future.running()).isTrue();
        assertThat(future.done()).isFalse();
        assertThat(future.toString()).contains("[RUNNING]");
    }

    @Test
    void setRunningOrNotifyCancel_whenCancelled_saysNoOnce() {
        future.cancel();
        assertThat(future.toString()).contains("[CANCELLED]");
        assertThat(future.setRunningOrNotifyCancel()).isFalse();
        assertThat(future.toString()).contains("[CANCELLED_AND_NOTIFIED]");
        assertThat(future.cancelled()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(future::setRunningOrNotifyCancel)
                .withMessageContaining("future in unexpected state CANCELLED_AND_NOTIFIED");
    }

    @Test
    void setRunningOrNotifyCancel_whenRunningOrFinished_isRefused() {
        assertThat(future.setRunningOrNotifyCancel()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(future::setRunningOrNotifyCancel)
                .withMessageContaining("RUNNING");
        future.setResult(1);
        assertThatIllegalStateException()
                .isThrownBy(future::setRunningOrNotifyCancel)
                .withMessageContaining("FINISHED");
    }

    @Test
    void setResult_fromPendingAndRunning_finishes() throws Exception {
        future.setResult(5);
        assertThat(future.result()).isEqualTo(5);
        assertThat(future.exception()).isNull();
        assertThat(future.done()).isTrue();
        assertThat(future.toString()).contains("[FINISHED, returned Integer]");

        var running = new Future<Integer>();
        assertThat(running.setRunningOrNotifyCancel()).isTrue();
        running.setResult(6);
        assertThat(running.result()).isEqualTo(6);
        assertThat(running.running()).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // it does not look into type arguments
    void setResult_null_isAResult() throws Exception {
        var nothing = new Future<@Nullable String>();
        nothing.setResult(null);
        assertThat(nothing.done()).isTrue();
        assertThat(nothing.result()).isNull();
        assertThat(nothing.get()).isNull();
        assertThat(nothing.toString()).contains("[FINISHED, returned null]");
    }

    @Test
    void setException_isThrownAsTheSameObject() throws Exception {
        var failure = new IOException("gone");
        future.setException(failure);
        assertThat(future.exception()).isSameAs(failure);
        assertThatThrownBy(future::result).isSameAs(failure);
        assertThatThrownBy(() -> future.result(Duration.ZERO)).isSameAs(failure);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(future::get)
                .withCause(failure);
        assertThat(future.toString()).contains("[FINISHED, raised IOException]");
    }

    @Test
    @SuppressWarnings("NullAway")
    void setException_null_isRefusedAndChangesNothing() {
        assertThatNullPointerException().isThrownBy(() -> future.setException(null));
        assertThat(future.done()).isFalse();
    }

    @Test
    void setResult_twice_isRefusedWithTheState() throws Exception {
        future.setResult(1);
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setResult(2))
                .withMessageStartingWith("FINISHED")
                .satisfies(e -> assertThat(e.state()).isEqualTo("FINISHED"));
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setException(new IOException()))
                .withMessageStartingWith("FINISHED");
        assertThat(future.result()).isEqualTo(1);
    }

    @Test
    void setResult_whenCancelled_isRefused() {
        future.cancel();
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setResult(2))
                .withMessageStartingWith("CANCELLED");
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setException(new IOException()))
                .withMessageStartingWith("CANCELLED");
    }

    // ---- cancel

    @Test
    void cancel_whenPending_callsBackOnce() {
        var calls = new AtomicInteger();
        future.addDoneCallback(done -> calls.incrementAndGet());
        assertThat(future.cancel()).isTrue();
        assertThat(future.cancel()).isTrue();
        assertThat(future.setRunningOrNotifyCancel()).isFalse();
        assertThat(future.cancel()).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void cancel_whenRunningOrFinished_isFalse() {
        assertThat(future.setRunningOrNotifyCancel()).isTrue();
        assertThat(future.cancel()).isFalse();
        assertThat(future.cancel(true)).as("nobody could stop it").isFalse();
        future.setResult(1);
        assertThat(future.cancel()).isFalse();
        assertThat(future.cancel(true)).isFalse();
    }

    @Test
    void result_whenCancelled_throwsAtOnce() {
        future.cancel();
        assertThatThrownBy(future::result).isInstanceOf(CancellationException.class);
        assertThatThrownBy(future::exception).isInstanceOf(CancellationException.class);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        future.setRunningOrNotifyCancel();
        assertThatThrownBy(future::result).isInstanceOf(CancellationException.class);
        assertThatThrownBy(future::exception).isInstanceOf(CancellationException.class);
    }

    // ---- waiting

    @Test
    void result_inTime_isReturned() throws Exception {
        try (var pool = new ThreadPoolExecutor(2)) {
            var asked = pool.submit(() -> future.result());
            var askedWithTimeout = pool.submit(() -> future.result(Duration.ofSeconds(30)));
            await().pollInSameThread().until(() -> asked.running() && askedWithTimeout.running());
            future.setResult(3);
            assertThat(asked.result()).isEqualTo(3);
            assertThat(askedWithTimeout.result()).isEqualTo(3);
        }
    }

    @Test
    void result_notInTime_throwsTimeout() {
        assertThatThrownBy(() -> future.result(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.result(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.exception(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.get(-1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void result_negativeTimeout_isRefused() {
        future.setResult(1);
        assertThatIllegalArgumentException().isThrownBy(() -> future.result(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> future.exception(Duration.ofNanos(-1)));
    }

    @Test
    void result_longestTimeout_waits() throws Exception {
        try (var pool = new ThreadPoolExecutor(1)) {
            var asked = pool.submit(() -> future.result(Duration.ofNanos(Long.MAX_VALUE)));
            await().pollInSameThread().until(asked::running);
            future.setResult(3);
            assertThat(asked.result()).isEqualTo(3);
        }
    }

    @Test
    void result_interrupted_leavesTheFutureAsItIs() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::result).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> future.result(Duration.ofSeconds(30))).isInstanceOf(InterruptedException.class);
        future.setResult(1);
        assertThat(future.result()).isEqualTo(1);
    }

    @Test
    void result_ofAnInterruptedThreadWhenDone_isReturned() throws Exception {
        future.setResult(1);
        Thread.currentThread().interrupt();
        assertThat(future.result()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void cancel_wakesWhoWaits() throws Exception {
        try (var pool = new ThreadPoolExecutor(1)) {
            var asked = pool.submit(() -> future.result());
            await().pollInSameThread().until(asked::running);
            future.cancel();
            assertThat(asked.exception()).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void result_manyShortWaits_leaveNothingBehind() {
        for (int i = 0; i < 10_000; i++) {
            assertThatThrownBy(() -> future.result(Duration.ofNanos(1))).isInstanceOf(TimeoutException.class);
        }
        assertThat(future.waiterCount()).isZero();
    }

    // ---- callbacks

    @Test
    void callbacks_runInOrderAddedWithDuplicates() {
        var seen = new ArrayList<String>();
        Consumer<Future<Integer>> again = done -> seen.add("again");
        future.addDoneCallback(done -> seen.add("first"));
        future.addDoneCallback(again);
        future.addDoneCallback(done -> seen.add(done == future ? "this future" : "another"));
        future.addDoneCallback(again);
        future.setResult(1);
        assertThat(seen).containsExactly("first", "again", "this future", "again");
    }

    @Test
    void callbacks_runInTheThreadThatCompletes() throws Exception {
        var where = new AtomicReference<Thread>();
        future.addDoneCallback(done -> where.set(Thread.currentThread()));
        try (var pool = new ThreadPoolExecutor(1)) {
            Thread worker = pool.submit(() -> {
                        future.setResult(1);
                        return Thread.currentThread();
                    })
                    .result();
            assertThat(where).hasValue(worker);
        }
    }

    @Test
    void callbacks_addedWhenDone_runAtOnceHere() {
        future.setResult(1);
        var where = new AtomicReference<Thread>();
        future.addDoneCallback(done -> where.set(Thread.currentThread()));
        assertThat(where).hasValue(Thread.currentThread());
    }

    @Test
    void callbacks_thatThrow_harmNobody() throws Exception {
        var seen = new ArrayList<String>();
        future.addDoneCallback(done -> {
            throw new IllegalStateException("expected in the log");
        });
        future.addDoneCallback(done -> {
            throw new AssertionError("expected in the log, an error too");
        });
        future.addDoneCallback(done -> seen.add("last"));
        future.setResult(1);
        assertThat(seen).containsExactly("last");
        assertThat(future.result()).isEqualTo(1);
        future.addDoneCallback(done -> {
            throw new IllegalStateException("expected in the log");
        });
    }

    @Test
    void callbacks_runAfterWaitersAreWoken() throws Exception {
        try (var pool = new ThreadPoolExecutor(1)) {
            var asked = pool.submit(() -> future.result());
            await().pollInSameThread().until(() -> future.waiterCount() == 1);
            future.addDoneCallback(done -> {
                try {
                    asked.result(Duration.ofSeconds(30));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            future.setResult(1);
            assertThat(asked.done()).isTrue();
        }
    }

    @Test
    void callbacks_addedInACallback_run() {
        var seen = new ArrayList<String>();
        future.addDoneCallback(done -> {
            done.addDoneCallback(again -> seen.add("inner"));
            seen.add("outer");
        });
        future.setResult(1);
        assertThat(seen).containsExactly("inner", "outer");
    }

    @Test
    @SuppressWarnings("NullAway")
    void addDoneCallback_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> future.addDoneCallback(null));
    }

    // ---- other futures

    @Test
    void toCompletableFuture_hasTheSameOutcome() {
        var returned = future.toCompletableFuture();
        future.setResult(4);
        assertThat(returned).isCompletedWithValue(4);

        var failed = new Future<Integer>();
        var failure = new IOException("gone");
        var raised = failed.toCompletableFuture();
        failed.setException(failure);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(raised::get)
                .withCause(failure);

        var cancelled = new Future<Integer>();
        var theirs = cancelled.toCompletableFuture();
        cancelled.cancel();
        assertThat(theirs).isCancelled();
    }

    @Test
    void toCompletableFuture_cancelled_cancelsThisFuture() {
        future.toCompletableFuture().cancel(true);
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void toListenableFuture_hasTheSameOutcome() throws Exception {
        var returned = future.toListenableFuture();
        var heard = new AtomicInteger();
        returned.addListener(heard::incrementAndGet, Runnable::run);
        future.setResult(4);
        assertThat(returned.get()).isEqualTo(4);
        assertThat(heard).hasValue(1);

        var failed = new Future<Integer>();
        var failure = new IOException("gone");
        failed.setException(failure);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> failed.toListenableFuture().get())
                .withCause(failure);
    }

    @Test
    void toListenableFuture_cancelled_cancelsThisFuture() {
        assertThat(future.toListenableFuture().cancel(false)).isTrue();
        assertThat(future.cancelled()).isTrue();
        var cancelled = new Future<Integer>();
        cancelled.cancel();
        assertThat(cancelled.toListenableFuture().isCancelled()).isTrue();
    }

    // ---- outcomes that are decoded later

    @Test
    void lateResult_isDecodedOnceByWhoAsksFirst() throws Exception {
        var decoded = new AtomicInteger();
        assertThat(future.trySetLate(new LateOutcome(false, decoded::incrementAndGet)))
                .isTrue();
        assertThat(future.done()).isTrue();
        assertThat(future.hasFailed()).isFalse();
        assertThat(future.toString()).contains("[FINISHED, returned]");
        assertThat(decoded).hasValue(0);
        assertThat(List.of(future.result(), future.result(), future.get())).containsOnly(1);
        assertThat(future.exception()).isNull();
        assertThat(decoded).hasValue(1);
    }

    @Test
    void lateResult_thatCannotBeDecoded_becomesTheException() throws Exception {
        var failure = new IOException("garbled");
        future.trySetLate(new LateOutcome(false, () -> {
            throw failure;
        }));
        assertThatThrownBy(future::result).isSameAs(failure);
        assertThat(future.exception()).isSameAs(failure);
    }

    @Test
    void lateException_isKnownAsAFailureBeforeItIsDecoded() throws Exception {
        var failure = new IOException("gone");
        future.trySetLate(new LateOutcome(true, () -> failure));
        assertThat(future.hasFailed()).isTrue();
        assertThat(Futures.await(List.of(future), ReturnWhen.FIRST_EXCEPTION).done())
                .containsExactly(future);
        assertThatThrownBy(future::result).isSameAs(failure);
    }

    @Test
    void lateResult_ofAnInterruptedThread_isReturned() throws Exception {
        future.trySetLate(new LateOutcome(false, () -> 5));
        Thread.currentThread().interrupt();
        assertThat(future.result()).isEqualTo(5);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void toCompletableFuture_ofALateResultInAnInterruptedThread_hasTheResult() {
        future.trySetLate(new LateOutcome(false, () -> 5));
        Thread.currentThread().interrupt();
        CompletableFuture<Integer> same = future.toCompletableFuture();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(same.join()).isEqualTo(5);
    }

    @Test
    void lateResult_whileAnotherThreadDecodes_waitsForItWithinTheTimeout() throws Exception {
        var decoding = new Future<Integer>();
        var decoderStarted = new Future<Integer>();
        future.trySetLate(new LateOutcome(false, () -> {
            decoderStarted.setResult(1);
            return decoding.result();
        }));
        try (var pool = new ThreadPoolExecutor(1)) {
            var first = pool.submit(() -> future.result());
            decoderStarted.result();
            assertThatThrownBy(() -> future.result(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            decoding.setResult(9);
            assertThat(future.result()).isEqualTo(9);
            assertThat(first.result()).isEqualTo(9);
        }
    }
}
