package dev.krait.multiprocessing.managers;

/** An object in its server that is used by one call at a time. */
interface Guarded {
    /** Whose turn it is. */
    Guard guard();
}
