package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.threading.Acquirable;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An array of numbers, characters or truth values in memory that processes share, with a lock.
 *
 * <p>Mirrors Python's {@code multiprocessing.Array}; Python's {@code lock=False} is {@link RawArray} here. Every read and
 * write, of one element or of many, takes the lock, which is reentrant; {@link #hold} keeps it over several. Work on many
 * single elements is quickest on {@link #getObj} while the lock is held, or on a copy. Positions are {@code long}: an
 * array may be larger than 2 GiB. Negative positions count from the end.
 *
 * <p>An object of this class can be captured by a task, be a field of a process or part of an argument or result, at any
 * depth; all copies speak of the same memory and the same lock. {@link RawArray} says when the memory is freed.
 *
 * <p>All methods wait while another thread or process holds the lock. An interrupt ends the wait and leaves the array
 * unchanged. What a thread did before it released the lock <i>happens-before</i> what the one does that acquires it next. A
 * process that dies while it holds the lock leaves the elements as it last wrote them, and the next one goes on.
 *
 * @param <T> the Java type of an element
 */
public final class Array<T> implements Acquirable, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient RawArray<T> raw;
    private final transient RLock lock;

    /**
     * An array of zeros, with a lock of its own.
     *
     * <p>Mirrors {@code Array(typecode, size)}.
     *
     * @param typeCode the code, see {@link RawValue#RawValue(char, Object)}
     * @param length how many elements
     * @throws IllegalArgumentException if there is no such code or {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public Array(char typeCode, long length) {
        this(new RawArray<>(typeCode, length), new RLock());
    }

    /**
     * An array of some elements, with a lock of its own.
     *
     * <p>Mirrors {@code Array(typecode, sequence)}.
     *
     * @param typeCode the code, see {@link RawValue#RawValue(char, Object)}
     * @param elements the elements, of the Java type of the code
     * @throws IllegalArgumentException if there is no such code or an element is of another type
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public Array(char typeCode, Collection<T> elements) {
        this(new RawArray<>(typeCode, elements), new RLock());
    }

    /**
     * An array of zeros, with a given lock.
     *
     * <p>Mirrors {@code Array(typecode, size, lock=lock)}.
     *
     * @param typeCode the code, see {@link RawValue#RawValue(char, Object)}
     * @param length how many elements
     * @param lock the lock, which may guard other values too
     * @throws IllegalArgumentException if there is no such code or {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public Array(char typeCode, long length, RLock lock) {
        this(new RawArray<>(typeCode, length), requireNonNull(lock, "lock"));
    }

    Array(RawArray<T> raw, RLock lock) {
        this.raw = raw;
        this.lock = lock;
    }

    /**
     * An array of {@code int}, type code {@code i}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Integer> ints(long length) {
        return new Array<>(RawArray.ints(length), new RLock());
    }

    /**
     * An array of {@code int}, type code {@code i}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Integer> of(int... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code long}, type code {@code q}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Long> longs(long length) {
        return new Array<>(RawArray.longs(length), new RLock());
    }

    /**
     * An array of {@code long}, type code {@code q}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Long> of(long... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code double}, type code {@code d}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Double> doubles(long length) {
        return new Array<>(RawArray.doubles(length), new RLock());
    }

    /**
     * An array of {@code double}, type code {@code d}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Double> of(double... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code float}, type code {@code f}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Float> floats(long length) {
        return new Array<>(RawArray.floats(length), new RLock());
    }

    /**
     * An array of {@code float}, type code {@code f}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Float> of(float... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code short}, type code {@code h}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Short> shorts(long length) {
        return new Array<>(RawArray.shorts(length), new RLock());
    }

    /**
     * An array of {@code short}, type code {@code h}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Short> of(short... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code byte}, type code {@code b}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Byte> bytes(long length) {
        return new Array<>(RawArray.bytes(length), new RLock());
    }

    /**
     * An array of {@code byte}, type code {@code b}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Byte> of(byte... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code char}, type code {@code u}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Character> chars(long length) {
        return new Array<>(RawArray.chars(length), new RLock());
    }

    /**
     * An array of {@code char}, type code {@code u}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Character> of(char... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * An array of {@code boolean}, type code {@code ?}, of zeros, with a lock of its own.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Boolean> booleans(long length) {
        return new Array<>(RawArray.booleans(length), new RLock());
    }

    /**
     * An array of {@code boolean}, type code {@code ?}, with the elements of a Java array and a lock of its own.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static Array<Boolean> of(boolean... elements) {
        return new Array<>(RawArray.of(elements), new RLock());
    }

    /**
     * The type code.
     *
     * @return such as {@code d}
     */
    public char typeCode() {
        return raw.typeCode();
    }

    /**
     * How many elements there are. Mirrors {@code len(array)}.
     *
     * @return the length
     */
    public long length() {
        return raw.length();
    }

    /**
     * Reads an element under the lock.
     *
     * @param position which one; negative ones count from the end
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws InterruptedException if interrupted while waiting for the lock
     */
    public T get(long position) throws InterruptedException {
        boolean entered = lock.enter();
        try {
            return raw.get(position);
        } finally {
            lock.leave(entered);
        }
    }

    /**
     * Writes an element under the lock.
     *
     * @param position which one; negative ones count from the end
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the element is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public void set(long position, T value) throws InterruptedException {
        boolean entered = lock.enter();
        try {
            raw.set(position, value);
        } finally {
            lock.leave(entered);
        }
    }

    /**
     * Writes an element if its bits are those of the one expected, under the lock.
     *
     * @param position which one; negative ones count from the end
     * @param expected the element expected
     * @param value the new element
     * @return whether it was as expected and has been written
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if one is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public boolean compareAndSet(long position, T expected, T value) throws InterruptedException {
        lock.acquire();
        try {
            return raw.compareAndSet(position, expected, value);
        } finally {
            lock.release();
        }
    }

    /**
     * Adds to an element, under the lock; too large a sum wraps around.
     *
     * @param position which one; negative ones count from the end
     * @param delta what to add
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T addAndGet(long position, T delta) throws InterruptedException {
        lock.acquire();
        try {
            return raw.addAndGet(position, delta);
        } finally {
            lock.release();
        }
    }

    /**
     * Adds to an element, under the lock; too large a sum wraps around.
     *
     * @param position which one; negative ones count from the end
     * @param delta what to add
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T getAndAdd(long position, T delta) throws InterruptedException {
        lock.acquire();
        try {
            return raw.getAndAdd(position, delta);
        } finally {
            lock.release();
        }
    }

    /**
     * Writes an element and tells the old one, under the lock.
     *
     * @param position which one; negative ones count from the end
     * @param value the new element
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if it is of another type
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T getAndSet(long position, T value) throws InterruptedException {
        return getAndUpdate(position, old -> value);
    }

    /**
     * Changes an element by a function, under the lock.
     *
     * @param position which one; negative ones count from the end
     * @param change tells the new element for the old one; called once, while the lock is held
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the function returns a value of another type; nothing has changed then
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T getAndUpdate(long position, UnaryOperator<T> change) throws InterruptedException {
        lock.acquire();
        try {
            T old = raw.get(position);
            raw.set(position, change.apply(old));
            return old;
        } finally {
            lock.release();
        }
    }

    /**
     * Changes an element by a function, under the lock.
     *
     * @param position which one; negative ones count from the end
     * @param change tells the new element for the old one; called once, while the lock is held
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the function returns a value of another type; nothing has changed then
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public T updateAndGet(long position, UnaryOperator<T> change) throws InterruptedException {
        lock.acquire();
        try {
            raw.set(position, change.apply(raw.get(position)));
            return raw.get(position);
        } finally {
            lock.release();
        }
    }

    /**
     * Copies some elements under the lock. Mirrors {@code array[from:to]}; see {@link RawArray#slice(long, long)}.
     *
     * @param from the first position
     * @param to the position after the last
     * @return the elements
     * @throws InterruptedException if interrupted while waiting for the lock
     */
    public List<T> slice(long from, long to) throws InterruptedException {
        return slice(from, to, 1);
    }

    /**
     * Copies every {@code step}-th element under the lock. Mirrors {@code array[from:to:step]}; see
     * {@link RawArray#slice(long, long, long)}.
     *
     * @param from the first position
     * @param to the position at which to stop
     * @param step the distance, negative to go backwards
     * @return the elements
     * @throws IllegalArgumentException if {@code step} is zero
     * @throws InterruptedException if interrupted while waiting for the lock
     */
    public List<T> slice(long from, long to, long step) throws InterruptedException {
        lock.acquire();
        try {
            return raw.slice(from, to, step);
        } finally {
            lock.release();
        }
    }

    /**
     * Replaces some elements by as many others, under the lock. Mirrors {@code array[from:to] = elements}.
     *
     * @param from the first position
     * @param to the position after the last
     * @param elements the new elements
     * @throws IllegalArgumentException if there are not as many, or one is of another type; nothing has changed then
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public void setSlice(long from, long to, Collection<T> elements) throws InterruptedException {
        setSlice(from, to, 1, elements);
    }

    /**
     * Replaces every {@code step}-th element, under the lock. Mirrors {@code array[from:to:step] = elements}.
     *
     * @param from the first position
     * @param to the position at which to stop
     * @param step the distance, negative to go backwards
     * @param elements the new elements
     * @throws IllegalArgumentException if {@code step} is zero, there are not as many elements, or one is of another
     *     type; nothing has changed then
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public void setSlice(long from, long to, long step, Collection<T> elements) throws InterruptedException {
        lock.acquire();
        try {
            raw.setSlice(from, to, step, elements);
        } finally {
            lock.release();
        }
    }

    /**
     * Copies elements into a Java array under the lock; see {@link RawArray#copyTo}.
     *
     * @param from the first position here, not negative
     * @param into an array of the primitive type
     * @param at the first position there
     * @param count how many
     * @throws IllegalArgumentException if it is an array of another type
     * @throws IndexOutOfBoundsException if there are not as many in either array
     * @throws InterruptedException if interrupted while waiting for the lock
     */
    public void copyTo(long from, Object into, int at, int count) throws InterruptedException {
        lock.acquire();
        try {
            raw.copyTo(from, into, at, count);
        } finally {
            lock.release();
        }
    }

    /**
     * Copies elements out of a Java array under the lock; see {@link RawArray#copyFrom}.
     *
     * @param to the first position here, not negative
     * @param elements an array of the primitive type
     * @param at the first position there
     * @param count how many
     * @throws IllegalArgumentException if it is an array of another type
     * @throws IndexOutOfBoundsException if there are not as many in either array
     * @throws InterruptedException if interrupted while waiting for the lock; nothing has changed then
     */
    public void copyFrom(long to, Object elements, int at, int count) throws InterruptedException {
        lock.acquire();
        try {
            raw.copyFrom(to, elements, at, count);
        } finally {
            lock.release();
        }
    }

    /**
     * Copies all elements into a new Java array under the lock; see {@link RawArray#toArray}.
     *
     * @param <A> the type of the array
     * @param arrayType the type of the array, such as {@code double[].class}
     * @return the elements
     * @throws IllegalArgumentException if that is another type than that of the elements
     * @throws IllegalStateException if there are more elements than a Java array can hold
     * @throws InterruptedException if interrupted while waiting for the lock
     */
    public <A> A toArray(Class<A> arrayType) throws InterruptedException {
        lock.acquire();
        try {
            return raw.toArray(arrayType);
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

    /** Acquires the lock for a block. Mirrors {@code with array:} and {@code with array.get_lock():}. */
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
     * The same array without the lock, which can also be iterated over.
     *
     * <p>Mirrors {@code get_obj()}.
     *
     * @return the array in the same memory
     */
    public RawArray<T> getObj() {
        return raw;
    }

    /** Ends the life of the array for all who have not received it yet; see {@link RawArray#free}. */
    public void free() {
        raw.free();
    }

    /**
     * Type code and length, and the elements if they are few, read without the lock.
     *
     * @return such as {@code Array('i', [1, 2, 3])}
     */
    @Override
    public String toString() {
        return "Array" + raw.describe();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SharedReference.neverWritten(this);
    }

    private Object writeReplace() {
        return new Travelling<>(raw, lock);
    }

    private record Travelling<T>(RawArray<T> raw, RLock lock) implements Serializable {
        private Object readResolve() {
            return new Array<>(raw, lock);
        }
    }
}
