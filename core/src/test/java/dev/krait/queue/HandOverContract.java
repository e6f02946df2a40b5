package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What every queue without a limit does, whatever its order, {@link SimpleQueue} included. */
interface HandOverContract {
    Duration LONG = Duration.ofSeconds(20);
    Duration SHORT = Duration.ofMillis(30);

    HandOver newHandOver();

    default Thread newThread(Runnable work) {
        return new Thread(work);
    }

    @Test
    default void newQueue_isEmpty() {
        var queue = newHandOver();
        assertThat(queue.empty()).isTrue();
        assertThat(queue.qsize()).isZero();
    }

    @Test
    default void put_inEachOfItsForms_storesTheItem() throws Exception {
        var queue = newHandOver();
        queue.put(1);
        queue.put(2, true);
        queue.put(3, false);
        queue.put(4, SHORT);
        queue.put(5, true, SHORT);
        queue.put(6, false, SHORT);
        queue.putNowait(7);
        assertThat(queue.qsize()).isEqualTo(7);
        assertThat(queue.empty()).isFalse();
        var items = new ArrayList<Integer>();
        for (int i = 0; i < 7; i++) {
            items.add(queue.getNowait());
        }
        assertThat(items).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    default void get_inEachOfItsForms_takesAnItem() throws Exception {
        var queue = newHandOver();
        for (int i = 1; i <= 7; i++) {
            queue.put(i);
        }
        assertThat(new Integer[] {
                    queue.get(),
                    queue.get(true),
                    queue.get(false),
                    queue.get(SHORT),
                    queue.get(true, SHORT),
                    queue.get(false, SHORT),
                    queue.getNowait()
                })
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
        assertThat(queue.empty()).isTrue();
    }

    @Test
    default void nullItem_isAnItemLikeAnyOther() throws Exception {
        var queue = newHandOver();
        queue.put(Nulls.item());
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(queue.get(SHORT)).isNull();
        queue.putNowait(Nulls.item());
        assertThat(queue.getNowait()).isNull();
        assertThat(queue.empty()).isTrue();
    }

    @Test
    default void getWithoutBlocking_whenEmpty_throwsQueueEmpty() {
        var queue = newHandOver();
        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
        assertThatThrownBy(() -> queue.get(false)).isInstanceOf(QueueEmptyException.class);
        assertThatThrownBy(() -> queue.get(false, LONG)).isInstanceOf(QueueEmptyException.class);
    }

    @Test
    default void getWithTimeoutOfZero_whenEmpty_throwsQueueEmptyAtOnce() {
        var queue = newHandOver();
        assertThatThrownBy(() -> queue.get(Duration.ZERO)).isInstanceOf(QueueEmptyException.class);
        assertThatThrownBy(() -> queue.get(true, Duration.ZERO)).isInstanceOf(QueueEmptyException.class);
    }

    @Test
    default void getWithTimeout_whenNothingComes_throwsQueueEmptyNotBeforeTheTimeout() {
        var queue = newHandOver();
        long start = System.nanoTime();
        assertThatThrownBy(() -> queue.get(SHORT))
                .isInstanceOf(QueueEmptyException.class)
                .hasMessageContaining("PT0.03S")
                .hasMessageContaining("size=0");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    default void get_withNegativeOrEndlessTimeout_isRefusedEvenIfAnItemIsThere() throws Exception {
        var queue = newHandOver();
        queue.put(1);
        assertThatThrownBy(() -> queue.get(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.get(true, Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.get(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    default void getWithoutBlocking_withNegativeTimeout_doesNotLookAtIt() throws Exception {
        var queue = newHandOver();
        queue.put(1);
        assertThat(queue.get(false, Duration.ofSeconds(-1))).isEqualTo(1);
        assertThatThrownBy(() -> queue.get(false, Duration.ofSeconds(-1))).isInstanceOf(QueueEmptyException.class);
    }

    @Test
    default void put_withoutLimit_doesNotLookAtTheTimeout() throws Exception {
        var queue = newHandOver();
        queue.put(1, Duration.ofSeconds(-1));
        queue.put(2, true, Duration.ofSeconds(Long.MAX_VALUE));
        queue.put(3, false, Duration.ofSeconds(-1));
        assertThat(queue.qsize()).isEqualTo(3);
    }

    @Test
    default void get_whenEmpty_waitsForAPut() throws Exception {
        var queue = newHandOver();
        var getter = Background.start(this::newThread, queue::get).untilWaiting();
        queue.put(5);
        assertThat(getter.result()).isEqualTo(5);
        assertThat(queue.empty()).isTrue();
    }

    @Test
    default void getWithTimeout_whenAnItemComesInTime_returnsIt() throws Exception {
        var queue = newHandOver();
        var getter = Background.start(this::newThread, () -> queue.get(LONG)).untilWaiting();
        queue.putNowait(5);
        assertThat(getter.result()).isEqualTo(5);
    }

    @Test
    default void put_whileSeveralWait_servesOneForEachItem() throws Exception {
        var queue = newHandOver();
        var getters = new ArrayList<Background<Integer>>();
        for (int i = 0; i < 4; i++) {
            getters.add(Background.start(this::newThread, queue::get).untilWaiting());
        }
        for (int i = 0; i < 4; i++) {
            queue.put(i);
        }
        var items = new ArrayList<Integer>();
        for (var getter : getters) {
            items.add(getter.result());
        }
        assertThat(items).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    default void get_whenInterruptedWhileWaiting_leavesTheQueueAsIfNotCalled() throws Exception {
        var queue = newHandOver();
        var interrupted = Background.start(this::newThread, queue::get).untilWaiting();
        var patient = Background.start(this::newThread, () -> queue.get(LONG)).untilWaiting();
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        queue.put(1);
        assertThat(patient.result()).isEqualTo(1);
        queue.put(2);
        assertThat(queue.getNowait()).isEqualTo(2);
    }

    @Test
    default void getWithTimeout_whenInterruptedWhileWaiting_throwsInterrupted() throws Exception {
        var queue = newHandOver();
        var getter = Background.start(this::newThread, () -> queue.get(LONG)).untilWaiting();
        getter.interrupt();
        assertThat(getter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(queue.qsize()).isZero();
    }

    @Test
    default void get_whenInterruptedOnEntry_takesNothing() throws Exception {
        var queue = newHandOver();
        queue.put(1);
        assertThat(Background.startStep(this::newThread, () -> {
                            Thread.currentThread().interrupt();
                            queue.get();
                        })
                        .failure())
                .isInstanceOf(InterruptedException.class);
        assertThat(Background.startStep(this::newThread, () -> {
                            Thread.currentThread().interrupt();
                            queue.get(Duration.ZERO);
                        })
                        .failure())
                .isInstanceOf(InterruptedException.class);
        assertThat(queue.qsize()).isEqualTo(1);
    }

    @Test
    default void callsThatDoNotBlock_whenInterrupted_doTheirWorkAndKeepTheStatus() throws Exception {
        var queue = newHandOver();
        var call = Background.start(this::newThread, () -> {
            Thread.currentThread().interrupt();
            queue.putNowait(1);
            queue.put(2, false);
            queue.getNowait();
            queue.get(false);
            return Thread.interrupted();
        });
        assertThat(call.result()).isTrue();
    }

    @Test
    default void itemsOfManyThreads_allArriveOnce() throws Exception {
        var queue = newHandOver();
        int producers = 3;
        int each = 2_000;
        var putting = new ArrayList<Background<Boolean>>();
        for (int p = 0; p < producers; p++) {
            int base = p * each;
            putting.add(Background.startStep(this::newThread, () -> {
                for (int i = 0; i < each; i++) {
                    queue.put(base + i);
                }
            }));
        }
        var getting = new ArrayList<Background<ArrayList<Integer>>>();
        for (int c = 0; c < 2; c++) {
            getting.add(Background.start(this::newThread, () -> {
                var taken = new ArrayList<Integer>();
                for (int i = 0; i < producers * each / 2; i++) {
                    taken.add(queue.get(LONG));
                }
                return taken;
            }));
        }
        var seen = new boolean[producers * each];
        for (var getter : getting) {
            for (Integer item : getter.result()) {
                assertThat(item).isNotNull();
                assertThat(seen[item]).as("item %s came before", item).isFalse();
                seen[item] = true;
            }
        }
        for (var producer : putting) {
            producer.result();
        }
        assertThat(queue.empty()).isTrue();
        assertThat(seen).doesNotContain(false);
    }
}
