package dev.krait.threading;

/**
 * What {@link Acquirable#hold} hands out: closing it releases what was acquired, once, however often it is closed.
 *
 * <p>It is Python's {@code with lock:}, written {@code try (var held = lock.hold()) { … }}. It belongs to the block that
 * asked for it and is not meant to be shared between threads.
 */
public interface Held extends AutoCloseable {
    /**
     * Releases what was acquired; the second and later calls do nothing.
     *
     * @throws IllegalStateException if the block gave it back by itself and nobody holds it now, or, for an
     *     {@link RLock}, if the calling thread is not its owner
     */
    @Override
    void close();
}
