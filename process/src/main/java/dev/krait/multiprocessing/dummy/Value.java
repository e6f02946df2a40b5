package dev.krait.multiprocessing.dummy;

import org.jspecify.annotations.Nullable;

/**
 * A value that threads share: Python's {@code multiprocessing.dummy.Value}, without its type code. There is no lock: use one of
 * {@link dev.krait.threading} where more than one thread changes it. What a thread did before {@link #set} <i>happens-before</i>
 * another gets that value.
 *
 * @param <T> the value's type
 */
public class Value<T extends @Nullable Object> {
    private volatile T value;

    /**
     * Makes one.
     *
     * @param value what it holds first
     */
    public Value(T value) {
        this.value = value;
    }

    /**
     * What it holds.
     *
     * @return the value that was set last
     */
    public T get() {
        return value;
    }

    /**
     * Replaces what it holds.
     *
     * @param newValue what it is to hold
     */
    public void set(T newValue) {
        value = newValue;
    }

    @Override
    public String toString() {
        return "Value(" + value + ")";
    }
}
