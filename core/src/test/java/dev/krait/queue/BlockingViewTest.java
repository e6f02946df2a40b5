package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlockingViewTest {
    /** Each kind with the items 2, 1, 3 and the order in which it gives them. */
    static Stream<Filled> filledQueues() throws InterruptedException {
        return Stream.of(
                new Filled(new Queue<>(3), List.of(2, 1, 3)),
                new Filled(new LifoQueue<>(3), List.of(3, 1, 2)),
                new Filled(new PriorityQueue<>(3), List.of(1, 2, 3)));
    }

    record Filled(Queue<Integer> queue, List<Integer> order) {
        Filled {
            for (int item : new int[] {2, 1, 3}) {
                queue.putNowait(item);
            }
        }

        BlockingQueue<Integer> view() {
            return queue.asBlockingQueue();
        }
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void view_showsTheQueueInItsOrder(Filled filled) throws Exception {
        var view = filled.view();
        assertThat(view.size()).isEqualTo(3);
        assertThat(view.remainingCapacity()).isZero();
        assertThat(view.offer(9)).isFalse();
        assertThat(view.offer(9, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(view.peek()).isEqualTo(filled.order().get(0));
        assertThat(view.element()).isEqualTo(filled.order().get(0));
        assertThat(view.take()).isEqualTo(filled.order().get(0));
        assertThat(view.poll()).isEqualTo(filled.order().get(1));
        assertThat(view.poll(1, TimeUnit.SECONDS)).isEqualTo(filled.order().get(2));
        assertThat(view.poll()).isNull();
        assertThat(view.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(view.poll(-1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(view.peek()).isNull();
        assertThat(view.isEmpty()).isTrue();
        assertThat(view.remainingCapacity()).isEqualTo(3);
        assertThat(filled.queue().unfinishedTasks()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void whatGoesInThroughTheView_comesOutOfTheQueue(Filled filled) throws Exception {
        var view = filled.view();
        view.drainTo(new ArrayList<>());
        view.put(5);
        assertThat(view.offer(6)).isTrue();
        assertThat(view.offer(7, 1, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> view.add(8)).isInstanceOf(IllegalStateException.class);
        assertThat(filled.queue().unfinishedTasks()).isEqualTo(6);
        assertThat(List.of(
                        filled.queue().get(),
                        filled.queue().get(),
                        filled.queue().get()))
                .containsExactlyInAnyOrder(5, 6, 7);
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void whatIsRemovedWithoutBeingTaken_countsAsDone(Filled filled) throws Exception {
        var view = filled.view();
        var queue = filled.queue();
        assertThat(view.contains(1)).isTrue();
        assertThat(view.contains(4)).isFalse();
        assertThat(view.remove(4)).isFalse();
        assertThat(view.remove(1)).isTrue();
        assertThat(queue.unfinishedTasks()).isEqualTo(2);
        assertThat(view).hasSize(2);
        assertThat(view.removeIf(item -> item == 3)).isTrue();
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(view.toArray()).containsExactly(2);
        view.clear();
        assertThat(queue.empty()).isTrue();
        queue.join();
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void removal_letsOneThatWaitsToPutGoOn(Filled filled) throws Exception {
        var putter =
                Background.startStep(Thread::new, () -> filled.queue().put(9)).untilWaiting();
        assertThat(filled.view().remove(2)).isTrue();
        putter.result();
        assertThat(filled.view()).containsExactlyInAnyOrder(1, 3, 9);
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void bulkRemoval_keepsWhatIsAsked(Filled filled) {
        var view = filled.view();
        assertThat(view.retainAll(List.of(1, 2))).isTrue();
        assertThat(view.removeAll(List.of(2, 7))).isTrue();
        assertThat(view.removeAll(List.of(2, 7))).isFalse();
        assertThat(view).containsExactly(1);
        assertThat(filled.queue().unfinishedTasks()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void iterator_walksOverWhatWasThereAndRemovesWhatStillIs(Filled filled) throws Exception {
        var queue = filled.queue();
        Iterator<Integer> items = filled.view().iterator();
        assertThatThrownBy(items::remove).isInstanceOf(IllegalStateException.class);
        assertThat(items.next()).isEqualTo(filled.order().get(0));
        assertThat(queue.get()).isEqualTo(filled.order().get(0));
        items.remove();
        assertThat(queue.qsize()).isEqualTo(2);
        items.next();
        items.remove();
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(queue.unfinishedTasks()).isEqualTo(2);
        items.next();
        assertThat(items.hasNext()).isFalse();
        assertThatThrownBy(items::next).isInstanceOf(java.util.NoSuchElementException.class);
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void spliterator_promisesNoSizeAndShowsTheItems(Filled filled) {
        var items = filled.view().spliterator();
        assertThat(items.hasCharacteristics(Spliterator.SIZED)).isFalse();
        assertThat(items.hasCharacteristics(Spliterator.NONNULL)).isFalse();
        assertThat(filled.view().stream().toArray())
                .startsWith(filled.order().get(0))
                .containsExactlyInAnyOrder(1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({"0, 2 1 1", "1, 1 1 1", "2, 1 2 1", "3, 1 2 1"})
    void iteratorRemove_ofAnItemThatIsThereSeveralTimes_removesTheOneReturned(int index, String left) {
        var view = new Queue<String>().asBlockingQueue();
        view.addAll(List.of("1", "2", "1", "1"));
        Iterator<String> items = view.iterator();
        for (int i = 0; i <= index; i++) {
            items.next();
        }
        items.remove();
        assertThat(String.join(" ", view)).isEqualTo(left);
    }

    @Test
    void iteratorRemove_afterOthersTookAndPutTheSameItem_removesTheOneReturnedOrNone() throws Exception {
        var queue = new Queue<String>();
        var view = queue.asBlockingQueue();
        view.addAll(List.of("1", "2", "1"));
        Iterator<String> items = view.iterator();
        items.next();
        queue.get();
        items.remove();
        assertThat(view).containsExactly("2", "1");
        Iterator<String> more = view.iterator();
        more.next();
        more.next();
        queue.put("1");
        queue.put("3");
        more.remove();
        assertThat(view).containsExactly("2", "1", "3");
    }

    static Stream<Queue<Integer>> emptyQueues() {
        return Stream.of(new Queue<>(), new LifoQueue<>(), new PriorityQueue<>());
    }

    @ParameterizedTest
    @MethodSource("emptyQueues")
    void bulkRemoval_leavesTheRestInTheOrderOfGet(Queue<Integer> queue) {
        var expected = new ArrayList<Integer>();
        for (int i = 0; i < 1000; i++) {
            queue.putNowait(i);
            if (i % 3 == 1) {
                expected.add(queue instanceof LifoQueue ? 0 : expected.size(), i);
            }
        }
        var view = queue.asBlockingQueue();
        assertThat(view.removeIf(item -> item % 3 == 0)).isTrue();
        assertThat(view.removeIf(item -> item % 3 == 2)).isTrue();
        assertThat(view.removeIf(item -> item < 0)).isFalse();
        assertThat(queue.unfinishedTasks()).isEqualTo(expected.size());
        var left = new ArrayList<Integer>();
        queue.drainTo(left);
        assertThat(left).isEqualTo(expected);
        queue.putNowait(5);
        assertThat(view.removeIf(item -> true)).isTrue();
        queue.putNowait(6);
        assertThat(view).containsExactly(6);
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void bulkRemoval_whoseTestThrows_removesNothing(Filled filled) {
        int[] tested = {0};
        assertThatThrownBy(() -> filled.view().removeIf(item -> {
                    if (++tested[0] == 3) {
                        throw new IllegalStateException("test fails");
                    }
                    return true;
                }))
                .hasMessage("test fails");
        var left = new ArrayList<Integer>();
        assertThat(filled.queue().unfinishedTasks()).isEqualTo(3);
        filled.queue().drainTo(left);
        assertThat(left).isEqualTo(filled.order());
    }

    @Test
    void bulkRemoval_fromAPriorityQueue_comparesAFewTimesPerItem() {
        int[] comparisons = {0};
        var queue = new PriorityQueue<Integer>((a, b) -> {
            comparisons[0]++;
            return Integer.compare(a, b);
        });
        for (int i = 0; i < 1000; i++) {
            queue.putNowait(i);
        }
        comparisons[0] = 0;
        queue.asBlockingQueue().removeIf(item -> item % 2 == 0);
        assertThat(comparisons[0]).isLessThan(2000);
    }

    @Test
    void view_ofAQueueWithoutLimit_hasAllTheCapacityThereIs() {
        assertThat(new Queue<Integer>().asBlockingQueue().remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void nullItem_isRefusedOnTheWayInAndNamedOnTheWayOut() throws Exception {
        var queue = new Queue<Integer>();
        var view = queue.asBlockingQueue();
        assertThatThrownBy(() -> view.put(Nulls.item())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> view.offer(Nulls.item())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> view.offer(Nulls.item(), 1, TimeUnit.SECONDS))
                .isInstanceOf(NullPointerException.class);
        assertThat(queue.empty()).isTrue();
        queue.put(Nulls.item());
        assertThatThrownBy(view::peek).isInstanceOf(NullPointerException.class).hasMessageContaining("Queue itself");
        assertThat(view.iterator().next()).isNull();
        assertThat(queue.qsize()).isEqualTo(1);
        List<ThrowingCallable> takers = List.of(view::take, view::poll, () -> view.poll(1, TimeUnit.SECONDS));
        for (ThrowingCallable taker : takers) {
            assertThatThrownBy(taker).isInstanceOf(NullPointerException.class).hasMessageContaining("Queue itself");
            assertThat(queue.empty()).isTrue();
            queue.put(Nulls.item());
        }
        var drained = new ArrayList<Integer>();
        assertThat(view.drainTo(drained)).isEqualTo(1);
        assertThat(drained).containsOnlyNulls();
    }

    @Test
    void shutdown_isToldByAllCallsThatWouldElseBeTriedAgainForEver() throws Exception {
        var queue = new Queue<Integer>();
        var view = queue.asBlockingQueue();
        queue.put(1);
        queue.shutdown();
        assertThatThrownBy(() -> view.put(2)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> view.offer(2)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> view.offer(2, 1, TimeUnit.SECONDS)).isInstanceOf(QueueShutDownException.class);
        assertThat(view.take()).isEqualTo(1);
        assertThatThrownBy(view::take).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> view.poll(1, TimeUnit.SECONDS)).isInstanceOf(QueueShutDownException.class);
        assertThat(view.poll()).isNull();
        assertThat(view.peek()).isNull();
        assertThat(view.drainTo(new ArrayList<>())).isZero();
    }

    @Test
    void drainTo_intoAViewOfTheSameQueue_isRefused() throws Exception {
        var queue = new Queue<Integer>();
        queue.put(1);
        var view = queue.asBlockingQueue();
        assertThatThrownBy(() -> view.drainTo(view)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.drainTo(queue.asBlockingQueue())).isInstanceOf(IllegalArgumentException.class);
        var other = new Queue<Integer>();
        assertThat(queue.drainTo(other.asBlockingQueue())).isEqualTo(1);
        assertThat(other.get()).isEqualTo(1);
    }

    @Test
    void nullArgument_isRefusedWhetherOrNotThereIsAnItem() throws Exception {
        var queue = new Queue<Integer>();
        var view = queue.asBlockingQueue();
        for (int size = 0; size < 2; size++) {
            assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.drainTo(null, 0)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> view.drainTo(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> view.drainTo(null, 1)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> view.removeIf(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> view.poll(1, null)).hasMessageContaining("unit");
            assertThatThrownBy(() -> view.offer(1, 1, null)).hasMessageContaining("unit");
            assertThat(queue.qsize()).isEqualTo(size);
            queue.put(1);
        }
    }

    @ParameterizedTest
    @MethodSource("filledQueues")
    void itemThatATargetRefused_isSeenInFrontAndMayBeRemoved(Filled filled) {
        var view = filled.view();
        assertThatThrownBy(() -> view.drainTo(List.of())).isInstanceOf(UnsupportedOperationException.class);
        assertThat(view.offer(9)).isFalse();
        assertThat(view.peek()).isEqualTo(filled.order().get(0));
        assertThat(view).hasSize(3).startsWith(filled.order().get(0)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(view.remove(filled.order().get(0))).isTrue();
        assertThat(view).containsExactlyInAnyOrderElementsOf(filled.order().subList(1, 3));
        assertThat(filled.queue().unfinishedTasks()).isEqualTo(2);
    }

    @Test
    void view_ofAStoreThatCannotBeLookedInto_saysWhatToOverride() throws Exception {
        var queue = new StorageHooksTest.ListQueue(0, 0);
        var view = queue.asBlockingQueue();
        assertThat(view.peek()).isNull();
        assertThat(view.contains(1)).isFalse();
        view.put(1);
        assertThatThrownBy(view::peek)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("iterateItems()");
        assertThat(view.poll()).isEqualTo(1);
    }

    @Test
    void callsThatWait_whenInterrupted_leaveTheQueueAsItWas() throws Exception {
        var queue = new Queue<Integer>(1);
        var view = queue.asBlockingQueue();
        interruptEnds(view::take);
        interruptEnds(() -> view.poll(20, TimeUnit.SECONDS));
        queue.put(1);
        interruptEnds(() -> {
            view.put(2);
            return true;
        });
        interruptEnds(() -> view.offer(2, 20, TimeUnit.SECONDS));
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(view).containsExactly(1);
    }

    private static void interruptEnds(Callable<?> call) throws Exception {
        var waiting = Background.start(call).untilWaiting();
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void executorOfTheJdk_runsAllTasksFromAView() throws Exception {
        var queue = new Queue<Runnable>();
        var executor = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, queue.asBlockingQueue());
        var ran = new AtomicInteger();
        var hold = new CountDownLatch(1);
        IntStream.range(0, 100)
                .forEach(i -> executor.execute(() -> {
                    try {
                        hold.await();
                        ran.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
        Runnable unwanted = ran::incrementAndGet;
        executor.execute(unwanted);
        assertThat(executor.remove(unwanted)).isTrue();
        hold.countDown();
        executor.shutdown();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(100);
        assertThat(queue.empty()).isTrue();
    }

    @Test
    void toString_namesTheQueue() {
        assertThat(new Queue<Integer>().asBlockingQueue().toString())
                .isEqualTo("BlockingQueue view of Queue[size=0, unfinished=0]");
    }
}
