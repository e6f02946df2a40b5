package dev.krait.multiprocessing;

import org.jspecify.annotations.Nullable;

/** How a call ended. What it returned is rebuilt when somebody asks for it, on that thread. */
interface CallOutcome extends AsyncResult.Source {
    /** In the place of an outcome for which this process has no memory; made in good time. */
    CallOutcome NO_MEMORY = new Failure(new OutOfMemoryError(
            "this process had no memory left to take the outcome of a call; what the call did is done"));

    /** Whether the call threw or never ran; a result that cannot be rebuilt here is not known yet. */
    boolean failed();

    /** The call returned a value that is here. */
    record Value(@Nullable Object value) implements CallOutcome {
        @Override
        public boolean failed() {
            return false;
        }

        @Override
        public @Nullable Object produce() {
            return value;
        }
    }

    /** The call failed with a throwable that is here. */
    record Failure(Throwable thrown) implements CallOutcome {
        @Override
        public boolean failed() {
            return true;
        }

        @Override
        public @Nullable Object produce() throws Throwable {
            throw thrown;
        }
    }
}
