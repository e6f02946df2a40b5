package dev.krait.concurrent.futures;

import java.util.Comparator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tasks that no worker has taken yet: first come, first served, but for those with a priority. Never blocks. */
final class WorkQueue {
    private static final Comparator<Ranked> HIGHEST_FIRST =
            Comparator.comparingInt(Ranked::priority).reversed().thenComparingLong(Ranked::number);

    private final ConcurrentLinkedQueue<Task<?>> ordinary = new ConcurrentLinkedQueue<>();

    /** Made when the first task with a priority comes, so that nobody else looks at it. */
    private volatile @Nullable PriorityBlockingQueue<Ranked> ranked;

    private final AtomicLong numbers = new AtomicLong();

    private record Ranked(int priority, long number, Task<?> task) {}

    void add(Task<?> task) {
        int priority = task.options().priority();
        if (priority == 0) {
            ordinary.add(task);
        } else {
            rankedQueue().add(new Ranked(priority, numbers.getAndIncrement(), task));
        }
    }

    private PriorityBlockingQueue<Ranked> rankedQueue() {
        PriorityBlockingQueue<Ranked> queue = ranked;
        if (queue == null) {
            synchronized (this) {
                queue = ranked;
                if (queue == null) {
                    queue = new PriorityBlockingQueue<>(11, HIGHEST_FIRST);
                    ranked = queue;
                }
            }
        }
        return queue;
    }

    @Nullable
    Task<?> poll() {
        PriorityBlockingQueue<Ranked> queue = ranked;
        return queue == null ? ordinary.poll() : poll(queue);
    }

    private @Nullable Task<?> poll(PriorityBlockingQueue<Ranked> queue) {
        Ranked top = queue.peek();
        if (top == null || top.priority() < 0) {
            Task<?> task = ordinary.poll();
            if (task != null) {
                return task;
            }
        }
        Ranked next = queue.poll();
        return next == null ? ordinary.poll() : next.task();
    }

    /** Takes one task back; false if somebody else has taken it. */
    boolean remove(Task<?> task) {
        PriorityBlockingQueue<Ranked> queue = ranked;
        return ordinary.remove(task) || (queue != null && queue.removeIf(entry -> entry.task() == task));
    }

    boolean isEmpty() {
        PriorityBlockingQueue<Ranked> queue = ranked;
        return ordinary.isEmpty() && (queue == null || queue.isEmpty());
    }

    int size() {
        PriorityBlockingQueue<Ranked> queue = ranked;
        return ordinary.size() + (queue == null ? 0 : queue.size());
    }
}
