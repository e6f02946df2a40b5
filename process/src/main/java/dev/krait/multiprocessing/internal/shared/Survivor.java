package dev.krait.multiprocessing.internal.shared;

/** What outlives the process that holds it, and then tells the next holder so. */
public interface Survivor {
    /** Whether an owner died with it and nobody has put things in order since. */
    boolean ownerDied();

    /** Things are in order again; false if the caller does not have it. */
    boolean markConsistent();
}
