package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Queue} does, whatever its order and store: limit, unfinished tasks, shutdown, draining. */
interface QueueContract extends HandOverContract {
    Queue<Integer> newQueue(int maxsize);

    @Override
    default HandOver newHandOver() {
        return HandOver.of(newQueue(0));
    }

    private static void fill(Queue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(i);
        }
    }

    // The limit

    @Test
    default void maxsize_isAsGiven() {
        assertThat(newQueue(3).maxsize()).isEqualTo(3);
        assertThat(newQueue(0).maxsize()).isZero();
        assertThat(newQueue(-2).maxsize()).isEqualTo(-2);
    }

    @Test
    default void queueWithLimitOfZeroOrLess_isNeverFull() throws Exception {
        for (int maxsize : new int[] {0, -1, Integer.MIN_VALUE}) {
            var queue = newQueue(maxsize);
            fill(queue, 300);
            assertThat(queue.full()).isFalse();
            assertThat(queue.qsize()).isEqualTo(300);
        }
    }

    @Test
    default void full_isTrueAtTheLimitOnly() throws Exception {
        var queue = newQueue(2);
        assertThat(queue.full()).isFalse();
        queue.put(1);
        assertThat(queue.full()).isFalse();
        queue.put(2);
        assertThat(queue.full()).isTrue();
        queue.get();
        assertThat(queue.full()).isFalse();
    }

    @Test
    default void putWithoutBlocking_whenFull_throwsQueueFullAndStoresNothing() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        assertThatThrownBy(() -> queue.putNowait(2))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("maxsize=1");
        assertThatThrownBy(() -> queue.put(2, false)).isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.put(2, false, LONG)).isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.put(2, Duration.ZERO)).isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.put(2, true, Duration.ZERO)).isInstanceOf(QueueFullException.class);
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
    }

    @Test
    default void putWithTimeout_whenNoPlaceBecomesFree_throwsQueueFullNotBeforeTheTimeout() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        long start = System.nanoTime();
        assertThatThrownBy(() -> queue.put(2, SHORT))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("PT0.03S");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    default void put_whenFull_waitsForAGet() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        var putter = Background.startStep(this::newThread, () -> queue.put(2)).untilWaiting();
        assertThat(queue.get()).isEqualTo(1);
        putter.result();
        assertThat(queue.get()).isEqualTo(2);
    }

    @Test
    default void putWithTimeout_whenAPlaceBecomesFreeInTime_storesTheItem() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        var putter =
                Background.startStep(this::newThread, () -> queue.put(2, LONG)).untilWaiting();
        queue.getNowait();
        putter.result();
        assertThat(queue.getNowait()).isEqualTo(2);
    }

    @Test
    default void put_withLimitAndNegativeOrEndlessTimeout_isRefusedEvenIfThereIsAPlace() throws Exception {
        var queue = newQueue(1);
        assertThatThrownBy(() -> queue.put(1, Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.put(1, true, Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.put(1, Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(queue.empty()).isTrue();
        assertThat(queue.unfinishedTasks()).isZero();
    }

    @Test
    default void putWithoutBlocking_withLimitAndNegativeTimeout_doesNotLookAtIt() throws Exception {
        var queue = newQueue(1);
        queue.put(1, false, Duration.ofSeconds(-1));
        assertThatThrownBy(() -> queue.put(2, false, Duration.ofSeconds(-1))).isInstanceOf(QueueFullException.class);
    }

    @Test
    default void put_whenInterruptedWhileWaiting_leavesTheQueueAsIfNotCalled() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        var interrupted =
                Background.startStep(this::newThread, () -> queue.put(2)).untilWaiting();
        var patient =
                Background.startStep(this::newThread, () -> queue.put(3, LONG)).untilWaiting();
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(queue.get()).isEqualTo(1);
        patient.result();
        assertThat(queue.get()).isEqualTo(3);
    }

    @Test
    default void putWithTimeout_whenInterruptedWhileWaiting_storesNothing() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        var putter =
                Background.startStep(this::newThread, () -> queue.put(2, LONG)).untilWaiting();
        putter.interrupt();
        assertThat(putter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    default void put_whenInterruptedOnEntry_storesNothing() throws Exception {
        for (int maxsize : new int[] {0, 5}) {
            var queue = newQueue(maxsize);
            var putter = Background.startStep(this::newThread, () -> {
                Thread.currentThread().interrupt();
                queue.put(1);
            });
            assertThat(putter.failure()).isInstanceOf(InterruptedException.class);
            assertThat(queue.empty()).isTrue();
            assertThat(queue.unfinishedTasks()).isZero();
        }
    }

    // Unfinished tasks

    @Test
    default void unfinishedTasks_risesWithEachPutAndFallsWithTaskDoneAlone() throws Exception {
        var queue = newQueue(0);
        fill(queue, 3);
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        queue.get();
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        queue.taskDone();
        assertThat(queue.unfinishedTasks()).isEqualTo(2);
    }

    @Test
    default void taskDone_moreOftenThanItemsWerePut_isRefused() throws Exception {
        var queue = newQueue(0);
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too many times");
        queue.put(1);
        queue.taskDone();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.unfinishedTasks()).isZero();
    }

    @Test
    default void join_whenNothingIsUnfinished_returnsAtOnce() throws Exception {
        var queue = newQueue(0);
        queue.join();
        queue.put(1);
        queue.taskDone();
        queue.join();
        assertThat(queue.join(Duration.ZERO)).isTrue();
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    default void join_whenTheQueueIsEmptyButATaskIsNotDone_waitsForTaskDone() throws Exception {
        var queue = newQueue(0);
        fill(queue, 2);
        queue.get();
        queue.get();
        var first = Background.startStep(this::newThread, queue::join).untilWaiting();
        var second = Background.start(this::newThread, () -> queue.join(LONG)).untilWaiting();
        queue.taskDone();
        first.untilWaiting();
        second.untilWaiting();
        queue.taskDone();
        first.result();
        assertThat(second.result()).isTrue();
    }

    @Test
    default void joinWithTimeout_whenATaskStaysUnfinished_returnsFalseNotBeforeTheTimeout() throws Exception {
        var queue = newQueue(0);
        queue.put(1);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        long start = System.nanoTime();
        assertThat(queue.join(SHORT)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    default void join_withNegativeTimeout_isRefused() throws Exception {
        assertThatThrownBy(() -> newQueue(0).join(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void join_whenInterrupted_throwsInterruptedAndCountsOn() throws Exception {
        var queue = newQueue(0);
        queue.put(1);
        var joiner = Background.startStep(this::newThread, queue::join).untilWaiting();
        joiner.interrupt();
        assertThat(joiner.failure()).isInstanceOf(InterruptedException.class);
        var timed = Background.start(this::newThread, () -> queue.join(LONG)).untilWaiting();
        timed.interrupt();
        assertThat(timed.failure()).isInstanceOf(InterruptedException.class);
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        var onEntry = Background.startStep(this::newThread, () -> {
            Thread.currentThread().interrupt();
            newQueue(0).join();
        });
        assertThat(onEntry.failure()).isInstanceOf(InterruptedException.class);
    }

    // Shutdown

    @Test
    default void shutdown_refusesPutsAndLetsItemsBeGot() throws Exception {
        var queue = newQueue(0);
        fill(queue, 2);
        assertThat(queue.isShutdown()).isFalse();
        queue.shutdown();
        assertThat(queue.isShutdown()).isTrue();
        assertThatThrownBy(() -> queue.put(9))
                .isInstanceOf(QueueShutDownException.class)
                .hasMessageContaining("shut down");
        assertThatThrownBy(() -> queue.put(9, SHORT)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.putNowait(9)).isInstanceOf(QueueShutDownException.class);
        assertThat(new HashSet<>(List.of(queue.get(), queue.getNowait()))).containsExactlyInAnyOrder(0, 1);
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
    }

    @Test
    default void callsThatDoNotBlock_afterShutdown_throwShutDownRatherThanEmptyOrFull() throws Exception {
        var queue = newQueue(1);
        queue.put(1);
        queue.shutdown();
        assertThatThrownBy(() -> queue.putNowait(2)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.put(2, false)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.put(2, Duration.ZERO)).isInstanceOf(QueueShutDownException.class);
        queue.get();
        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.get(false)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.get(Duration.ZERO)).isInstanceOf(QueueShutDownException.class);
    }

    @Test
    default void shutdown_wakesAllThatWaitToGet() throws Exception {
        var queue = newQueue(0);
        var getter = Background.start(this::newThread, queue::get).untilWaiting();
        var timed = Background.start(this::newThread, () -> queue.get(LONG)).untilWaiting();
        queue.shutdown();
        assertThat(getter.failure()).isInstanceOf(QueueShutDownException.class);
        assertThat(timed.failure()).isInstanceOf(QueueShutDownException.class);
    }

    @Test
    default void shutdown_wakesAllThatWaitToPutAndStoresNothingOfTheirs() throws Exception {
        for (boolean immediate : new boolean[] {false, true}) {
            var queue = newQueue(1);
            queue.put(1);
            var putter =
                    Background.startStep(this::newThread, () -> queue.put(2)).untilWaiting();
            var timed = Background.startStep(this::newThread, () -> queue.put(3, LONG))
                    .untilWaiting();
            queue.shutdown(immediate);
            assertThat(putter.failure()).isInstanceOf(QueueShutDownException.class);
            assertThat(timed.failure()).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.qsize()).isEqualTo(immediate ? 0 : 1);
        }
    }

    @Test
    default void shutdown_whileJoined_keepsTheJoinWaitingForTaskDone() throws Exception {
        var queue = newQueue(0);
        queue.put(1);
        var joiner = Background.startStep(this::newThread, queue::join).untilWaiting();
        queue.shutdown();
        joiner.untilWaiting();
        queue.get();
        assertThat(queue.join(SHORT)).isFalse();
        queue.taskDone();
        joiner.result();
    }

    @Test
    default void immediateShutdown_emptiesTheQueueAndLetsItsItemsCountAsDone() throws Exception {
        var queue = newQueue(0);
        fill(queue, 5);
        var joiner = Background.startStep(this::newThread, queue::join).untilWaiting();
        queue.shutdown(true);
        joiner.result();
        assertThat(queue.empty()).isTrue();
        assertThat(queue.unfinishedTasks()).isZero();
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void immediateShutdown_withItemsTakenBefore_keepsJoinWaitingForThese() throws Exception {
        var queue = newQueue(0);
        fill(queue, 5);
        queue.get();
        queue.get();
        queue.shutdown(true);
        assertThat(queue.unfinishedTasks()).isEqualTo(2);
        var joiner = Background.startStep(this::newThread, queue::join).untilWaiting();
        queue.taskDone();
        queue.taskDone();
        joiner.result();
    }

    @Test
    default void shutdown_mayBeRepeatedFirstPlainThenImmediate() throws Exception {
        var queue = newQueue(0);
        fill(queue, 3);
        queue.shutdown();
        queue.shutdown();
        assertThat(queue.qsize()).isEqualTo(3);
        queue.shutdown(true);
        assertThat(queue.empty()).isTrue();
        assertThat(queue.unfinishedTasks()).isZero();
        queue.shutdown();
        queue.shutdown(true);
        assertThat(queue.isShutdown()).isTrue();
    }

    // Beyond Python

    @Test
    default void drainTo_movesAllItemsInTheOrderOfGet() throws Exception {
        var queue = newQueue(0);
        var same = newQueue(0);
        for (int item : new int[] {3, 1, 2}) {
            queue.put(item);
            same.put(item);
        }
        var drained = new ArrayList<Integer>();
        assertThat(queue.drainTo(drained)).isEqualTo(3);
        assertThat(drained).containsExactly(same.get(), same.get(), same.get());
        assertThat(queue.empty()).isTrue();
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        assertThat(queue.drainTo(drained)).isZero();
    }

    @Test
    default void drainTo_withAMost_movesNoMoreThanThat() throws Exception {
        var queue = newQueue(0);
        fill(queue, 5);
        var drained = new ArrayList<Integer>();
        assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
        assertThat(queue.drainTo(drained, 0)).isZero();
        assertThat(queue.drainTo(drained, -1)).isZero();
        assertThat(queue.qsize()).isEqualTo(3);
        assertThat(drained).hasSize(2);
    }

    @Test
    default void drainTo_freesThePlacesForAllThatWaitToPut() throws Exception {
        var queue = newQueue(2);
        fill(queue, 2);
        var first = Background.startStep(this::newThread, () -> queue.put(7)).untilWaiting();
        var second = Background.startStep(this::newThread, () -> queue.put(8)).untilWaiting();
        assertThat(queue.drainTo(new ArrayList<>(), 2)).isEqualTo(2);
        first.result();
        second.result();
        assertThat(queue.qsize()).isEqualTo(2);
    }

    @Test
    default void drainTo_afterShutdown_takesTheRestThenNothing() throws Exception {
        var queue = newQueue(0);
        fill(queue, 2);
        queue.shutdown();
        var drained = new ArrayList<Integer>();
        assertThat(queue.drainTo(drained)).isEqualTo(2);
        assertThat(queue.drainTo(drained)).isZero();
    }

    @Test
    default void drainTo_whenTheTargetRefuses_keepsAllItemsInTheOrderOfGet() throws Exception {
        var queue = newQueue(0);
        var same = newQueue(0);
        fill(queue, 3);
        fill(same, 3);
        assertThatThrownBy(() -> queue.drainTo(List.of())).isInstanceOf(UnsupportedOperationException.class);
        assertThat(queue.qsize()).isEqualTo(3);
        assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(same.get(), same.get(), same.get());
        assertThat(queue.empty()).isTrue();
    }

    @Test
    default void untilShutdown_givesAllItemsAndEndsWhenShutDownAndEmpty() throws Exception {
        var queue = newQueue(0);
        var consumer = Background.start(this::newThread, () -> {
                    var items = new ArrayList<Integer>();
                    for (Integer item : queue.untilShutdown()) {
                        items.add(item);
                        queue.taskDone();
                    }
                    return items;
                })
                .untilWaiting();
        queue.put(1);
        queue.put(Nulls.item());
        queue.put(2);
        queue.join();
        queue.shutdown();
        assertThat(consumer.result()).containsExactlyInAnyOrder(1, null, 2);
    }

    @Test
    default void toString_tellsKindSizeLimitUnfinishedAndShutdown() throws Exception {
        var queue = newQueue(5);
        fill(queue, 3);
        queue.get();
        String kind = queue.getClass().getSimpleName();
        assertThat(queue).hasToString(kind + "[size=2, maxsize=5, unfinished=3]");
        queue.shutdown();
        assertThat(queue).hasToString(kind + "[size=2, maxsize=5, unfinished=3, shut down]");
        assertThat(newQueue(0)).hasToString(kind + "[size=0, unfinished=0]");
    }
}
