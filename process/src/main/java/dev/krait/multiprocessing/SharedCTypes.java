package dev.krait.multiprocessing;

/**
 * The functions of Python's module {@code multiprocessing.sharedctypes} that are no constructors. Its {@code RawValue}
 * and {@code RawArray} are {@link RawValue} and {@link RawArray}.
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
}
