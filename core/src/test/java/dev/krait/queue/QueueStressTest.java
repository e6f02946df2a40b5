package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Putters, getters, drainers and joiners under timeouts and interrupts that come at random, from a seed that a failure
 * names: every item whose put returned is taken once or thrown away by the shutdown, and no other.
 */
class QueueStressTest {
    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 3;
    private static final int EACH = 3_000;

    static Stream<IntFunction<Queue<Integer>>> kinds() {
        return Stream.of(Queue::new, LifoQueue::new, PriorityQueue::new);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyItem_isTakenOnce(IntFunction<Queue<Integer>> kind) throws Exception {
        run(kind.apply(16), false, new Random().nextLong());
        run(kind.apply(0), false, new Random().nextLong());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyItem_isTakenOnceOrThrownAwayByAnImmediateShutdown(IntFunction<Queue<Integer>> kind) throws Exception {
        run(kind.apply(16), true, new Random().nextLong());
    }

    private static void run(Queue<Integer> queue, boolean cutShort, long seed) throws Exception {
        String subject = queue + " with seed " + seed;
        var put = new AtomicLongArray(PRODUCERS * EACH);
        var taken = new AtomicLongArray(PRODUCERS * EACH);
        var over = new AtomicBoolean();
        var producers = new ArrayList<Background<Boolean>>();
        var consumers = new ArrayList<Background<Boolean>>();
        for (int p = 0; p < PRODUCERS; p++) {
            int first = p * EACH;
            var random = new Random(seed + p);
            producers.add(Background.startStep(Thread::new, () -> produce(queue, first, random, put)));
        }
        for (int c = 0; c < CONSUMERS; c++) {
            var random = new Random(seed - 1 - c);
            consumers.add(Background.startStep(Thread::new, () -> consume(queue, random, taken)));
        }
        var troublemaker = Background.startStep(Thread::new, () -> {
            var random = new Random(seed ^ 0x5EED);
            var all = Stream.concat(producers.stream(), consumers.stream()).toList();
            while (!over.get()) {
                all.get(random.nextInt(all.size())).interrupt();
                for (int i = random.nextInt(2_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        });
        if (cutShort) {
            while (taken.get(EACH / 2) + taken.get(EACH + EACH / 2) + taken.get(2 * EACH + EACH / 2) == 0) {
                Thread.onSpinWait();
            }
            queue.shutdown(true);
        }
        for (var producer : producers) {
            producer.result();
        }
        if (!cutShort) {
            queue.shutdown();
        }
        for (var consumer : consumers) {
            consumer.result();
        }
        assertThat(queue.join(Duration.ofSeconds(20))).as(subject).isTrue();
        over.set(true);
        troublemaker.result();
        assertThat(queue.empty()).as(subject).isTrue();
        int missing = 0;
        for (int item = 0; item < PRODUCERS * EACH; item++) {
            assertThat(taken.get(item)).as("%s: item %s", subject, item).isLessThanOrEqualTo(put.get(item));
            missing += (int) (put.get(item) - taken.get(item));
        }
        if (!cutShort) {
            assertThat(missing).as(subject).isZero();
        }
    }

    /** Puts each item until the put succeeds, whatever comes between. */
    private static void produce(Queue<Integer> queue, int first, Random random, AtomicLongArray put) {
        for (int item = first; item < first + EACH; ) {
            try {
                switch (random.nextInt(3)) {
                    case 0 -> queue.put(item);
                    case 1 -> queue.put(item, Duration.ofNanos(random.nextInt(50_000)));
                    default -> queue.putNowait(item);
                }
                put.incrementAndGet(item);
                item++;
            } catch (InterruptedException | QueueFullException again) {
                Thread.onSpinWait();
            } catch (QueueShutDownException e) {
                return;
            }
        }
    }

    private static void consume(Queue<Integer> queue, Random random, AtomicLongArray taken) {
        while (true) {
            try {
                switch (random.nextInt(4)) {
                    case 0 -> took(queue, queue.get(), taken);
                    case 1 -> took(queue, queue.get(Duration.ofNanos(random.nextInt(50_000))), taken);
                    case 2 -> took(queue, queue.getNowait(), taken);
                    default -> {
                        List<Integer> items = new ArrayList<>();
                        queue.drainTo(items, 3);
                        items.forEach(item -> took(queue, item, taken));
                    }
                }
            } catch (InterruptedException | QueueEmptyException again) {
                Thread.onSpinWait();
            } catch (QueueShutDownException e) {
                return;
            }
        }
    }

    private static void took(Queue<Integer> queue, Integer item, AtomicLongArray taken) {
        taken.incrementAndGet(item);
        queue.taskDone();
    }
}
