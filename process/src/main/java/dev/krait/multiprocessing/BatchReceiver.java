package dev.krait.multiprocessing;

import java.lang.System.Logger.Level;

/** Who is told how the calls of a batch ended, each by its index in the order in which they were added. */
interface BatchReceiver {
    /** What a call is, for the text of a failure; may run the program's own code and throw what that throws. */
    String describe(int index);

    /** A call has ended; told once, on a thread that must not be held up. */
    void settled(int index, CallOutcome outcome);

    /** Calls that follow each other have ended, those from an index on; told as {@link #settled(int, CallOutcome)}. */
    default void settled(int index, CallOutcomes outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            try {
                settled(index + i, outcomes.get(i));
            } catch (Throwable e) { // Whatever goes wrong concerns this call alone.
                System.getLogger("dev.krait.multiprocessing")
                        .log(Level.ERROR, "could not settle " + of(index + i).description(), e);
            }
        }
    }

    /** Who is told of one of the calls. */
    default CallReceiver of(int index) {
        return new CallReceiver() {
            @Override
            public String describe() {
                return BatchReceiver.this.describe(index);
            }

            @Override
            public void settled(CallOutcome outcome) {
                BatchReceiver.this.settled(index, outcome);
            }
        };
    }

    /** The receiver of a batch of one call. */
    static BatchReceiver ofOne(CallReceiver receiver) {
        return new BatchReceiver() {
            @Override
            public String describe(int index) {
                return receiver.describe();
            }

            @Override
            public void settled(int index, CallOutcome outcome) {
                receiver.settled(outcome);
            }

            @Override
            public CallReceiver of(int index) {
                return receiver;
            }
        };
    }
}
