package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks whose time is up. A task costs nothing for having deadlines: one thread, there only while there are any, looks
 * at what every worker runs. So it sees that a task has begun from the word that workers and parent claim tasks by.
 */
final class DeadlineWatch {
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int TICKS = 16;

    private final String name;
    private final PoolBooks books;
    private final TaskSettler settler;
    private final TaskStopper stopper;

    // What follows is guarded by the lock of the books.

    private boolean watching;
    private long tick = LONGEST_TICK;

    /** Nothing that has not begun is late before this time. */
    private long earliest;

    private boolean anyEarliest;

    DeadlineWatch(String name, PoolBooks books, TaskSettler settler, TaskStopper stopper) {
        this.name = name;
        this.books = books;
        this.settler = settler;
        this.stopper = stopper;
    }

    /** A task that has no worker yet may be late with something; under the lock. */
    void watch(PoolTask task, TaskLimits limits, long now) {
        task.submitted(now);
        long due = limits.untilBegun();
        if (due != TaskLimits.NONE) {
            comes(now + due);
        }
        tick = Math.min(tick, Math.max(SHORTEST_TICK, limits.shortest() / TICKS));
        if (!watching) {
            var thread = new Thread(this::run, name + "-deadlines");
            thread.setDaemon(true);
            FaultPoint.reach("thread-starting");
            thread.start();
            watching =
                    true; // Only now: a system that has no thread left refuses this task and not every later one too.
        }
    }

    private void comes(long due) {
        if (!anyEarliest || due - earliest < 0) {
            anyEarliest = true;
            earliest = due;
        }
    }

    /** A task that ran too long, and how. */
    private record Late(PoolTask task, TaskLimits limits, TaskLimits.Kind kind) {
        PoolOutcome outcome() {
            return new PoolOutcome.Overdue(limits.words(kind));
        }
    }

    private void run() {
        long busy = System.nanoTime();
        long pause = SHORTEST_TICK;
        while (pause > 0) {
            LockSupport.parkNanos(this, pause);
            long now = System.nanoTime();
            var late = new ArrayList<Late>();
            var lingers = now - busy < LINGER;
            var next = new long[1];
            var anything = new boolean[1];
            books.change(after -> {
                look(now, late, after);
                anything[0] = !books.isEmptyHanded();
                watching = anything[0] || lingers;
                next[0] = watching ? tick : 0;
                if (!watching) {
                    tick = LONGEST_TICK;
                }
            });
            if (anything[0]) {
                busy = now;
            }
            pause = next[0];
            late.forEach(one -> settler.giveUp(one.task, one.outcome()));
        }
    }

    private void look(long now, List<Late> late, Afterwards after) {
        for (WorkerChannel worker : List.copyOf(books.roster().workers())) {
            PoolTask running = worker.lookAtRunning(now);
            if (running == null || running.isGivenUp()) {
                continue;
            }
            TaskLimits limits = running.limits();
            TaskLimits.Kind kind = limits == null ? null : lateness(worker, running, limits, now);
            if (limits != null && kind != null) {
                PoolTask task = worker.isolateSeen();
                late.add(new Late(task, limits, kind));
                task.giveUp();
                OverdueListener listener = task.overdueListener();
                if (listener != null) {
                    after.then(() -> OverdueReport.of(task, listener, worker, limits.words(kind)));
                }
                stopper.stopRunning(task, worker, after);
            }
        }
        if (anyEarliest && now - earliest >= 0) {
            lookAtWaiting(now, late, after);
        }
    }

    private static TaskLimits.@Nullable Kind lateness(
            WorkerChannel worker, PoolTask task, TaskLimits limits, long now) {
        if (isOver(limits.timeout(), task.submittedAt(), now)) {
            return TaskLimits.Kind.TIMEOUT;
        } else if (isOver(limits.runTimeout(), worker.runningSince(), now)) {
            return TaskLimits.Kind.RUN;
        } else if (isOver(limits.silence(), worker.progressAt(), now)) {
            return TaskLimits.Kind.PROGRESS;
        }
        return null;
    }

    private static boolean isOver(long limit, long since, long now) {
        return limit != TaskLimits.NONE && now - since >= limit;
    }

    /** Takes out what waits for too long, here or sent ahead, and finds out when to look again. */
    private void lookAtWaiting(long now, List<Late> late, Afterwards after) {
        anyEarliest = false;
        List<PoolTask> taken = books.ledger().takeBack(task -> isLateToBegin(task, now));
        for (PoolTask task : taken) {
            TaskLimits limits = task.limits();
            if (limits != null) {
                boolean whole = isOver(limits.timeout(), task.submittedAt(), now);
                late.add(new Late(task, limits, whole ? TaskLimits.Kind.TIMEOUT : TaskLimits.Kind.QUEUE));
                after.then(() -> settler.release(task));
            }
        }
        books.ledger().forEach(task -> {
            TaskLimits limits = task.limits();
            if (limits != null && limits.untilBegun() != TaskLimits.NONE && !isLateToBegin(task, now)) {
                comes(task.submittedAt() + limits.untilBegun());
            }
        });
        books.dispatch(after);
        books.finishIfDone(after);
    }

    private static boolean isLateToBegin(PoolTask task, long now) {
        TaskLimits limits = task.limits();
        return limits != null && isOver(limits.untilBegun(), task.submittedAt(), now);
    }
}
