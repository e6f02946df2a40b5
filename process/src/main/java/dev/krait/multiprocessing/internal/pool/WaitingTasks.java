package dev.krait.multiprocessing.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has: those of a higher priority first, within one priority in the order in which they came.
 *
 * <p>Not thread-safe; the pool's lock guards it.
 */
final class WaitingTasks {
    private final TreeMap<Integer, Deque<PoolTask>> levels = new TreeMap<>(Comparator.reverseOrder());

    /** How many calls the tasks stand for. */
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** How many calls wait. */
    int size() {
        return size;
    }

    void addAll(Collection<? extends PoolTask> tasks) {
        for (PoolTask task : tasks) {
            level(task).addLast(task);
        }
        size += PoolTask.calls(tasks);
    }

    /** Puts tasks that were here before in front of all of their priority, in their order. */
    void putBack(List<PoolTask> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            tasks.get(i).putBack();
            level(tasks.get(i)).addFirst(tasks.get(i));
        }
        size += PoolTask.calls(tasks);
    }

    private Deque<PoolTask> level(PoolTask task) {
        return levels.computeIfAbsent(task.priority(), priority -> new ArrayDeque<>());
    }

    /** The next task, which stays. */
    @Nullable
    PoolTask peek() {
        for (Deque<PoolTask> level : levels.values()) {
            PoolTask first = level.peekFirst();
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    /** Takes out the task that {@link #peek} gave, or its first calls. */
    PoolTask removeFirst(PoolTask task, int calls) {
        size -= calls;
        if (task instanceof TaskRun run && calls < run.calls()) {
            return run.cutFirst(calls);
        }
        level(task).removeFirst();
        return task;
    }

    boolean remove(PoolTask task) {
        Deque<PoolTask> level = levels.get(task.priority());
        boolean removed = level != null && level.remove(task);
        if (removed) {
            size -= task.calls();
        }
        return removed;
    }

    /** Takes out some tasks, in order. */
    List<PoolTask> removeAll(Predicate<? super PoolTask> which) {
        var removed = new ArrayList<PoolTask>();
        for (Deque<PoolTask> level : levels.values()) {
            level.removeIf(task -> which.test(task) && removed.add(task));
        }
        size -= PoolTask.calls(removed);
        return removed;
    }

    void forEach(Consumer<? super PoolTask> action) {
        levels.values().forEach(level -> level.forEach(action));
    }

    /** Takes out all tasks, in order. */
    List<PoolTask> removeAll() {
        var all = new ArrayList<PoolTask>(size);
        for (Map.Entry<Integer, Deque<PoolTask>> level : levels.entrySet()) {
            all.addAll(level.getValue());
        }
        levels.clear();
        size = 0;
        return all;
    }
}
