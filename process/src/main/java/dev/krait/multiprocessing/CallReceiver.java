package dev.krait.multiprocessing;

/** Who is told how one call ended. */
interface CallReceiver {
    /** What the call is, for the text of a failure; may run the program's own code and throw what that throws. */
    String describe();

    /** The same, even if the program's own text for it fails. */
    default String description() {
        try {
            return describe();
        } catch (Throwable e) {
            return "a task whose description failed with " + e.getClass().getName();
        }
    }

    /** The call has ended; told once, on a thread that must not be held up. */
    void settled(CallOutcome outcome);
}
