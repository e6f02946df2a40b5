package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.krait.multiprocessing.connection.Connection;
import dev.krait.multiprocessing.connection.Pipe;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A system that for a moment gives this process no thread more costs a pool a moment and nothing else. */
class NoThreadLeftTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicInteger refused = new AtomicInteger();

    /** Lets the next starts of threads fail. */
    private void refuse(int starts) {
        var left = new AtomicInteger(starts);
        FaultPoint.on(step -> {
            if (step.equals("thread-starting") && left.getAndDecrement() > 0) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread (not really)");
            }
        });
    }

    @AfterEach
    void refuseNoMore() {
        FaultPoint.on(null);
    }

    @Test
    void workerWithoutAThread_isStartedLater() throws Exception {
        refuse(2); // Also that of the second attempt.
        try (var pool = new Pool(1)) {
            assertThat(pool.applyAsync(() -> 1).get(LIMIT)).isEqualTo(1);
        }
        assertThat(refused).hasValue(2);
    }

    @Test
    void watchOfDeadlinesWithoutAThread_refusesThatTaskAndWatchesTheNext() throws Exception {
        try (var pool = new Pool(1)) {
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(Duration.ofMillis(50)));
            refuse(1);
            assertThatThrownBy(() -> hasty.applyAsync(PoolOptionsContract::waitForEver))
                    .isInstanceOf(OutOfMemoryError.class);
            AsyncResult<Integer> watched = hasty.applyAsync(PoolOptionsContract::waitForEver);
            assertThatThrownBy(() -> watched.get(LIMIT)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void iterationWithoutAThreadForItsDeadlines_endsWithTheReason() throws Exception {
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(LIMIT));
            Iterable<Integer> refusing =
                    () -> Stream.of(1, 2).peek(item -> refuse(1)).iterator();
            try (IMapIterator<Integer> results = hasty.imap(x -> x, refusing)) {
                assertThatThrownBy(() -> results.take(LIMIT)).isInstanceOf(OutOfMemoryError.class);
            }
        }
    }

    @Test
    void callWithRetriesThatIsRefusedForWantOfAThread_keepsThePoolFromNothing() throws Exception {
        var pool = new Pool(1);
        try {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            Pool hasty = pool.with(TaskOptions.defaults().withRunTimeout(LIMIT).withRetries(1));
            refuse(1);
            assertThatThrownBy(() -> hasty.applyAsync(() -> 1)).isInstanceOf(OutOfMemoryError.class);
            pool.close();
            assertTimeoutPreemptively(LIMIT, pool::join);
        } finally {
            pool.terminate();
        }
    }

    @Test
    void iterationWithoutAThreadForItsInput_isRefusedAndKeepsThePoolFromNothing() throws Exception {
        var pool = new Pool(1);
        try {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            Pool patient = pool.with(TaskOptions.defaults().withRetries(1));
            refuse(1);
            assertThatThrownBy(() -> patient.imap(x -> x, List.of(1))).isInstanceOf(OutOfMemoryError.class);
            pool.close();
            assertTimeoutPreemptively(LIMIT, pool::join);
        } finally {
            pool.terminate();
        }
    }

    @Test
    void callbacksWithoutAThread_areCalledLaterInTheirOrder() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Integer>());
        try (var pool = new Pool(1)) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            refuse(1);
            AsyncResult<Integer> first = pool.applyAsync(() -> 1, told::add, failure -> {});
            AsyncResult<Integer> second = pool.applyAsync(() -> 2, told::add, failure -> {});
            assertThat(first.get(LIMIT)).isEqualTo(1);
            assertThat(second.get(LIMIT)).isEqualTo(2);
        }
        assertThat(told).containsExactly(1, 2);
        assertThat(refused).hasValue(1);
    }

    @Test
    void processWithoutAThread_isRefusedAndClosesWhatWasToMoveThere() throws Exception {
        try (var pipe = new Pipe()) {
            Connection far = pipe.child();
            var process = new Process(() -> far.send(1));
            refuse(1);
            assertThatThrownBy(process::start).isInstanceOf(OutOfMemoryError.class);
            assertThat(refused).hasValue(1);
            assertTimeoutPreemptively(
                    LIMIT, () -> assertThatThrownBy(() -> pipe.parent().recv()).isInstanceOf(EOFException.class));
        }
    }

    static int print() {
        System.out.println("a line of a task");
        return 1;
    }

    @Test
    void printerWithoutAThread_printsAllTheSame() throws Exception {
        String printed = Printed.byThisProcess(() -> {
            try (var pool = new Pool(1)) {
                assertThat(pool.apply(() -> 1)).isEqualTo(1);
                refuse(1);
                assertThat(pool.applyAsync(NoThreadLeftTest::print).get(LIMIT)).isEqualTo(1);
            }
        });
        assertThat(printed).contains("a line of a task");
        assertThat(refused).hasValue(1);
    }
}
