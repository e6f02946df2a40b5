package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

/**
 * The functions of Python's module {@code multiprocessing.sharedctypes} that are no constructors. Its {@code Value},
 * {@code Array}, {@code RawValue} and {@code RawArray} are {@link Value}, {@link Array}, {@link RawValue} and
 * {@link RawArray}.
 */
public final class SharedCTypes {
    private SharedCTypes() {}

    /**
     * A new value in memory of its own that is a copy of another. Mirrors {@code copy(obj)}. Does not wait.
     *
     * @param <T> the Java type of the value
     * @param value the value to copy
     * @return the copy
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static <T> RawValue<T> copy(RawValue<T> value) {
        return new RawValue<>(value.typeCode(), value.get());
    }

    /**
     * A new array in memory of its own that is a copy of another. Mirrors {@code copy(obj)}. Does not wait; copies element
     * after element while others may write.
     *
     * @param <T> the Java type of an element
     * @param array the array to copy
     * @return the copy
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static <T> RawArray<T> copy(RawArray<T> array) {
        return array.copy();
    }

    /**
     * A value in the same memory with a lock of its own. Mirrors {@code synchronized(obj)}.
     *
     * @param <T> the Java type of the value
     * @param value the value
     * @return the value with a lock
     * @throws java.io.UncheckedIOException if there is no room for the lock
     */
    public static <T> Value<T> synchronize(RawValue<T> value) {
        return synchronize(value, new RLock());
    }

    /**
     * A value in the same memory with a given lock. Mirrors {@code synchronized(obj, lock)}.
     *
     * @param <T> the Java type of the value
     * @param value the value
     * @param lock the lock, which may guard other values too
     * @return the value with that lock
     */
    public static <T> Value<T> synchronize(RawValue<T> value, RLock lock) {
        return new Value<>(requireNonNull(value, "value"), requireNonNull(lock, "lock"));
    }

    /**
     * An array in the same memory with a lock of its own. Mirrors {@code synchronized(obj)}.
     *
     * @param <T> the Java type of an element
     * @param array the array
     * @return the array with a lock
     * @throws java.io.UncheckedIOException if there is no room for the lock
     */
    public static <T> Array<T> synchronize(RawArray<T> array) {
        return synchronize(array, new RLock());
    }

    /**
     * An array in the same memory with a given lock. Mirrors {@code synchronized(obj, lock)}.
     *
     * @param <T> the Java type of an element
     * @param array the array
     * @param lock the lock, which may guard other values too
     * @return the array with that lock
     */
    public static <T> Array<T> synchronize(RawArray<T> array, RLock lock) {
        return new Array<>(requireNonNull(array, "array"), requireNonNull(lock, "lock"));
    }
}
