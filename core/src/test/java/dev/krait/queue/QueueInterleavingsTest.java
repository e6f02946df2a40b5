package dev.krait.queue;

import java.time.Duration;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever the threads' steps are interleaved with: calls seem to happen one after the other, and nobody sleeps on.
 *
 * <p>Forbidden: an item lost, doubled or seen in two orders; a queue fuller than its limit; a count of unfinished tasks
 * below zero or a task missed; a waiting thread that no put, get, taskDone or shutdown wakes.
 */
class QueueInterleavingsTest {
    /** All calls of a queue with a limit that do not wait. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public static class QueueCalls {
        private final Queue<Integer> queue = new Queue<>(2);

        @Operation
        public void putNowait(@Param(name = "item") int item) {
            queue.putNowait(item);
        }

        @Operation
        public int getNowait() {
            return queue.getNowait();
        }

        @Operation
        public void taskDone() {
            queue.taskDone();
        }

        @Operation
        public int qsize() {
            return queue.qsize();
        }

        @Operation
        public long unfinishedTasks() {
            return queue.unfinishedTasks();
        }

        @Operation
        public boolean join() throws InterruptedException {
            return queue.join(Duration.ZERO);
        }

        @Operation
        public void shutdown(@Param(gen = BooleanGen.class) boolean immediate) {
            queue.shutdown(immediate);
        }
    }

    /** All calls of a simple queue that do not wait. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public static class SimpleQueueCalls {
        private final SimpleQueue<Integer> queue = new SimpleQueue<>();

        @Operation
        public void put(@Param(name = "item") int item) {
            queue.put(item);
        }

        @Operation
        public int getNowait() {
            return queue.getNowait();
        }

        @Operation
        public int qsize() {
            return queue.qsize();
        }
    }

    private static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(40)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1);
    }

    private static StressOptions stress() {
        return new StressOptions()
                .iterations(4)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1);
    }

    @Test
    void queue_underModelChecking_isLinearizable() {
        modelChecking().check(QueueCalls.class);
    }

    @Test
    void queue_underStress_isLinearizable() {
        stress().check(QueueCalls.class);
    }

    @Test
    void simpleQueue_underModelChecking_isLinearizable() {
        modelChecking().check(SimpleQueueCalls.class);
    }

    @Test
    void simpleQueue_underStress_isLinearizable() {
        stress().check(SimpleQueueCalls.class);
    }

    @Test
    void blockedGettersAndPutters_areAllServed() {
        Lincheck.runConcurrentTest(60, () -> {
            var queue = new Queue<Integer>(1);
            var taken = new int[2];
            var first = new Thread(() -> taken[0] = get(queue));
            var second = new Thread(() -> taken[1] = get(queue));
            first.start();
            second.start();
            put(queue, 1);
            put(queue, 2);
            join(first, second);
            check(taken[0] + taken[1] == 3 && taken[0] * taken[1] == 2, "an item was lost or taken twice");
        });
    }

    @Test
    void joiner_isWokenByTheLastTaskDone() {
        Lincheck.runConcurrentTest(60, () -> {
            var queue = new Queue<Integer>();
            put(queue, 1);
            put(queue, 2);
            Runnable work = () -> {
                get(queue);
                queue.taskDone();
            };
            var first = new Thread(work);
            var second = new Thread(work);
            first.start();
            second.start();
            joinTasks(queue);
            check(queue.unfinishedTasks() == 0, "join() returned too early");
            join(first, second);
        });
    }

    @Test
    void shutdown_wakesWhoeverWaits() {
        Lincheck.runConcurrentTest(60, () -> {
            var queue = new Queue<Integer>();
            var endings = new int[1];
            var getter = new Thread(() -> {
                try {
                    while (true) {
                        get(queue);
                        queue.taskDone();
                    }
                } catch (QueueShutDownException e) {
                    endings[0]++;
                }
            });
            getter.start();
            put(queue, 1);
            queue.shutdown(true);
            joinTasks(queue);
            join(getter);
            check(endings[0] == 1, "the getter did not hear of the shutdown");
        });
    }

    @Test
    void blockedGetterOfASimpleQueue_isServed() {
        Lincheck.runConcurrentTest(60, () -> {
            var queue = new SimpleQueue<Integer>();
            var taken = new int[2];
            var getter = new Thread(() -> {
                try {
                    taken[0] = queue.get();
                    taken[1] = queue.get();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            getter.start();
            queue.put(1);
            queue.put(2);
            join(getter);
            check(taken[0] == 1 && taken[1] == 2, "the items came in another order");
        });
    }

    /** AssertJ's own code would be explored too, and is not made for it. */
    private static void check(boolean held, String otherwise) {
        if (!held) {
            throw new AssertionError(otherwise);
        }
    }

    private static void put(Queue<Integer> queue, int item) {
        try {
            queue.put(item);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int get(Queue<Integer> queue) {
        try {
            return queue.get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void joinTasks(Queue<Integer> queue) {
        try {
            queue.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread... threads) {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
