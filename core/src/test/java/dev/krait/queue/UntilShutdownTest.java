package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class UntilShutdownTest {
    @Test
    void hasNext_mayBeAskedOftenAndTakesOneItem() throws Exception {
        var queue = new Queue<Integer>();
        queue.put(1);
        queue.put(2);
        Iterator<Integer> items = queue.untilShutdown().iterator();
        assertThat(items.hasNext()).isTrue();
        assertThat(items.hasNext()).isTrue();
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(items.next()).isEqualTo(1);
        assertThat(items.next()).isEqualTo(2);
    }

    @Test
    void next_afterTheEnd_throwsNoSuchElement() throws Exception {
        var queue = new Queue<Integer>();
        queue.put(1);
        queue.shutdown();
        Iterator<Integer> items = queue.untilShutdown().iterator();
        assertThat(items.next()).isEqualTo(1);
        assertThat(items.hasNext()).isFalse();
        assertThat(items.hasNext()).isFalse();
        assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void loop_whenWaiting_endsAtShutdown() throws Exception {
        var queue = new Queue<Integer>();
        var consumer = Background.start(() -> {
                    int count = 0;
                    for (Integer item : queue.untilShutdown()) {
                        count += item;
                    }
                    return count;
                })
                .untilWaiting();
        queue.shutdown(true);
        assertThat(consumer.result()).isZero();
    }

    @Test
    void hasNext_whenInterrupted_isCancelledKeepsTheStatusAndTakesNothing() throws Exception {
        var queue = new Queue<Integer>();
        Iterator<Integer> items = queue.untilShutdown().iterator();
        var cancelled = Background.start(() -> {
                    assertThatThrownBy(items::hasNext)
                            .isInstanceOf(CancellationException.class)
                            .hasCauseInstanceOf(InterruptedException.class);
                    return Thread.interrupted();
                })
                .untilWaiting();
        cancelled.interrupt();
        assertThat(cancelled.result()).isTrue();
        queue.put(3);
        assertThat(items.next()).isEqualTo(3);
    }
}
