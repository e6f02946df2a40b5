package dev.krait.multiprocessing;

import org.jspecify.annotations.Nullable;

/** How calls that follow each other ended; a value that is here needs no object of its own. */
interface CallOutcomes {
    /** How many calls they are. */
    int size();

    /** Whether a call returned a value that is here already. */
    boolean isValue(int call);

    /** The {@linkplain #isValue value} that a call returned. */
    @Nullable
    Object value(int call);

    /** How a call ended. */
    CallOutcome get(int call);
}
