package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LifoQueueTest implements QueueContract {
    @Override
    public Queue<Integer> newQueue(int maxsize) {
        return new LifoQueue<>(maxsize);
    }

    @Test
    void constructor_withoutALimit_makesAStackWithoutOne() {
        assertThat(new LifoQueue<Integer>().maxsize()).isZero();
    }

    @Test
    void items_comeOutYoungestFirst() throws Exception {
        var stack = new LifoQueue<Integer>();
        for (int item : new int[] {3, 1, 2}) {
            stack.put(item);
        }
        assertThat(List.of(stack.get(), stack.get(), stack.get())).containsExactly(2, 1, 3);
    }
}
