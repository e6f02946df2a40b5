package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueTest implements QueueContract {
    @Override
    public Queue<Integer> newQueue(int maxsize) {
        return new Queue<>(maxsize);
    }

    @Test
    void constructor_withoutALimit_makesAQueueWithoutOne() {
        assertThat(new Queue<Integer>().maxsize()).isZero();
    }

    @Test
    void items_comeOutInTheOrderInWhichTheyWentIn() throws Exception {
        var queue = new Queue<Integer>();
        for (int item : new int[] {3, 1, 2}) {
            queue.put(item);
        }
        assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(3, 1, 2);
    }

    @Test
    void itemsOfOneProducer_areSeenByAConsumerInOrder() throws Exception {
        var queue = new Queue<Integer>();
        int count = 20_000;
        var producer = Background.startStep(Thread::new, () -> {
            for (int i = 0; i < count; i++) {
                queue.put(i);
            }
            queue.shutdown();
        });
        var items = new ArrayList<Integer>();
        for (Integer item : queue.untilShutdown()) {
            items.add(item);
        }
        producer.result();
        assertThat(items).hasSize(count).isSorted();
    }

    @Test
    void exceptions_areSiblingsBelowRuntimeException() {
        assertThat(List.of(QueueEmptyException.class, QueueFullException.class, QueueShutDownException.class))
                .allSatisfy(type -> assertThat(type.getSuperclass()).isEqualTo(RuntimeException.class));
    }
}
