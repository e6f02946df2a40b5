package dev.krait.multiprocessing;

import dev.krait.threading.Held;

/**
 * What {@link Lock#hold} and {@link RLock#hold} hand out: closing it releases the lock, and meanwhile it tells whether a
 * process died while it held the lock before.
 *
 * <p>A lock whose owner is killed is given to the next one who asks. What the lock guards may then be half changed: look at
 * {@link #ownerDied()}, put things in order, and say so by {@link #markConsistent()}. Until somebody does, every holder is
 * told.
 *
 * <pre>{@code
 * try (var held = lock.hold()) {
 *     if (held.ownerDied()) {
 *         rebuild();
 *         held.markConsistent();
 *     }
 *     …
 * }
 * }</pre>
 *
 * <p>Who cannot put things in order chooses an exception:
 *
 * <pre>{@code
 * try (var held = lock.hold().requireConsistent()) {
 *     …
 * }
 * }</pre>
 */
public interface SharedHeld extends Held {
    /**
     * Whether a process died while it held the lock, and nobody has put in order since what the lock guards.
     *
     * @return whether what the lock guards may be half changed
     */
    boolean ownerDied();

    /**
     * Says that what the lock guards is in order again. Does not block.
     *
     * @throws IllegalStateException if the calling thread is not the one that has the lock
     */
    void markConsistent();

    /**
     * This one, if no process died while it held the lock, or things were put in order since; else releases the lock and
     * throws. Does not block.
     *
     * @return this one
     * @throws OwnerDiedException if {@link #ownerDied()}; what {@link Lock#hold} or {@link RLock#hold} acquired is released
     *     then
     */
    SharedHeld requireConsistent();
}
