package dev.krait.concurrent.futures;

import dev.krait.multiprocessing.internal.pool.OverdueReport;

/** The state of a running future: whoever runs the task, so that it can be told to stop. */
abstract non-sealed class Running extends Status {

    /** Somebody runs the task, and nobody can stop him. */
    static final Running UNSTOPPABLE = new Running() {
        @Override
        boolean canStop() {
            return false;
        }

        @Override
        void stop(Future<?> future) {
            throw new AssertionError("asked to stop " + future + ", which cannot be stopped");
        }
    };

    /** Running on behalf of an executor that gave a way to stop the work. */
    static Running stoppableBy(Stopper stopper) {
        return new Running() {
            @Override
            boolean canStop() {
                return true;
            }

            @Override
            void stop(Future<?> future) {
                stopper.stop(future);
            }

            @Override
            void stop(Future<?> future, Overdue overdue) {
                if (stopper instanceof ProcessTask task) {
                    task.stop(overdue);
                } else {
                    super.stop(future, overdue);
                }
            }
        };
    }

    /** The future has begun to run on this one's account, in the thread that runs it. */
    void begun(Future<?> future) {}

    abstract boolean canStop();

    /** Stops the work for this future, which is no longer running; does nothing when the work has moved on. */
    abstract void stop(Future<?> future);

    /**
     * The same for one whose time is up, of which the program is told with what the threads were doing before. Here that is
     * done as for work in this process: on a thread of its own, since a dump takes its time.
     */
    void stop(Future<?> future, Overdue overdue) {
        OverdueReport.here("krait-overdue", () -> stop(future), overdue::tellHere);
    }
}
