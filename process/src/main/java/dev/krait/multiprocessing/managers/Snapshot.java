package dev.krait.multiprocessing.managers;

import org.jspecify.annotations.Nullable;

/** An object in its server that can be copied and shown while others change it. */
interface Snapshot {
    /** A copy that travels. */
    @Nullable
    Object copy();

    /** The object as text. */
    String text();
}
