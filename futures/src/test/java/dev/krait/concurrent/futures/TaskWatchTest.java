package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Function0;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What counts as running and as waiting for a task that an executor gives to a worker, and takes back before that begins. */
class TaskWatchTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Task<Integer> scheduled(TaskOptions options) {
        Function0<Integer> function = () -> 1;
        var task = new Task<Integer>(CallShape.FUNCTION0, function, null, options, null);
        task.submitted();
        return task;
    }

    private static void pass(Duration time) throws InterruptedException {
        var passed = new CountDownLatch(1);
        var unused = Deadlines.after(time.toNanos(), passed::countDown);
        assertThat(passed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failures_ofSeveralRuns_areSuppressedOnceAndNeverInThemselves() throws Exception {
        Task<Integer> task = scheduled(TaskOptions.defaults().withRetries(9));
        assertThat(task.start(future -> {})).isTrue();
        var same = new IOException("the same object each time");
        var other = new IOException("another");
        assertThat(task.retry(same) && task.retry(other) && task.retry(same)).isTrue();
        same.addSuppressed(other);
        assertThat(task.fail(same)).isTrue();
        assertThat(task.future().exception()).isSameAs(same);
        assertThat(same.getSuppressed()).containsExactly(other);
    }

    @Test
    void failures_ofSeveralRuns_areSuppressedInOneThatIsDecodedLater() throws Exception {
        Task<Integer> task = scheduled(TaskOptions.defaults().withRetries(1));
        assertThat(task.start(future -> {})).isTrue();
        var first = new IOException("first");
        assertThat(task.retry(first)).isTrue();
        assertThat(task.failLater(() -> new IOException("second"))).isTrue();
        assertThat(task.future().exception()).hasMessage("second").hasSuppressedException(first);
    }

    @Test
    void runTimeout_ofATaskThatWaitsAgain_countsFromItsNextStart() throws Exception {
        Task<Integer> task = scheduled(TaskOptions.defaults()
                .withRunTimeout(Duration.ofMillis(200))
                .withProgressTimeout(Duration.ofMillis(200)));
        assertThat(task.start(future -> {})).isTrue();
        task.waitsAgain();
        pass(Duration.ofMillis(400));
        assertThat(task.future().done()).isFalse();
        assertThat(task.start(future -> {})).isTrue();
        assertThatThrownBy(() -> task.future().result(LONG)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void queueTimeout_ofATaskThatWaitsAgain_goesOn() {
        Task<Integer> task = scheduled(TaskOptions.defaults().withQueueTimeout(SHORT));
        if (task.start(future -> {})) {
            task.waitsAgain();
        }
        assertThatThrownBy(() -> task.future().result(LONG))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("queue timeout");
    }

    @Test
    void queueTimeout_ofATaskThatWaitedAgainAndRuns_isOver() throws Exception {
        Duration limit = SHORT;
        Task<Integer> task;
        boolean started;
        do { // On a machine that is too busy to start a task in time, with more time.
            limit = limit.multipliedBy(2);
            task = scheduled(TaskOptions.defaults().withQueueTimeout(limit));
            started = task.start(future -> {});
            task.waitsAgain();
            started &= task.start(future -> {});
        } while (!started);
        pass(limit.multipliedBy(2));
        assertThat(task.future().running()).isTrue();
        assertThat(task.succeed(1)).isTrue();
    }
}
