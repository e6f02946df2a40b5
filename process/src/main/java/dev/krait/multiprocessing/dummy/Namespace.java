package dev.krait.multiprocessing.dummy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Named values that threads share: Python's {@code multiprocessing.dummy.Namespace}, whose attributes are read and written by
 * name here. Thread-safe; what a thread did before it set a value <i>happens-before</i> another gets it.
 */
public class Namespace {
    @GuardedBy("this")
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    /** An empty one. */
    public Namespace() {}

    /**
     * One with values.
     *
     * @param values the first values by their names; copied
     */
    public Namespace(Map<String, ? extends @Nullable Object> values) {
        this.values.putAll(values);
    }

    /**
     * Reads a value.
     *
     * @param <T> what the caller knows it to be
     * @param name its name
     * @return the value
     * @throws NoSuchElementException if there is none of that name
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // The caller knows the type.
    public synchronized <T extends @Nullable Object> T get(String name) {
        if (!values.containsKey(name)) {
            throw new NoSuchElementException("this namespace has no value named " + name);
        }
        return (T) values.get(name);
    }

    /**
     * Writes a value.
     *
     * @param name its name
     * @param value the value
     */
    public synchronized void set(String name, @Nullable Object value) {
        values.put(name, value);
    }

    /**
     * Removes a value.
     *
     * @param name its name
     * @throws NoSuchElementException if there is none of that name
     */
    public synchronized void delete(String name) {
        if (!values.containsKey(name)) {
            throw new NoSuchElementException("this namespace has no value named " + name);
        }
        values.remove(name);
    }

    @Override
    public synchronized String toString() {
        return "Namespace" + values;
    }
}
