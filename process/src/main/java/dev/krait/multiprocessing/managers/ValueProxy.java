package dev.krait.multiprocessing.managers;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value in the process of a manager.
 *
 * <p>Mirrors Python's {@code multiprocessing.managers.ValueProxy}; made by {@link SyncManager#value}. It may be of any type that
 * can travel; as in Python, no type code is enforced. Each call is atomic, so that no lock is needed to count.
 *
 * @param <T> its type
 */
public final class ValueProxy<T extends @Nullable Object> extends PlainProxy {
    private static final long serialVersionUID = 1L;

    /** What the server offers. */
    interface Service {
        @Nullable
        Object get();

        void set(@Nullable Object value);

        @Nullable
        Object getAndSet(@Nullable Object value);

        boolean compareAndSet(@Nullable Object expected, @Nullable Object value);

        @Nullable
        Object addAndGet(Number delta);

        @Nullable
        Object updateAndGet(UnaryOperator<@Nullable Object> function);
    }

    /** A value in its server: Python's {@code multiprocessing.managers.Value}. */
    static final class Served implements Service, Snapshot {
        private @Nullable Object value;
        private final Guard guard = Guard.of(this);

        Served(@Nullable Object value) {
            this.value = value;
        }

        @Override
        public Guard guard() {
            return guard;
        }

        @Override
        public synchronized @Nullable Object get() {
            return value;
        }

        @Override
        public synchronized void set(@Nullable Object newValue) {
            value = newValue;
        }

        @Override
        public synchronized Object getAndSet(@Nullable Object newValue) {
            Object old = value;
            value = newValue;
            return Taken.one(old, () -> set(old));
        }

        @Override
        public synchronized boolean compareAndSet(@Nullable Object expected, @Nullable Object newValue) {
            boolean equal = Objects.deepEquals(value, expected);
            if (equal) {
                value = newValue;
            }
            return equal;
        }

        @Override
        public synchronized Object addAndGet(Number delta) {
            Number sum = Sums.of(value, delta);
            value = sum;
            return sum;
        }

        @Override
        public synchronized @Nullable Object updateAndGet(UnaryOperator<@Nullable Object> function) {
            value = function.apply(value);
            return value;
        }

        @Override
        public synchronized @Nullable Object copy() {
            return value;
        }

        @Override
        public synchronized String text() {
            return "Value(" + value + ")";
        }
    }

    private final transient Service service;

    ValueProxy(Remote remote) {
        super(remote);
        this.service = remote.as(Service.class);
    }

    /**
     * Reads it: Python's {@code value.value} and {@code value.get()}.
     *
     * @return the value
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the value itself
    public T get() {
        return (T) service.get();
    }

    /**
     * Writes it: Python's {@code value.value = …} and {@code value.set(…)}.
     *
     * @param value the new value
     */
    public void set(T value) {
        service.set(value);
    }

    /**
     * Writes it, and gives what it was before.
     *
     * @param value the new value
     * @return the old one
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the value itself
    public T getAndSet(T value) {
        return (T) service.getAndSet(value);
    }

    /**
     * Writes it if it equals what is expected. What is expected arrives in the server as a copy: it can equal the value if its
     * class has an {@code equals} of its own, or if it is an array, which is compared by its elements. For others use
     * {@link #updateAndGet}.
     *
     * @param expected what it should be
     * @param value the new value
     * @return whether it was written
     */
    public boolean compareAndSet(T expected, T value) {
        return service.compareAndSet(expected, value);
    }

    /**
     * Adds to it.
     *
     * @param delta what to add, of the type of the value
     * @return the sum
     * @throws IllegalArgumentException if it is no number, or one of another type
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the value itself
    public T addAndGet(Number delta) {
        return (T) service.addAndGet(requireNonNull(delta, "delta"));
    }

    /**
     * Changes it, in the server, while nobody else uses it.
     *
     * @param function gets the value, and gives the new one
     * @return the new value
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the value itself
    public T updateAndGet(ServerOperator<T> function) {
        return (T) service.updateAndGet((UnaryOperator<@Nullable Object>) requireNonNull(function, "function"));
    }
}
