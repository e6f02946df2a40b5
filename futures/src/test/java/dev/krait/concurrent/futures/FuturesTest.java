package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FuturesTest {
    private final Future<Integer> pending = new Future<>();
    private final Future<Integer> finished = new Future<>();
    private final Future<Integer> failed = new Future<>();
    private final Future<Integer> cancelled = new Future<>();

    FuturesTest() {
        finished.setResult(1);
        failed.setException(new IOException("gone"));
        failed.markRead();
        cancelled.cancel();
    }

    // ---- await

    @Test
    void await_nothing_returnsTwoEmptySets() throws Exception {
        var found = Futures.await(List.<Future<Integer>>of());
        assertThat(found.done()).isEmpty();
        assertThat(found.notDone()).isEmpty();
        assertThat(Futures.await(List.<Future<Integer>>of(), ReturnWhen.FIRST_COMPLETED)
                        .done())
                .isEmpty();
    }

    @Test
    void await_timePassed_isNoErrorAndDuplicatesCountOnce() throws Exception {
        var found = Futures.await(List.of(pending, finished, pending, failed), Duration.ofMillis(5));
        assertThat(found.done()).containsExactly(finished, failed);
        assertThat(found.notDone()).containsExactly(pending);
        assertThat(pending.waiterCount()).isZero();
    }

    @Test
    void await_firstCompleted_countsACancelledOne() throws Exception {
        var found = Futures.await(List.of(pending, cancelled), ReturnWhen.FIRST_COMPLETED);
        assertThat(found.done()).containsExactly(cancelled);
        assertThat(found.notDone()).containsExactly(pending);
        assertThat(pending.waiterCount()).isZero();
    }

    @Test
    void await_firstException_doesNotCountACancelledOne() throws Exception {
        var early = Futures.await(List.of(pending, failed), ReturnWhen.FIRST_EXCEPTION);
        assertThat(early.notDone()).containsExactly(pending);
        var late =
                Futures.await(List.of(pending, cancelled, finished), Duration.ofMillis(5), ReturnWhen.FIRST_EXCEPTION);
        assertThat(late.notDone()).containsExactly(pending);
        var all = Futures.await(List.of(cancelled, finished), ReturnWhen.FIRST_EXCEPTION);
        assertThat(all.notDone()).isEmpty();
    }

    @Test
    void await_firstException_returnsWhenItHappens() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            var waiting = executor.submit(() -> Futures.await(List.of(pending, finished), ReturnWhen.FIRST_EXCEPTION)
                    .done());
            pending.setException(new IOException("now"));
            assertThat(waiting.result()).containsExactly(pending, finished);
            assertThat(pending.exception()).hasMessage("now");
        }
    }

    @Test
    void await_badInput_isRefusedEvenIfAllAreDone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Futures.await(List.of(finished), Duration.ofNanos(-1)));
        assertThatNullPointerException().isThrownBy(() -> Futures.await(Arrays.asList(finished, null)));
    }

    @Test
    @SuppressWarnings("NullAway")
    void await_withoutReturnWhen_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> Futures.await(List.of(finished), (ReturnWhen) null));
    }

    @Test
    void await_interrupted_leavesNothingBehind() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Futures.await(List.of(pending))).isInstanceOf(InterruptedException.class);
        assertThat(pending.waiterCount()).isZero();
    }

    @Test
    void await_futuresOfDifferentExecutorsAndTypes_mixes() throws Exception {
        try (var threads = new ThreadPoolExecutor(1);
                var adapted = Executor.of(Executors.newSingleThreadExecutor())) {
            List<Future<?>> mixed = List.of(threads.submit(() -> 1), adapted.submit(() -> "two"), finished);
            assertThat(Futures.await(mixed).done()).containsExactlyElementsOf(mixed);
            var seen = new ArrayList<Future<?>>();
            Futures.asCompleted(mixed).forEachRemaining(seen::add);
            assertThat(seen).containsExactlyInAnyOrderElementsOf(mixed);
        }
    }

    // ---- asCompleted

    @Test
    void asCompleted_inAForLoop_givesEachOnce_andASecondLoopWhatIsLeft() {
        var completed = Futures.asCompleted(List.of(finished, failed));
        var seen = new ArrayList<Future<?>>();
        for (Future<?> future : completed) {
            seen.add(future);
        }
        for (Future<?> future : completed) {
            seen.add(future);
        }

        assertThat(seen).containsExactlyInAnyOrder(finished, failed);
    }

    @Test
    void asCompleted_givesThoseDoneFirstAndDuplicatesOnce() throws Exception {
        var completed = Futures.asCompleted(List.of(pending, finished, finished, failed, cancelled));
        assertThat(List.of(completed.take(), completed.take(), completed.take()))
                .containsExactly(finished, failed, cancelled);
        pending.setResult(2);
        assertThat(completed.next()).isSameAs(pending);
        assertThat(completed.hasNext()).isFalse();
        assertThatThrownBy(completed::take).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void asCompleted_timePassed_givesAllThatIsDoneThenSaysWhatIsMissing() throws Exception {
        var completed = Futures.asCompleted(List.of(pending, finished, failed), Duration.ZERO);
        assertThat(completed.take()).isSameAs(finished);
        assertThat(completed.take()).isSameAs(failed);
        assertThatThrownBy(completed::take)
                .isInstanceOf(TimeoutException.class)
                .hasMessage("1 (of 3) futures unfinished");
        assertThat(completed.hasNext()).isFalse();
        assertThat(pending.waiterCount()).isZero();
    }

    @Test
    void asCompleted_timePassedInALoop_throwsWrapped() {
        var completed = Futures.asCompleted(List.of(pending), Duration.ofMillis(1));
        assertThatThrownBy(completed::next)
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void asCompleted_closed_isForgottenByTheFutures() throws Exception {
        var completed = Futures.asCompleted(List.of(pending, finished));
        completed.close();
        completed.close();
        assertThat(completed.hasNext()).isFalse();
        assertThat(pending.waiterCount()).isZero();
        assertThat(pending.done()).isFalse();
    }

    @Test
    void asCompleted_interrupted_losesNothing() throws Exception {
        var completed = Futures.asCompleted(List.of(pending));
        Thread.currentThread().interrupt();
        assertThatThrownBy(completed::take).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(completed::next).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pending.cancelled())
                .as("waiting for it was given up, not the task")
                .isFalse();
    }

    @Test
    void asCompleted_badInput_isRefusedAtTheCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Futures.asCompleted(List.of(finished), Duration.ofNanos(-1)));
        assertThatNullPointerException().isThrownBy(() -> Futures.asCompleted(Arrays.asList(finished, null)));
    }
}
