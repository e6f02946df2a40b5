package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.Later;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stops tasks: takes back what no worker has begun, interrupts what runs, and kills the worker of what goes on all the
 * same. No other task is touched by that: what lies behind the task in its worker is taken back first.
 */
final class TaskStopper {
    private final PoolBooks books;
    private final Duration grace;

    TaskStopper(PoolBooks books, Duration grace) {
        this.books = books;
        this.grace = grace;
    }

    /** Stops one task, and tells the listener of one that runs; returns whether it was taken back before it began. */
    boolean stop(PoolTask task, Duration itsGrace, @Nullable OverdueListener listener, String reason) {
        var cancelled = new boolean[1];
        books.change(after -> {
            TaskLedger ledger = books.ledger();
            cancelled[0] = ledger.remove(task);
            WorkerChannel worker = cancelled[0] ? null : ledger.workerOf(task);
            if (worker != null) {
                cancelled[0] = ledger.takeBack(task, worker);
                books.dispatch(after);
                if (!cancelled[0]) {
                    if (listener != null) {
                        after.then(() -> OverdueReport.of(task, listener, worker, reason));
                    }
                    stopRunning(task, worker, itsGrace, after);
                }
            }
            if (cancelled[0]) {
                books.finishIfDone(after);
            }
        });
        return cancelled[0];
    }

    /** Stops some tasks; returns those that were taken back before they began. */
    List<PoolTask> stopAll(Predicate<? super PoolTask> which) {
        var taken = new ArrayList<PoolTask>();
        books.change(after -> {
            taken.addAll(books.ledger().takeBack(which));
            for (WorkerChannel worker : books.roster().workers()) {
                PoolTask running = worker.running();
                PoolTask task = running != null && which.test(running) ? worker.isolateRunning() : null;
                if (task != null) {
                    stopRunning(task, worker, after);
                }
            }
            books.dispatch(after);
            books.finishIfDone(after);
        });
        return taken;
    }

    /** Stops a task of one call that its worker has begun; under the lock. */
    void stopRunning(PoolTask task, WorkerChannel worker, Afterwards after) {
        stopRunning(task, worker, grace, after);
    }

    private void stopRunning(PoolTask task, WorkerChannel worker, Duration itsGrace, Afterwards after) {
        long number = worker.sendBuffer().inFlight().numberOf(task);
        after.then(() -> worker.interrupt(number));
        after.then(() -> Later.after(itsGrace.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> books.change(late -> killIfStillRunning(worker, task, late))));
    }

    private void killIfStillRunning(WorkerChannel worker, PoolTask task, Afterwards after) {
        if (!worker.sendBuffer().inFlight().contains(task)) {
            return;
        }
        killIf(running -> running == task, worker, "", after);
    }

    /**
     * Kills a worker if it runs a task, which is told the reason; returns whether it does. Under the lock. One that runs its
     * initializer goes on: a pool whose limit is too low for that would never have a worker, and its tasks would wait for ever.
     */
    boolean killIfRunning(WorkerChannel worker, String reason, Afterwards after) {
        return books.roster().workers().contains(worker)
                && killIf(running -> !(running instanceof InitializerTask), worker, reason, after);
    }

    private boolean killIf(Predicate<PoolTask> which, WorkerChannel worker, String reason, Afterwards after) {
        // The worker can claim nothing more after this, so the kill hits that task or nothing.
        List<PoolTask> behind = worker.recall();
        PoolTask running = worker.running();
        boolean kills = running != null && which.test(running);
        if (kills) {
            books.roster().ready().remove(worker);
            after.then(() -> worker.killNow(reason));
        }
        books.ledger().putBack(behind);
        books.dispatch(after);
        return kills;
    }
}
