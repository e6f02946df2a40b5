package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.PoolTask;

/** Who is told how one call ended. */
interface CallReceiver {
    /** What the call is, for the text of a failure; may run the program's own code and throw what that throws. */
    String describe();

    /** The same, even if the program's own text for it fails. */
    default String description() {
        return PoolTask.described(this::describe);
    }

    /** The call has ended; told once, on a thread that must not be held up. */
    void settled(CallOutcome outcome);
}
