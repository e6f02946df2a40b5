package dev.krait.concurrent.futures;

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
        };
    }

    abstract boolean canStop();

    /** Stops the work for this future, which is no longer running; does nothing when the work has moved on. */
    abstract void stop(Future<?> future);
}
