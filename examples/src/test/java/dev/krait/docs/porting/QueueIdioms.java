package dev.krait.docs.porting;

import dev.krait.queue.LifoQueue;
import dev.krait.queue.PriorityQueue;
import dev.krait.queue.Queue;
import dev.krait.queue.QueueEmptyException;
import dev.krait.queue.QueueFullException;
import dev.krait.queue.QueueShutDownException;
import dev.krait.queue.SimpleQueue;
import dev.krait.threading.Thread;
import dev.krait.threading.ThreadOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Queues between threads. */
final class QueueIdioms extends Idioms {
    QueueIdioms(List<String> printed) {
        super(printed);
    }

    void calls() throws Exception {
        var q = new Queue<String>(1);
        q.put("a");
        try {
            q.putNowait("b");
        } catch (QueueFullException e) {
            print("full");
        }
        try {
            q.put("b", Duration.ofMillis(1));
        } catch (QueueFullException e) {
            print("still full");
        }
        print(q.get());
        try {
            q.getNowait();
        } catch (QueueEmptyException e) {
            print("empty");
        }
        try {
            q.get(Duration.ofMillis(1));
        } catch (QueueEmptyException e) {
            print("still empty");
        }
        print(q.qsize());
        print(q.empty());
        print(q.full());
        q.taskDone();
        q.join();
        q.shutdown();
        try {
            q.get();
        } catch (QueueShutDownException e) {
            print("shut down");
        }
        q.shutdown(true);
        var stack = new LifoQueue<String>();
        stack.put("first");
        stack.put("last");
        print(stack.get());
        var simple = new SimpleQueue<String>();
        simple.put("x");
        print(simple.get());
        var heap = new PriorityQueue<Integer>();
        heap.put(2);
        heap.put(1);
        print(heap.get());
    }

    void withoutWaiting() throws Exception {
        var q = new Queue<String>(1);
        q.put("a", false);
        print(q.get(false));
        try {
            q.get(false);
        } catch (QueueEmptyException e) {
            print("empty");
        }
    }

    void sentinel() throws Exception {
        var queue = new Queue<String>();
        // region sentinel
        var consumer = new Thread(() -> {
            String item = queue.get();
            while (item != null) {
                print("item " + item);
                item = queue.get();
            }
        });
        consumer.start();
        queue.put("a");
        queue.put(null);
        consumer.join();
        // endregion
    }

    void workers() throws Exception {
        // region workers
        var queue = new Queue<String>();
        for (int i = 0; i < 4; i++) {
            new Thread(() -> work(queue), ThreadOptions.defaults().withDaemon(true)).start();
        }
        for (String item : List.of("a", "b", "c")) {
            queue.put(item);
        }
        queue.join();
        queue.shutdown();
        // endregion
    }

    // region worker
    void work(Queue<String> queue) {
        for (String item : queue.untilShutdown()) {
            try {
                print("working on " + item);
            } finally {
                queue.taskDone();
            }
        }
    }
    // endregion

    // region prioritized
    record Prioritized<T>(int priority, T item) {}
    // endregion

    void priorities() throws Exception {
        // region priorities
        Comparator<Prioritized<?>> byPriority = Comparator.comparingInt(Prioritized::priority);
        var queue = new PriorityQueue<Prioritized<?>>(byPriority);
        queue.put(new Prioritized<>(3, "later"));
        queue.put(new Prioritized<>(1, new Object[] {"first", "need not be comparable"}));
        print(queue.get().priority());
        // endregion
    }

    // region hooks
    static class SetQueue<E> extends Queue<E> {
        private final Set<E> items = new LinkedHashSet<>();

        @Override
        protected void putItem(E item) {
            items.add(item);
        }

        @Override
        protected E getItem() {
            E first = items.iterator().next();
            items.remove(first);
            return first;
        }

        @Override
        protected int countItems() {
            return items.size();
        }
    }
    // endregion

    void subclass() throws Exception {
        var queue = new SetQueue<String>();
        for (String item : List.of("a", "b", "a")) {
            queue.put(item);
        }
        var all = new ArrayList<String>();
        queue.drainTo(all);
        print(all);
    }
}
