package dev.krait.multiprocessing.managers;

import org.jspecify.annotations.Nullable;

/** An object in its server that is used by one call at a time, and can be copied and shown. */
interface Snapshot extends Guarded {
    /** A copy that travels. */
    @Nullable
    Object copy();

    /** The object as text. */
    String text();
}
