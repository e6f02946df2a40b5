package dev.krait.multiprocessing.internal.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a pool owes: the tasks that wait, and their way to the workers and back.
 *
 * <p>Not thread-safe; the pool's lock guards it.
 */
final class TaskLedger {
    private final WorkerRoster roster;
    private final SegmentPool segments;
    private final WaitingTasks waiting = new WaitingTasks();

    /** The worker that got a task last. */
    private @Nullable WorkerChannel lastGiven;

    TaskLedger(WorkerRoster roster, SegmentPool segments) {
        this.roster = roster;
        this.segments = segments;
    }

    /** Whether no task waits for a worker. */
    boolean nothingWaits() {
        return waiting.isEmpty();
    }

    /** How many tasks wait for a worker. */
    int waiting() {
        return waiting.size();
    }

    /** Tasks that follow all others of their priority. */
    void add(List<? extends PoolTask> tasks) {
        waiting.addAll(tasks);
    }

    /** Tasks that were here before, in front of all others of their priority. */
    void putBack(List<PoolTask> tasks) {
        waiting.putBack(tasks);
    }

    /** Gives waiting tasks to workers that have room, each to the one with the least to do. */
    void dispatch(Afterwards after) {
        for (PoolTask task = waiting.peek(); task != null; task = waiting.peek()) {
            WorkerChannel best = task.follows() ? followed(task) : null;
            if (best == null) {
                best = leastBusy(task);
            }
            if (best == null) {
                flushRecalled(after);
                return;
            }
            PoolTask given = waiting.removeFirst(task, task instanceof TaskRun run ? share(run, best) : 1);
            if (!given.needed()) {
                segments.release(given);
                given.lose();
                continue;
            }
            if (best.sendBuffer().inFlight().count() == 0) {
                best.sendBuffer().window().begins(System.nanoTime());
            }
            best.sendBuffer().add(given);
            if (roster.isWornOut(best)) {
                best.wearsOut(); // This is its last task; its successor may as well start meanwhile.
            }
            lastGiven = best;
            if (!best.sendBuffer().mayWait()) {
                after.flush(best);
            }
        }
    }

    /** What was taken back before it was written takes room until its worker has read past it. */
    private void flushRecalled(Afterwards after) {
        for (WorkerChannel worker : roster.ready()) {
            if (worker.sendBuffer().hasOnlyRecalledPending()) {
                after.flush(worker);
            }
        }
    }

    /** How many calls of a run a worker gets at once: not more than an equal part of all, unless they are to stay together. */
    private int share(TaskRun run, WorkerChannel worker) {
        int most = Math.min(worker.sendBuffer().roomFor(run), roster.tasksLeft(worker));
        int workers = Math.max(1, roster.ready().size());
        return run.together() ? most : Math.min(most, (waiting.size() + workers - 1) / workers);
    }

    private @Nullable WorkerChannel leastBusy(PoolTask task) {
        List<WorkerChannel> ready = roster.ready();
        WorkerChannel best = null;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ready.size(); i++) {
            WorkerChannel worker = ready.get(i);
            int count = worker.sendBuffer().inFlight().count();
            if (count < least && worker.sendBuffer().hasRoomFor(task) && !roster.isWornOut(worker)) {
                best = worker;
                least = count;
            }
        }
        return best;
    }

    /** The worker that got the task before, if it can take one more. */
    private @Nullable WorkerChannel followed(PoolTask task) {
        WorkerChannel last = lastGiven;
        return last != null
                        && roster.ready().contains(last)
                        && last.sendBuffer().hasRoomToFollow(task)
                        && !roster.isWornOut(last)
                ? last
                : null;
    }

    /** Nothing waits and a worker has run dry: takes back what another was sent ahead, and shares it out anew. */
    void rebalance(WorkerChannel idle, Afterwards after) {
        if (idle.sendBuffer().inFlight().count() > 0) {
            return;
        }
        WorkerChannel busiest = null;
        int most = 1;
        for (WorkerChannel worker : roster.workers()) { // Also one that was given its last tasks.
            int count = worker.sendBuffer().inFlight().count();
            if (count > most) {
                busiest = worker;
                most = count;
            }
        }
        if (busiest != null) {
            waiting.putBack(busiest.recall());
            dispatch(after);
        }
    }

    /** Takes out those of some tasks that no worker has begun; what was sent behind them waits again. */
    List<PoolTask> takeBack(Predicate<? super PoolTask> which) {
        List<PoolTask> taken = waiting.removeAll(which);
        for (WorkerChannel worker : roster.workers()) {
            if (worker.sendBuffer().inFlight().containsAny(which)) {
                List<PoolTask> recalled = worker.recall();
                for (PoolTask task : recalled) {
                    if (which.test(task)) {
                        taken.add(task);
                    }
                }
                recalled.removeIf(which);
                waiting.putBack(recalled);
            }
        }
        return taken;
    }

    /** Takes out one task that waits. */
    boolean remove(PoolTask task) {
        return waiting.remove(task);
    }

    /** Takes out a task that was sent to a worker, unless that has begun it; what was sent behind it waits again. */
    boolean takeBack(PoolTask task, WorkerChannel worker) {
        List<PoolTask> recalled = worker.recall();
        boolean taken = recalled.remove(task);
        waiting.putBack(recalled);
        return taken;
    }

    /** Takes out all tasks that wait. */
    List<PoolTask> removeWaiting() {
        return waiting.removeAll();
    }

    /** Takes out all tasks that no worker has begun. */
    List<PoolTask> takeBackAll() {
        var taken = new ArrayList<PoolTask>();
        for (WorkerChannel worker : roster.workers()) {
            taken.addAll(worker.recall());
        }
        taken.addAll(waiting.removeAll());
        return taken;
    }

    /** The worker that was sent a task. */
    @Nullable
    WorkerChannel workerOf(PoolTask task) {
        for (WorkerChannel worker : roster.workers()) {
            if (worker.sendBuffer().inFlight().contains(task)) {
                return worker;
            }
        }
        return null;
    }

    /** Shows all tasks that wait or were sent. */
    void forEach(Consumer<? super PoolTask> action) {
        waiting.forEach(action);
        for (WorkerChannel worker : roster.workers()) {
            worker.sendBuffer().inFlight().all().forEach(action);
        }
    }

    /** The tasks that workers have begun or are about to begin. */
    List<PoolTask> sent() {
        var tasks = new ArrayList<PoolTask>();
        // Not only those that take tasks: one that is worn out may still be at its last.
        for (WorkerChannel worker : roster.workers()) {
            tasks.addAll(worker.sendBuffer().inFlight().all());
        }
        return tasks;
    }
}
