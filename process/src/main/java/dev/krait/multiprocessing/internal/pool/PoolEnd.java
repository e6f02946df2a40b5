package dev.krait.multiprocessing.internal.pool;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** The ways in which a pool ends: it is closed and finishes, it is terminated, or it breaks. */
final class PoolEnd {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final String name;
    private final PoolBooks books;
    private final TaskSettler settler;

    PoolEnd(String name, PoolBooks books, TaskSettler settler) {
        this.name = name;
        this.books = books;
        this.settler = settler;
    }

    /** Takes no more tasks; the workers leave when all tasks are done. */
    void close() {
        books.change(after -> {
            if (books.isOpen()) {
                books.close();
                books.finishIfDone(after);
            }
        });
    }

    /** Ends the workers at once; every task that is not done is abandoned. */
    void terminate() {
        var abandoned = new ArrayList<PoolTask>();
        books.change(after -> {
            if (books.hasBeenTerminated()) {
                return;
            }
            books.terminate();
            abandoned.addAll(books.ledger().removeWaiting());
            for (WorkerChannel worker : books.roster().workers()) {
                abandoned.addAll(worker.sendBuffer().inFlight().removeFrom(0));
                after.then(worker::kill);
            }
            for (WorkerChannel worker : books.roster().leaving()) {
                after.then(worker::kill);
            }
            books.finishIfDone(after);
        });
        settler.settleAll(abandoned, new PoolOutcome.Abandoned("the pool was terminated"));
    }

    /** The pool can run nothing any more: whoever waits is told so, and the workers leave when they are done. */
    void breakDown(PoolOutcome.Broken reason) {
        var failed = new ArrayList<PoolTask>();
        books.change(after -> {
            if (!beginsToBreak(reason)) {
                return;
            }
            failed.addAll(books.ledger().removeWaiting());
            List<WorkerChannel> ready = books.roster().ready();
            for (WorkerChannel worker : books.roster().workers()) {
                if (ready.contains(worker)) {
                    failed.addAll(worker.recall());
                }
                if (worker.sendBuffer().inFlight().count() == 0) {
                    after.retire(worker); // The others leave when they have answered.
                }
            }
            books.finishIfDone(after);
        });
        settler.settleAll(failed, reason);
    }

    /**
     * The same, but the workers are ended at once, by force or by asking them first and killing them after a grace; also those
     * of a pool that broke before and lets them finish what they run.
     */
    void breakDownNow(PoolOutcome.Broken reason, boolean forcibly) {
        var failed = new ArrayList<PoolTask>();
        books.change(after -> {
            beginsToBreak(reason);
            failed.addAll(books.ledger().removeWaiting());
            for (WorkerChannel worker : books.roster().workers()) {
                failed.addAll(worker.sendBuffer().inFlight().removeFrom(0));
                after.then(forcibly ? worker::killNow : worker::kill);
            }
            for (WorkerChannel worker : books.roster().leaving()) {
                after.then(forcibly ? worker::killNow : worker::kill);
            }
            books.roster().ready().clear();
            books.finishIfDone(after);
        });
        settler.settleAll(failed, reason);
    }

    private boolean beginsToBreak(PoolOutcome.Broken reason) {
        boolean begins = books.isWorking();
        if (begins) {
            LOG.log(Level.WARNING, "{0} is broken: {1}", name, reason.reason());
            books.breakDown(reason);
        }
        return begins;
    }
}
