package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SimpleQueueTest implements HandOverContract {
    @Override
    public HandOver newHandOver() {
        return HandOver.of(new SimpleQueue<>());
    }

    @Test
    void items_comeOutInTheOrderInWhichTheyWentIn() throws Exception {
        var queue = new SimpleQueue<Integer>();
        for (int item : new int[] {3, 1, 2}) {
            queue.put(item);
        }
        assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(3, 1, 2);
    }

    @Test
    void simpleQueue_hasNoLimitNoTasksAndNoShutdown() {
        assertThat(Stream.of(SimpleQueue.class.getMethods()).map(Method::getName))
                .contains("put", "get", "putNowait", "getNowait", "qsize", "empty")
                .doesNotContain("maxsize", "full", "taskDone", "join", "shutdown", "isShutdown", "unfinishedTasks");
    }

    @Test
    void toString_tellsTheSize() {
        var queue = new SimpleQueue<Integer>();
        queue.put(4);
        assertThat(queue).hasToString("SimpleQueue[size=1]");
    }
}
