package dev.krait.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A subclass with a store of its own is a whole queue, and its hooks may rely on the lock and on their order. */
class StorageHooksTest implements QueueContract {
    /** Items in a plain list, newest at the front, with fields set up in every way that Java knows. */
    static class ListQueue extends Queue<Integer> {
        private final List<String> calls = new ArrayList<>();
        private @Nullable List<Integer> items = null;
        private final int marker;

        ListQueue(int maxsize, int marker) {
            super(maxsize);
            this.marker = marker;
        }

        private List<Integer> items() {
            if (items == null) {
                throw new AssertionError("a hook was called before initItems");
            }
            return items;
        }

        @Override
        protected void initItems(int maxsize) {
            calls.add("init " + maxsize + " " + marker);
            items = new ArrayList<>();
        }

        @Override
        protected int countItems() {
            return items().size();
        }

        @Override
        protected void putItem(Integer item) {
            items().add(0, item);
        }

        @Override
        protected Integer getItem() {
            return items().remove(items().size() - 1);
        }
    }

    @Override
    public Queue<Integer> newQueue(int maxsize) {
        return new ListQueue(maxsize, 7);
    }

    @Test
    void initItems_runsOnceAfterTheSubclassIsConstructed() throws Exception {
        var queue = new ListQueue(4, 7);
        assertThat(queue.calls).isEmpty();
        queue.put(1);
        queue.get();
        assertThat(queue.qsize()).isZero();
        assertThat(queue.calls).containsExactly("init 4 7");
    }

    /** What a user might write to put each item once: a set in place of a list. */
    static class UniqueQueue extends Queue<String> {
        private final Set<String> items = new LinkedHashSet<>();

        @Override
        protected void initItems(int maxsize) {}

        @Override
        protected int countItems() {
            return items.size();
        }

        @Override
        protected void putItem(String item) {
            items.add(item);
        }

        @Override
        protected String getItem() {
            String first = items.iterator().next();
            items.remove(first);
            return first;
        }
    }

    @Test
    void store_mayKeepFewerItemsThanWerePut() throws Exception {
        var queue = new UniqueQueue();
        queue.put("a");
        queue.put("b");
        queue.put("a");
        assertThat(queue.qsize()).isEqualTo(2);
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        assertThat(List.of(queue.get(), queue.get())).containsExactly("a", "b");
    }

    @Test
    void store_mayMakeUpItemsThatNobodyPut_andShutdownCountsOnlyWhatWasPut() {
        var queue = new Queue<Integer>() {
            private int left = 3;

            @Override
            protected int countItems() {
                return left;
            }

            @Override
            protected Integer getItem() {
                return left--;
            }
        };
        queue.shutdown(true);
        assertThat(queue.qsize()).isZero();
        assertThat(queue.unfinishedTasks()).isZero();
    }

    @Test
    void hooks_runWithTheLockHeld() throws Exception {
        var inside = new CountDownLatch(1);
        var mayLeave = new CountDownLatch(1);
        var queue = new ListQueue(0, 0) {
            @Override
            protected void putItem(Integer item) {
                inside.countDown();
                try {
                    mayLeave.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                super.putItem(item);
            }
        };
        var putter = Background.startStep(Thread::new, () -> queue.put(1));
        inside.await();
        var reader = Background.start(queue::qsize).untilWaiting();
        mayLeave.countDown();
        assertThat(reader.result()).isEqualTo(1);
        putter.result();
    }

    /** Fails on demand, before anything is stored or taken. */
    static class FailingQueue extends Queue<Integer> {
        private volatile boolean failInit;
        private volatile boolean failPut;
        private volatile int failingGets;
        private volatile @Nullable Thread failingCounter;

        FailingQueue(int maxsize) {
            super(maxsize);
        }

        @Override
        protected int countItems() {
            if (Thread.currentThread() == failingCounter) {
                throw new IllegalStateException("count fails");
            }
            return super.countItems();
        }

        @Override
        protected void initItems(int maxsize) {
            if (failInit) {
                throw new IllegalStateException("init fails");
            }
            super.initItems(maxsize);
        }

        @Override
        protected void putItem(Integer item) {
            if (failPut) {
                throw new IllegalStateException("put fails");
            }
            super.putItem(item);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // hooks run one at a time
        protected Integer getItem() {
            if (failingGets > 0) {
                failingGets--;
                throw new IllegalStateException("get fails");
            }
            return super.getItem();
        }
    }

    @Test
    void initItems_whenItFails_failsThatCallAndIsTriedAgain() throws Exception {
        var queue = new FailingQueue(1);
        queue.failInit = true;
        assertThatThrownBy(() -> queue.put(1)).hasMessage("init fails");
        queue.failInit = false;
        queue.put(1);
        assertThat(queue.get()).isEqualTo(1);
    }

    @Test
    void putItem_whenItFails_countsNothingAndLeavesTheQueueUsable() throws Exception {
        var queue = new FailingQueue(2);
        queue.put(1);
        queue.failPut = true;
        assertThatThrownBy(() -> queue.put(2)).hasMessage("put fails");
        assertThatThrownBy(() -> queue.put(2, LONG)).hasMessage("put fails");
        assertThatThrownBy(() -> queue.putNowait(2)).hasMessage("put fails");
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        queue.failPut = false;
        queue.put(2);
        assertThat(queue.full()).isTrue();
        assertThat(List.of(queue.get(), queue.get())).containsExactly(1, 2);
    }

    @Test
    void putItem_whenItFailsForOneThatWaited_givesThePlaceToAnother() throws Exception {
        var queue = new FailingQueue(1);
        queue.put(1);
        var waiting = List.of(
                Background.startStep(Thread::new, () -> queue.put(2)).untilWaiting(),
                Background.startStep(Thread::new, () -> queue.put(3)).untilWaiting());
        queue.failPut = true;
        queue.get();
        for (var putter : waiting) {
            assertThat(putter.failure()).hasMessage("put fails");
        }
    }

    @Test
    void getItem_whenItFails_leavesTheItem() throws Exception {
        var queue = new FailingQueue(1);
        queue.put(1);
        queue.failingGets = 1;
        assertThatThrownBy(queue::get).hasMessage("get fails");
        assertThat(queue.full()).isTrue();
        assertThat(queue.getNowait()).isEqualTo(1);
    }

    @Test
    void getItem_whenItFailsForOneThatWaited_leavesTheItemToAnother() throws Exception {
        var queue = new FailingQueue(0);
        var first = Background.start(queue::get).untilWaiting();
        var second = Background.start(queue::get).untilWaiting();
        queue.failingGets = 1;
        queue.put(1);
        assertThat(first.failure()).hasMessage("get fails");
        assertThat(second.result()).isEqualTo(1);
    }

    @Test
    void countItems_whenItFailsForAGetterThatWaited_leavesTheItemToAnother() throws Exception {
        var queue = new FailingQueue(0);
        var threads = new ArrayList<Thread>();
        var first = Background.start(body -> kept(body, threads), queue::get).untilWaiting();
        var second = Background.start(queue::get).untilWaiting();
        queue.failingCounter = threads.get(0);
        queue.put(1);
        assertThat(first.failure()).hasMessage("count fails");
        assertThat(second.result()).isEqualTo(1);
    }

    @Test
    void countItems_whenItFailsForAPutterThatWaited_leavesThePlaceToAnother() throws Exception {
        var queue = new FailingQueue(1);
        queue.put(1);
        var threads = new ArrayList<Thread>();
        var first = Background.startStep(body -> kept(body, threads), () -> queue.put(2))
                .untilWaiting();
        var second = Background.startStep(Thread::new, () -> queue.put(3)).untilWaiting();
        queue.failingCounter = threads.get(0);
        assertThat(queue.get()).isEqualTo(1);
        assertThat(first.failure()).hasMessage("count fails");
        second.result();
        assertThat(queue.get()).isEqualTo(3);
    }

    private static Thread kept(Runnable body, List<Thread> threads) {
        var thread = new Thread(body);
        threads.add(thread);
        return thread;
    }

    @Test
    void getItem_whenItFailsDuringAnImmediateShutdown_stillShutsDownAndWakesAll() throws Exception {
        var queue = new FailingQueue(1);
        queue.put(1);
        var putter = Background.startStep(Thread::new, () -> queue.put(2)).untilWaiting();
        queue.failingGets = 1;
        assertThatThrownBy(() -> queue.shutdown(true)).hasMessage("get fails");
        assertThat(putter.failure()).isInstanceOf(QueueShutDownException.class);
        queue.shutdown(true);
        assertThat(queue.unfinishedTasks()).isZero();
    }

    @Test
    void getterThatLosesItsItemToAnother_waitsOnlyForTheRemainingTime() throws Exception {
        var queue = new Queue<Integer>() {
            @Override
            protected void putItem(Integer item) {
                super.putItem(item);
                // Taken again before anybody who waits can look: each put wakes the getter for nothing.
                getNowait();
            }
        };
        var timeout = Duration.ofMillis(200);
        long start = System.nanoTime();
        var getter = Background.start(() -> queue.get(timeout)).untilWaiting();
        while (!getter.isDone() && System.nanoTime() - start < LONG.toNanos()) {
            queue.put(1);
        }
        assertThat(getter.isDone()).isTrue();
        assertThat(getter.failure()).isInstanceOf(QueueEmptyException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeout.toNanos());
    }

    @Test
    void storeOfItsOwn_withoutAllHooks_isToldWhatIsMissing() {
        var queue = new Queue<Integer>() {
            @Override
            protected void initItems(int maxsize) {}
        };
        assertThatThrownBy(() -> queue.put(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("putItem");
    }
}
