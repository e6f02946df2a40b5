package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.wire.WireException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were sent to one worker and are not answered. Their calls have numbers that rise, with gaps where some were
 * taken back; a worker answers in their order.
 *
 * <p>Not thread-safe; the pool's lock guards it.
 */
final class InFlight {
    /** The most tasks that are sent to one worker, however many calls they stand for. */
    static final int MOST_TASKS = 1024;

    /** A power of two, more than tasks, since a run may be taken apart; what is taken apart again and again gets more. */
    private static final int PLACES = 2 * MOST_TASKS;

    private @Nullable PoolTask[] tasks = new @Nullable PoolTask[PLACES];

    /** Of each task the number of its first call that is not answered. */
    private long[] numbers = new long[PLACES];

    private int[] costs = new int[PLACES];
    private int head;
    private int places;

    /** How many calls the tasks stand for. */
    private int count;

    private int cost;
    private long sent;

    /** The bytes of tasks that were taken back but may still lie in the pipe, and the number that proves that they do not. */
    private int recalledCost;

    private long recalledBefore;

    /** How many calls were ever sent, which is the number that the next one gets. */
    long sent() {
        return sent;
    }

    /** Whether one more task may be sent, as far as the number of tasks goes. */
    boolean hasPlace() {
        return places < MOST_TASKS;
    }

    /** How many calls are in flight. */
    int count() {
        return count;
    }

    /** How many bytes of the pipe the tasks may still take. */
    int cost() {
        return cost + recalledCost;
    }

    void add(PoolTask task, int itsCost) {
        int place = (head + places) & (tasks.length - 1);
        tasks[place] = task;
        numbers[place] = sent;
        sent += task.calls();
        costs[place] = itsCost;
        cost += itsCost;
        places++;
        count += task.calls();
        if (places == 1) {
            task.becameNext();
        }
    }

    /**
     * Takes out calls that the worker answers, which are the oldest: as many of one task as can be.
     *
     * @param answers what it answered
     * @param from the first answer that counts
     */
    Answered answered(Answers answers, int from) {
        PoolTask task = tasks[head];
        if (task == null || !answers.isOf(from, numbers[head])) {
            throw new WireException("a worker answers its task " + answers.number(from) + ", where "
                    + (task == null ? "none is in flight" : numbers[head] + " is the next")
                    + ": the channel is out of step");
        }
        int most = Math.min(task.calls(), answers.size() - from);
        int answered = 1;
        while (answered < most && answers.isOf(from + answered, numbers[head] + answered)) {
            answered++;
        }
        int first = task instanceof TaskRun run ? run.first() : 0;
        if (numbers[head] + answered > recalledBefore) {
            recalledCost = 0; // The worker has read past them.
        }
        count -= answered;
        if (task instanceof TaskRun run && answered < run.calls()) {
            int bytes = run.drop(answered);
            numbers[head] += answered;
            costs[head] -= bytes;
            cost -= bytes;
        } else {
            removeOldest();
        }
        return new Answered(task, first, from, from + answered, task.isGivenUp());
    }

    private void removeOldest() {
        tasks[head] = null;
        cost -= costs[head];
        head = (head + 1) & (tasks.length - 1);
        places--;
        PoolTask next = tasks[head];
        if (next != null) {
            next.becameNext();
        }
    }

    /** Takes out the tasks from a number on, in order; their bytes are still in the pipe. */
    List<PoolTask> recallFrom(long number) {
        int before = cost;
        List<PoolTask> recalled = removeFrom(number);
        if (!recalled.isEmpty()) {
            recalledCost += before - cost;
            recalledBefore = sent;
        }
        return recalled;
    }

    /** The worker has read past all that has a number below this one. */
    void passedOver(long number) {
        if (number >= recalledBefore) {
            recalledCost = 0;
        }
    }

    /** Takes out all tasks from a number on, in order; what a run has before it stays. */
    List<PoolTask> removeFrom(long number) {
        var removed = new ArrayList<PoolTask>(places);
        while (places > 0) {
            int last = (head + places - 1) & (tasks.length - 1);
            PoolTask task = tasks[last];
            if (task == null || numbers[last] + task.calls() <= number) {
                break;
            }
            if (task instanceof TaskRun run && numbers[last] < number) {
                TaskRun rest = run.cutBehind((int) (number - numbers[last]));
                removed.add(rest);
                costs[last] -= (int) rest.size();
                cost -= (int) rest.size();
                count -= rest.calls();
                break;
            }
            removed.add(task);
            tasks[last] = null;
            cost -= costs[last];
            places--;
            count -= task.calls();
        }
        Collections.reverse(removed);
        return removed;
    }

    /** The number of the call that the worker answers next, and of the next one to be sent if there is none. */
    long oldestNumber() {
        return places == 0 ? sent : numbers[head];
    }

    /** The task that the worker answers next. */
    @Nullable
    PoolTask oldest() {
        return tasks[head];
    }

    /** Makes a task of its own of the call with a number, which is in flight, and of what is before and behind it. */
    PoolTask isolate(long number) {
        int place = placeOf(number);
        if (place >= 0 && tasks[place] instanceof TaskRun run && numbers[place] < number) {
            insertBehind(place, run.cutBehind((int) (number - numbers[place])));
            place = placeOf(number);
        }
        if (place >= 0 && tasks[place] instanceof TaskRun run && run.calls() > 1) {
            insertBehind(place, run.cutBehind(1));
            place = placeOf(number);
        }
        PoolTask task = place < 0 ? null : tasks[place];
        if (task == null) {
            throw new IllegalStateException("call " + number + " is not in flight");
        }
        return task;
    }

    private void insertBehind(int before, TaskRun rest) {
        int place = before;
        if (places == tasks.length) {
            place = (before - head) & (tasks.length - 1);
            grow();
        }
        int next = (place + 1) & (tasks.length - 1);
        for (int to = (head + places) & (tasks.length - 1); to != next; to = (to - 1) & (tasks.length - 1)) {
            int from = (to - 1) & (tasks.length - 1);
            tasks[to] = tasks[from];
            numbers[to] = numbers[from];
            costs[to] = costs[from];
        }
        tasks[next] = rest;
        numbers[next] = numbers[place] + calls(place);
        costs[next] = (int) rest.size();
        costs[place] -= costs[next];
        places++;
    }

    private void grow() {
        var moved = new @Nullable PoolTask[2 * places];
        var movedNumbers = new long[2 * places];
        var movedCosts = new int[2 * places];
        for (int i = 0; i < places; i++) {
            int from = (head + i) & (tasks.length - 1);
            moved[i] = tasks[from];
            movedNumbers[i] = numbers[from];
            movedCosts[i] = costs[from];
        }
        tasks = moved;
        numbers = movedNumbers;
        costs = movedCosts;
        head = 0;
    }

    private int calls(int place) {
        PoolTask task = tasks[place];
        return task == null ? 0 : task.calls();
    }

    /** What the call with a number is, null if it is not in flight. */
    @Nullable
    Supplier<String> description(long number) {
        int place = placeOf(number);
        PoolTask task = place < 0 ? null : tasks[place];
        if (task == null) {
            return null;
        }
        if (task instanceof TaskRun run) {
            int index = run.first() + (int) (number - numbers[place]);
            return () -> PoolTask.described(() -> run.describe(index));
        }
        return task::description;
    }

    private int placeOf(long number) {
        for (int i = 0; i < places; i++) {
            int place = (head + i) & (tasks.length - 1);
            PoolTask task = tasks[place];
            if (task != null && numbers[place] <= number && number < numbers[place] + task.calls()) {
                return place;
            }
        }
        return -1;
    }

    /** All tasks, oldest first. */
    List<PoolTask> all() {
        var all = new ArrayList<PoolTask>(places);
        for (int i = 0; i < places; i++) {
            PoolTask task = tasks[(head + i) & (tasks.length - 1)];
            if (task != null) {
                all.add(task);
            }
        }
        return all;
    }

    /**
     * The number of the call that the worker claimed last, if it has claimed all below a number: those that it claimed before are
     * done, though their outcomes may not have been read yet. -1 if none is in flight.
     */
    long lastBelow(long nextClaim) {
        for (int i = places - 1; i >= 0; i--) {
            int place = (head + i) & (tasks.length - 1);
            PoolTask task = tasks[place];
            if (task != null && numbers[place] < nextClaim) {
                return Math.min(nextClaim, numbers[place] + task.calls()) - 1;
            }
        }
        return -1;
    }

    /** The task of which a call has this number, null if it is not in flight. */
    @Nullable
    PoolTask numbered(long number) {
        int place = placeOf(number);
        return place < 0 ? null : tasks[place];
    }

    /** The number of the first call of a task, -1 if that is not in flight. */
    long numberOf(PoolTask task) {
        for (int i = 0; i < places; i++) {
            int place = (head + i) & (tasks.length - 1);
            if (tasks[place] == task) {
                return numbers[place];
            }
        }
        return -1;
    }

    boolean containsAny(Predicate<? super PoolTask> which) {
        for (int i = 0; i < places; i++) {
            PoolTask task = tasks[(head + i) & (tasks.length - 1)];
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
