package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.pool.PoolTask;
import java.lang.System.Logger.Level;
import java.util.List;

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

    /** Calls of one kind of receivers have ended, those from an index on, of which this is the first; as {@link #settled}. */
    default void settledTogether(CallReceiver[] receivers, int index, List<CallOutcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            CallReceiver receiver = receivers[index + i];
            try {
                receiver.settled(outcomes.get(i));
            } catch (Throwable e) { // Whatever goes wrong concerns this call alone.
                System.getLogger("dev.krait.multiprocessing")
                        .log(Level.ERROR, "could not settle " + receiver.description(), e);
            }
        }
    }
}
