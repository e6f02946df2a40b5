package dev.krait.multiprocessing.internal.pool;

import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Tells tasks how they ended, after what was printed before that is out, and gives back what they took outside the heap.
 *
 * <p>Thread-safe; never called under the pool's lock.
 */
final class TaskSettler {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final SegmentPool segments;
    private final OutputPrinter printer;

    TaskSettler(SegmentPool segments, OutputPrinter printer) {
        this.segments = segments;
        this.printer = printer;
    }

    /** Tells tasks, each its own outcome in order, when all that was printed so far is out. */
    void settleAfterOutput(List<Answered> tasks, Answers answers) {
        printer.afterOutput(() -> {
            for (Answered answered : tasks) {
                answered.task().function().answered();
                if (answered.task() instanceof TaskRun run) {
                    // As it was then: what is left of the run may have been given up since.
                    if (!answered.givenUp()) {
                        settle(run, answered.index(), answers.outcomes(answered.from(), answered.end()));
                    }
                } else {
                    settle(answered.task(), answers.outcome(answered.from()));
                }
            }
        });
    }

    private static void settle(TaskRun run, int index, Outcomes outcomes) {
        try {
            run.settle(index, outcomes);
        } catch (Throwable e) { // Those of its calls that could not be told are lost, and nothing else.
            LOG.log(Level.ERROR, "could not settle calls of " + run.description(), e);
        }
    }

    /** Tells a task when all that was printed so far is out. */
    void settleAfterOutput(PoolTask task, PoolOutcome outcome) {
        printer.afterOutput(() -> settle(task, outcome));
    }

    void settleAll(List<PoolTask> tasks, PoolOutcome outcome) {
        for (PoolTask task : tasks) {
            settle(task, outcome);
        }
    }

    /** Tells a task now, unless it was given up. */
    void settle(PoolTask task, PoolOutcome outcome) {
        release(task);
        if (!outcome.isAnswer()) {
            task.lose();
        }
        if (!task.isGivenUp()) {
            giveUp(task, outcome);
        }
    }

    /** Tells a task now, although a worker may still run it. */
    void giveUp(PoolTask task, PoolOutcome outcome) {
        try {
            task.settle(outcome);
        } catch (Throwable e) { // Whatever goes wrong concerns this task alone.
            LOG.log(Level.ERROR, "could not settle " + task.description(), e);
        }
    }

    /** Gives back what a task took outside the heap. */
    void release(PoolTask task) {
        try {
            segments.release(task);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "could not give back the memory of " + task.description(), e);
        }
    }
}
