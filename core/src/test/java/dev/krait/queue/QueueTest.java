package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void toString_ofAnAnonymousSubclass_takesTheNearestName() {
        assertThat(new Queue<Integer>() {}).hasToString("Queue[size=0, unfinished=0]");
        assertThat(new LifoQueue<Integer>(2) {}).hasToString("LifoQueue[size=0, maxsize=2, unfinished=0]");
    }

    @Test
    void toString_whileAHookHoldsTheQueue_saysSoInsteadOfHanging() throws Exception {
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var queue = new Queue<Integer>() {
            @Override
            protected void putItem(Integer item) {
                inside.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                super.putItem(item);
            }
        };
        var putter = Background.startStep(Thread::new, () -> queue.put(1));
        inside.await();
        Thread.currentThread().interrupt();

        assertThat(queue).hasToString("Queue[in use by a call that does not end]");

        assertThat(Thread.interrupted()).isTrue();
        goOn.countDown();
        putter.result();
        assertThat(queue).hasToString("Queue[size=1, unfinished=1]");
    }

    @Test
    void timeout_null_isRefusedWithAHint_whetherOrNotItWouldBeNeeded() throws Exception {
        for (int maxsize = 0; maxsize < 2; maxsize++) {
            var queue = new Queue<Integer>(maxsize);
            List<ThrowingCallable> calls = List.of(
                    () -> queue.put(1, null),
                    () -> queue.put(1, true, null),
                    () -> queue.get(null),
                    () -> queue.get(true, null),
                    () -> queue.join(null));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("the overload without a timeout");
            }
            assertThat(queue.unfinishedTasks()).isZero();
            queue.put(1, false, null);
            assertThat(queue.get(false, null)).isEqualTo(1);
        }
    }

    @Test
    void exceptions_areSiblingsBelowRuntimeException() {
        assertThat(List.of(QueueEmptyException.class, QueueFullException.class, QueueShutDownException.class))
                .allSatisfy(type -> assertThat(type.getSuperclass()).isEqualTo(RuntimeException.class));
    }
}
