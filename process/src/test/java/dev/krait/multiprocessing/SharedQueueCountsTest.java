package dev.krait.multiprocessing;

import static dev.krait.multiprocessing.Deaths.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import dev.krait.multiprocessing.internal.shared.Parcel;
import dev.krait.multiprocessing.internal.shared.SharedQueue.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Others put and get just while somebody does so, or looks how much is in a queue, which takes two looks. */
@Timeout(120)
class SharedQueueCountsTest {
    private final Queue<Integer> queue = new Queue<>(3);

    @AfterEach
    void noMoreFaults() {
        FaultPoint.on(null);
    }

    /** Puts and gets an item between the two looks. */
    private void othersPassAt(String point) {
        FaultPoint.on(reached -> {
            if (reached.equals(point)) {
                FaultPoint.on(null);
                pass();
            }
        });
    }

    private void pass() {
        try {
            queue.put(1);
            queue.get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void emptyQueue_isNotFullMeanwhile() {
        othersPassAt("full-looked");
        assertThat(queue.full()).isFalse();

        othersPassAt("full-looked");
        queue.putNowait(1);

        assertThat(queue.getNowait()).isEqualTo(1);
    }

    @Test
    void emptyQueue_isNotLongerMeanwhileThanItEverWas() {
        othersPassAt("size-looked");

        assertThat(queue.qsize()).isZero();
    }

    @Test
    void queueThatIsNeverEmpty_givesAnItem() throws Exception {
        queue.put(1);
        othersPassAt("get-looked");

        assertThat(queue.getNowait()).isEqualTo(1);
    }

    @Test
    void queueThatIsClosedDuringTheFirstPut_isNotKeptFromItsEnd() throws Exception {
        var ending = new Queue<Integer>(QueueOptions.defaults().withEndOfStream());
        FaultPoint.on(reached -> {
            if (reached.equals("first-put")) {
                ending.close();
            }
        });
        try (var producing = ending.producing()) {
            assertThatThrownBy(() -> ending.put(1)).isInstanceOf(IllegalStateException.class);
        }

        assertThat(ending.shared().get(new Parcel(), false, null)).isEqualTo(Outcome.OVER);
    }

    /** Another thread is held at a point of a call until somebody waits for it. */
    private FutureTask<?> otherIsHeldAt(String point, Callable<?> call) throws Exception {
        var held = new CountDownLatch(1);
        FaultPoint.on(reached -> {
            if (reached.equals(point)) {
                FaultPoint.on(null);
                held.countDown();
                eventually().until(() -> queue.shared().waiting() == 1);
            }
        });
        var other = new FutureTask<>(call);
        new Thread(other).start();
        held.await();
        return other;
    }

    @Test
    void putWithoutTimeToWait_whileAnotherIsPutting_succeeds() throws Exception {
        var other = otherIsHeldAt("put-written", () -> {
            queue.put(1);
            return null;
        });

        queue.put(2, Duration.ZERO);

        other.get();
        assertThat(List.of(queue.get(), queue.get())).containsExactly(1, 2);
    }

    @Test
    void getWithoutTimeToWait_whileAnotherIsGetting_succeeds() throws Exception {
        queue.put(1);
        queue.put(2);
        var other = otherIsHeldAt("get-read", queue::get);

        assertThat(queue.get(Duration.ZERO)).isEqualTo(2);

        assertThat(other.get()).isEqualTo(1);
    }

    @Test
    void fullQueue_isFull() {
        for (int i = 0; i < 3; i++) {
            queue.putNowait(i);
        }

        assertThat(queue.full()).isTrue();
        assertThat(queue.qsize()).isEqualTo(3);
    }
}
