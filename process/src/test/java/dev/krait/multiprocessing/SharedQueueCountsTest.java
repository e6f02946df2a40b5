package dev.krait.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Others put and get just while somebody looks how much is in a queue, which takes two looks. */
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
    void fullQueue_isFull() {
        for (int i = 0; i < 3; i++) {
            queue.putNowait(i);
        }

        assertThat(queue.full()).isTrue();
        assertThat(queue.qsize()).isEqualTo(3);
    }
}
