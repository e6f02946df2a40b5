package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.WireException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were sent to one worker and are not answered. Their numbers rise, with gaps where tasks were taken back;
 * a worker answers in their order.
 *
 * <p>Not thread-safe; the pool's lock guards it.
 */
final class InFlight {
    private static final int PLACES = 2 * TaskWindow.MOST;

    private final @Nullable PoolTask[] tasks = new @Nullable PoolTask[PLACES];
    private final long[] numbers = new long[PLACES];
    private final int[] costs = new int[PLACES];
    private int head;
    private int count;
    private int cost;
    private long sent;

    /** The bytes of tasks that were taken back but may still lie in the pipe, and the number that proves that they do not. */
    private int recalledCost;

    private long recalledBefore;

    /** How many tasks were ever sent, which is the number that the next one gets. */
    long sent() {
        return sent;
    }

    int count() {
        return count;
    }

    /** How many bytes of the pipe the tasks may still take. */
    int cost() {
        return cost + recalledCost;
    }

    void add(PoolTask task, int itsCost) {
        int place = (head + count) & (PLACES - 1);
        tasks[place] = task;
        numbers[place] = sent++;
        costs[place] = itsCost;
        cost += itsCost;
        count++;
        if (count == 1) {
            task.becameNext();
        }
    }

    /** Takes out the task that the worker answers, which is the oldest. */
    PoolTask answered(long number) {
        PoolTask task = tasks[head];
        if (task == null || (numbers[head] != number && number != Completion.NEXT)) {
            throw new WireException("a worker answers its task " + number + ", where "
                    + (task == null ? "none is in flight" : numbers[head] + " is the next")
                    + ": the channel is out of step");
        }
        tasks[head] = null;
        cost -= costs[head];
        long its = numbers[head];
        head = (head + 1) & (PLACES - 1);
        count--;
        if (its >= recalledBefore) {
            recalledCost = 0; // The worker has read past them.
        }
        PoolTask next = tasks[head];
        if (next != null) {
            next.becameNext();
        }
        return task;
    }

    /** Takes out the tasks from a number on, in order; their bytes are still in the pipe. */
    List<PoolTask> recallFrom(long number) {
        int before = cost;
        List<PoolTask> recalled = removeFrom(number);
        recalledCost += before - cost;
        recalledBefore = sent;
        return recalled;
    }

    /** Takes out all tasks from a number on, in order. */
    List<PoolTask> removeFrom(long number) {
        var removed = new ArrayList<PoolTask>(count);
        while (count > 0) {
            int last = (head + count - 1) & (PLACES - 1);
            PoolTask task = tasks[last];
            if (task == null || numbers[last] < number) {
                break;
            }
            removed.add(task);
            tasks[last] = null;
            cost -= costs[last];
            count--;
        }
        Collections.reverse(removed);
        return removed;
    }

    /** The task that the worker answers next. */
    @Nullable
    PoolTask oldest() {
        return tasks[head];
    }

    /** The task that the worker runs, if it has this number: the oldest, since a worker answers in order. */
    @Nullable
    PoolTask running(long number) {
        return count > 0 && numbers[head] == number ? tasks[head] : null;
    }

    /** The task with a number, if it is in flight. */
    @Nullable
    PoolTask numbered(long number) {
        for (int i = 0; i < count; i++) {
            int place = (head + i) & (PLACES - 1);
            if (numbers[place] == number) {
                return tasks[place];
            }
        }
        return null;
    }

    /** All tasks, oldest first. */
    List<PoolTask> all() {
        var all = new ArrayList<PoolTask>(count);
        for (int i = 0; i < count; i++) {
            PoolTask task = tasks[(head + i) & (PLACES - 1)];
            if (task != null) {
                all.add(task);
            }
        }
        return all;
    }

    /**
     * The task that the worker claimed last, if it has claimed all below a number: those that it claimed before are done,
     * though their outcomes may not have been read yet.
     */
    @Nullable
    PoolTask lastBelow(long nextClaim) {
        for (int i = count - 1; i >= 0; i--) {
            int place = (head + i) & (PLACES - 1);
            if (numbers[place] < nextClaim) {
                return tasks[place];
            }
        }
        return null;
    }

    /** The number of a task that is in flight, or -1. */
    long numberOf(PoolTask task) {
        for (int i = 0; i < count; i++) {
            int place = (head + i) & (PLACES - 1);
            if (tasks[place] == task) {
                return numbers[place];
            }
        }
        return -1;
    }

    boolean containsAny(Predicate<? super PoolTask> which) {
        for (int i = 0; i < count; i++) {
            PoolTask task = tasks[(head + i) & (PLACES - 1)];
            if (task != null && which.test(task)) {
                return true;
            }
        }
        return false;
    }

    boolean contains(PoolTask task) {
        return numberOf(task) >= 0;
    }
}
