package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An item that goes back to the queue that it came from, whatever the order of that. */
class PutBackTest {
    static List<Queue<Integer>> queues() {
        return List.of(new Queue<>(2), new LifoQueue<>(2), new PriorityQueue<>(2));
    }

    @ParameterizedTest
    @MethodSource("queues")
    void putBack_makesTheItemTheNextOneAndCountsNothing(Queue<Integer> queue) throws Exception {
        queue.put(1);
        queue.put(2);
        Integer item = queue.get();
        queue.put(0);

        queue.putBack(item);

        assertThat(queue.qsize()).isEqualTo(3);
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        assertThat(queue.get()).isEqualTo(item);
    }

    @ParameterizedTest
    @MethodSource("queues")
    void putBack_wakesWhoWaitsForAnItem(Queue<Integer> queue) throws Exception {
        queue.put(1);
        Integer item = queue.get();
        var getter = Background.start(queue::get).untilWaiting();

        queue.putBack(item);

        assertThat(getter.result()).isEqualTo(1);
    }
}
