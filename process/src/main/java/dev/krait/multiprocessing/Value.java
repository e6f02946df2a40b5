package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.threading.Acquirable;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * One number, character or truth value in memory that processes share, with a lock.
 *
 * <p>Mirrors Python's {@code multiprocessing.Value}; Python's {@code lock=False} is {@link RawValue} here. Every read and
 * write takes the lock, which is reentrant. A change in several steps holds it meanwhile:
 *
 * <pre>{@code
 * var counter = Value.ofInt(0);
 * try (var held = counter.hold()) {
 *     counter.set(counter.get() + 1);
 * }
 * }</pre>
 *
 * <p>Beyond Python, there are changes in one step that hold the lock by themselves: {@code counter.addAndGet(1)} does the
 * same. An object of this class can be captured by a task, be a field of a process or part of an argument or result, at
 * any depth; all copies speak of the same memory and the same lock.
 *
 * <p>All methods wait while another thread or process holds the lock. An interrupt ends the wait and leaves the value
 * unchanged. What a thread did before it released the lock <i>happens-before</i> what the one does that acquires it next. A
 * process that dies while it holds the lock leaves the value as it last wrote it, and the next one goes on.
 *
 * @param <T> the Java type of the value
 */
public final class Value<T> implements Acquirable, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient RawValue<T> raw;
    private final transient RLock lock;

    /**
     * A value of some type code, with a lock of its own.
     *
     * <p>Mirrors {@code Value(typecode, initial)}.
     *
     * @param typeCode the code, see {@link RawValue#RawValue(char, Object)}
     * @param initial the first value, of the Java type of the code
     * @throws IllegalArgumentException if there is no such code, or the value is of another type
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public Value(char typeCode, T initial) {
        this(new RawValue<>(typeCode, initial), new RLock());
    }

    /**
     * A value of some type code, with a given lock.
     *
     * <p>Mirrors {@code Value(typecode, initial, lock=lock)}.
     *
     * @param typeCode the code, see {@link RawValue#RawValue(char, Object)}
     * @param initial the first value, of the Java type of the code
     * @param lock the lock, which may guard other values too
     * @throws IllegalArgumentException if there is no such code, or the value is of another type
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public Value(char typeCode, T initial, RLock lock) {
        this(new RawValue<>(typeCode, initial), requireNonNull(lock, "lock"));
    }

    Value(RawValue<T> raw, RLock lock) {
        this.raw = raw;
        this.lock = lock;
    }

    /**
     * An {@code int}, type code {@code i}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Integer> ofInt(int initial) {
        return new Value<>(RawValue.ofInt(initial), new RLock());
    }

    /**
     * A {@code long}, type code {@code q}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Long> ofLong(long initial) {
        return new Value<>(RawValue.ofLong(initial), new RLock());
    }

    /**
     * A {@code double}, type code {@code d}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Double> ofDouble(double initial) {
        return new Value<>(RawValue.ofDouble(initial), new RLock());
    }

    /**
     * A {@code float}, type code {@code f}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Float> ofFloat(float initial) {
        return new Value<>(RawValue.ofFloat(initial), new RLock());
    }

    /**
     * A {@code short}, type code {@code h}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Short> ofShort(short initial) {
        return new Value<>(RawValue.ofShort(initial), new RLock());
    }

    /**
     * A {@code byte}, type code {@code b}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Byte> ofByte(byte initial) {
        return new Value<>(RawValue.ofByte(initial), new RLock());
    }

    /**
     * A {@code char}, type code {@code u}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Character> ofChar(char initial) {
        return new Value<>(RawValue.ofChar(initial), new RLock());
    }

    /**
     * A {@code boolean}, type code {@code ?}, with a lock of its own.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Value<Boolean> ofBoolean(boolean initial) {
        return new Value<>(RawValue.ofBoolean(initial), new RLock());
    }

    /**
     * The type code.
     *
     * @return such as {@code i}
     */
    public char typeCode() {
        return raw.typeCode();
    }

    /**
     * Reads the value under the lock. Mirrors reading {@code value}.
     *
     * @return the value
     * @throws InterruptedException if interrupted while waiting for the lock
     */
    public T get() throws InterruptedException {
        boolean entered = lock.enter();
        try {
            return raw.get();
        } finally {
            lock.leave(entered);
        }
    }

    /**
     * Writes the value under the lock. Mirrors assigning to {@code value}.
     *
     * @param value the new value
     * @throws IllegalArgumentException if it is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public void set(T value) throws InterruptedException {
        boolean entered = lock.enter();
        try {
            raw.set(value);
        } finally {
            lock.leave(entered);
        }
    }

    /**
     * Writes the value and tells the old one, under the lock.
     *
     * @param value the new value
     * @return the value before
     * @throws IllegalArgumentException if it is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T getAndSet(T value) throws InterruptedException {
        return getAndUpdate(old -> value);
    }

    /**
     * Writes the value if its bits are those of the one expected, under the lock.
     *
     * @param expected the value expected
     * @param value the new value
     * @return whether it was as expected and has been written
     * @throws IllegalArgumentException if one is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public boolean compareAndSet(T expected, T value) throws InterruptedException {
        lock.acquire();
        try {
            return raw.compareAndSet(expected, value);
        } finally {
            lock.release();
        }
    }

    /**
     * Adds to the value, under the lock; too large a sum wraps around.
     *
     * @param delta what to add
     * @return the value after
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T addAndGet(T delta) throws InterruptedException {
        lock.acquire();
        try {
            return raw.addAndGet(delta);
        } finally {
            lock.release();
        }
    }

    /**
     * Adds to the value, under the lock; too large a sum wraps around.
     *
     * @param delta what to add
     * @return the value before
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T getAndAdd(T delta) throws InterruptedException {
        lock.acquire();
        try {
            return raw.getAndAdd(delta);
        } finally {
            lock.release();
        }
    }

    /**
     * Changes the value by a function, under the lock.
     *
     * @param change tells the new value for the old one; called once, while the lock is held
     * @return the value after
     * @throws IllegalArgumentException if the function returns a value of another type; nothing has changed then
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T updateAndGet(UnaryOperator<T> change) throws InterruptedException {
        lock.acquire();
        try {
            raw.set(change.apply(raw.get()));
            return raw.get();
        } finally {
            lock.release();
        }
    }

    /**
     * Changes the value by a function, under the lock.
     *
     * @param change tells the new value for the old one; called once, while the lock is held
     * @return the value before
     * @throws IllegalArgumentException if the function returns a value of another type; nothing has changed then
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T getAndUpdate(UnaryOperator<T> change) throws InterruptedException {
        lock.acquire();
        try {
            T old = raw.get();
            raw.set(change.apply(old));
            return old;
        } finally {
            lock.release();
        }
    }

    /** Acquires the lock. Mirrors {@code acquire()} of Python's wrapper. */
    @Override
    public void acquire() throws InterruptedException {
        lock.acquire();
    }

    @Override
    public boolean acquire(boolean blocking) throws InterruptedException {
        return lock.acquire(blocking);
    }

    @Override
    public boolean acquire(Duration timeout) throws InterruptedException {
        return lock.acquire(timeout);
    }

    /** Releases the lock. Mirrors {@code release()} of Python's wrapper. */
    @Override
    public void release() {
        lock.release();
    }

    /** Acquires the lock for a block. Mirrors {@code with value:} and {@code with value.get_lock():}. */
    @Override
    public SharedHeld hold() throws InterruptedException {
        return lock.hold();
    }

    /**
     * The lock, to be held around what must not be interrupted by others. It is reentrant.
     *
     * <p>Mirrors {@code get_lock()}.
     *
     * @return the lock
     */
    public RLock getLock() {
        return lock;
    }

    /**
     * The same value without the lock.
     *
     * <p>Mirrors {@code get_obj()}.
     *
     * @return the value in the same memory
     */
    public RawValue<T> getObj() {
        return raw;
    }

    /**
     * Type code and value, read without the lock.
     *
     * @return such as {@code Value('i', 7)}
     */
    @Override
    public String toString() {
        return "Value('" + raw.typeCode() + "', " + raw.get() + ")";
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }

    private Object writeReplace() {
        return new Travelling<>(raw, lock);
    }

    private record Travelling<T>(RawValue<T> raw, RLock lock) implements Serializable {
        private Object readResolve() {
            return new Value<>(raw, lock);
        }
    }
}
