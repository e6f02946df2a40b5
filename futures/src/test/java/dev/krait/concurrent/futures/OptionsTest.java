package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the options refuse, and that they do not change. */
class OptionsTest {
    @Test
    void mapOptions_badInput_isRefused() {
        var options = MapOptions.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> options.withChunkSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withBufferSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withTimeout(Duration.ofNanos(-1)));
    }

    @Test
    void mapOptions_areImmutable() {
        var changed = MapOptions.defaults().withChunkSize(2).withBufferSize(3).withTimeout(Duration.ofSeconds(4));
        assertThat(changed.chunkSize()).isEqualTo(2);
        assertThat(changed.bufferSize()).isEqualTo(3);
        assertThat(changed.timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(MapOptions.defaults().chunkSize()).isEqualTo(1);
        assertThat(MapOptions.defaults().bufferSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(MapOptions.defaults().timeout()).isNull();
    }

    @Test
    void taskOptions_badInput_isRefused() {
        var options = TaskOptions.defaults();
        for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException().isThrownBy(() -> options.withTimeout(bad));
            assertThatIllegalArgumentException().isThrownBy(() -> options.withQueueTimeout(bad));
            assertThatIllegalArgumentException().isThrownBy(() -> options.withRunTimeout(bad));
            assertThatIllegalArgumentException().isThrownBy(() -> options.withProgressTimeout(bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> options.withRetries(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withRetryDelay(Duration.ofNanos(-1)));
    }

    @Test
    void taskOptions_badTimes_areRefusedInTheirOwnTerms() {
        var options = TaskOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withRunTimeout(Duration.ofSeconds(-1)))
                .withMessage("run timeout must be more than zero: PT-1S; leave it out for a task without one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withQueueTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageMatching("queue timeout .* is longer than can be counted, .*; leave it out .*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withRetryDelay(Duration.ofSeconds(-1)))
                .withMessage("retry delay must not be negative: PT-1S; leave it out for retries without a pause");
    }

    @Test
    void timesOfMapsAndGroups_areRefusedInTheirOwnTerms() {
        var options = MapOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withTimeout(Duration.ofSeconds(-1)))
                .withMessage("timeout of a map must not be negative: PT-1S; leave it out for a map without one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageMatching("timeout of a map .* is longer than can be counted, .*; leave it out .*");
        try (var executor = new ThreadPoolExecutor(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TaskGroup(executor, Duration.ofSeconds(-1)))
                    .withMessage(
                            "timeout of a group must not be negative: PT-1S; leave it out for a group without one");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TaskGroup(executor, Duration.ofSeconds(Long.MAX_VALUE)))
                    .withMessageMatching("timeout of a group .* is longer than can be counted, .*; leave it out .*");
        }
    }

    @Test
    void timesOfWorkers_areRefusedInTheirOwnTerms() {
        var options = ProcessPoolOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withMaxAgePerChild(Duration.ofSeconds(-1)))
                .withMessage("max age per child must be more than zero: PT-1S; leave it out for workers that stay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withMaxAgePerChild(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageMatching("max age per child .* is longer than can be counted, .*; leave it out .*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withStopGrace(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageMatching("the grace .* is longer than can be counted, .*");
    }

    @Test
    @SuppressWarnings("NullAway")
    void map_ofNull_namesWhatIsMissing() {
        try (var executor = new ThreadPoolExecutor(1)) {
            Iterable<Integer> none = null;
            MapOptions noOptions = null;
            assertThatNullPointerException()
                    .isThrownBy(() -> executor.map(Tasks::square, none))
                    .withMessage("items");
            assertThatNullPointerException()
                    .isThrownBy(() -> executor.map(Tasks::add, List.of(1), none))
                    .withMessage("bs");
            assertThatNullPointerException()
                    .isThrownBy(() -> executor.map(Tasks::square, List.of(1), noOptions))
                    .withMessage("options");
        }
    }

    @Test
    void taskOptions_areImmutable() {
        var changed = TaskOptions.defaults().withPriority(7).withRetries(2).withTimeout(Duration.ofSeconds(1));
        assertThat(changed.withPriority(8).priority()).isEqualTo(8);
        assertThat(changed.priority()).isEqualTo(7);
        assertThat(changed.retries()).isEqualTo(2);
        assertThat(TaskOptions.defaults().priority()).isZero();
        assertThat(TaskOptions.defaults().timeout()).isNull();
    }

    @Test
    void with_ofAView_replacesItsOptionsAndSharesTheEnd() throws Exception {
        var executor = new ThreadPoolExecutor(1);
        var view = executor.with(TaskOptions.defaults().withRetries(1));
        var other = view.with(TaskOptions.defaults().withPriority(1));
        assertThat(other.options().retries()).isZero();
        assertThat(other.submit(Tasks::square, 2).result()).isEqualTo(4);
        view.close();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(view.isShutdown()).isTrue();
        assertThat(view.isBroken()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> other.submit(Tasks::square, 2));
    }

    @Test
    void awaitTermination_negativeTimeout_isRefused() {
        try (var executor = new ThreadPoolExecutor(1);
                var group = new TaskGroup(executor)) {
            assertThatIllegalArgumentException().isThrownBy(() -> executor.awaitTermination(Duration.ofNanos(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> group.awaitTermination(Duration.ofNanos(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> new TaskGroup(executor, Duration.ofNanos(-1)));
        }
    }

    /** As in a pool. */
    @Test
    void cancellationThatATaskThrows_isNotWorthARetry() {
        try (var executor = new ThreadPoolExecutor(1)) {
            var runs = new AtomicInteger();
            var future = executor.with(TaskOptions.defaults().withRetries(3)).submit(() -> {
                throw new CancellationException("run " + runs.incrementAndGet());
            });
            assertThatThrownBy(future::result)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("run 1");
        }
    }

    @Test
    void retryPredicate_thatThrows_endsTheRetries() {
        try (var executor = new ThreadPoolExecutor(1)) {
            var options = TaskOptions.defaults().withRetries(3).withRetryOn(failure -> {
                throw new IllegalStateException("expected in the log");
            });
            assertThatThrownBy(executor.with(options).submit(Tasks::failWithIo, 1)::result)
                    .hasMessage("no 1");
        }
    }
}
