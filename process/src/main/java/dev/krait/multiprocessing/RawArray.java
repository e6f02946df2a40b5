package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.memory.Block;
import dev.krait.multiprocessing.internal.memory.BlockReference;
import dev.krait.multiprocessing.internal.memory.BulkCopy;
import dev.krait.multiprocessing.internal.memory.ElementType;
import dev.krait.multiprocessing.internal.memory.SharedHeap;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/**
 * An array of numbers, characters or truth values in memory that processes share, without a lock.
 *
 * <p>Mirrors Python's {@code multiprocessing.RawArray}. Positions are {@code long}: an array may be larger than 2 GiB.
 * Negative positions count from the end. An object of this class can be captured by a task, be a field of a process or
 * part of an argument or result, at any depth; all copies speak of the same memory.
 *
 * <p>Nothing here ever waits. Reads and writes of one element are whole; what a thread did before it wrote an element
 * <i>happens-before</i> what another one does after it read what was written. Copies of several elements are not atomic.
 *
 * <p>The memory is there from the beginning, as zeros that are written: where there is no room, the constructor fails
 * and nothing has changed. It is freed when the object that made it is no longer reachable. Once it was sent to another
 * process it stays until {@link #free} or the end of the run, since nobody can tell whether a copy is still on its way.
 *
 * @param <T> the Java type of an element
 */
public final class RawArray<T> implements Iterable<T>, Serializable {
    private static final long serialVersionUID = 1L;

    /** Kept reachable through every access; without it, the memory might be somebody else's by then. */
    private final transient Block block;

    private final transient ElementType<T> type;
    private final transient long length;

    /**
     * An array of zeros.
     *
     * <p>Mirrors {@code RawArray(typecode, size)}. {@link RawValue#RawValue(char, Object)} lists the codes and their Java
     * types.
     *
     * @param typeCode the code
     * @param length how many elements
     * @throws IllegalArgumentException if there is no such code or {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public RawArray(char typeCode, long length) {
        this(ElementType.ofCodeAs(typeCode), length);
    }

    /**
     * An array of some elements.
     *
     * <p>Mirrors {@code RawArray(typecode, sequence)}.
     *
     * @param typeCode the code
     * @param elements the elements, of the Java type of the code
     * @throws IllegalArgumentException if there is no such code or an element is of another type
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public RawArray(char typeCode, Collection<T> elements) {
        this(ElementType.ofCodeAs(typeCode), elements);
    }

    private RawArray(ElementType<T> type, Collection<T> elements) {
        this(type, checked(type, elements).size());
        long at = 0;
        for (T element : elements) {
            set(at++, element);
        }
    }

    private static <T> Collection<T> checked(ElementType<T> type, Collection<T> elements) {
        elements.forEach(element -> type.checked(requireNonNull(element, "an element")));
        return elements;
    }

    RawArray(ElementType<T> type, Object array) {
        this(type, (long) java.lang.reflect.Array.getLength(array));
        copyFrom(0, array, 0, (int) length);
    }

    RawArray(ElementType<T> type, long length) {
        if (length < 0 || length > Long.MAX_VALUE / 8) {
            throw new IllegalArgumentException("an array cannot have " + length + " elements");
        }
        this.type = type;
        this.length = length;
        this.block = SharedHeap.get().allocate(length * type.width());
    }

    private RawArray(ElementType<T> type, Block block) {
        this.type = type;
        this.block = block;
        this.length = block.length() / type.width();
    }

    /**
     * An array of {@code int}, type code {@code i}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Integer> ints(long length) {
        return new RawArray<>(ElementType.INT, length);
    }

    /**
     * An array of {@code int}, type code {@code i}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Integer> of(int... elements) {
        return new RawArray<>(ElementType.INT, elements);
    }

    /**
     * A array of {@code long}, type code {@code q}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Long> longs(long length) {
        return new RawArray<>(ElementType.LONG, length);
    }

    /**
     * A array of {@code long}, type code {@code q}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Long> of(long... elements) {
        return new RawArray<>(ElementType.LONG, elements);
    }

    /**
     * A array of {@code double}, type code {@code d}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Double> doubles(long length) {
        return new RawArray<>(ElementType.DOUBLE, length);
    }

    /**
     * A array of {@code double}, type code {@code d}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Double> of(double... elements) {
        return new RawArray<>(ElementType.DOUBLE, elements);
    }

    /**
     * A array of {@code float}, type code {@code f}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Float> floats(long length) {
        return new RawArray<>(ElementType.FLOAT, length);
    }

    /**
     * A array of {@code float}, type code {@code f}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Float> of(float... elements) {
        return new RawArray<>(ElementType.FLOAT, elements);
    }

    /**
     * A array of {@code short}, type code {@code h}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Short> shorts(long length) {
        return new RawArray<>(ElementType.SHORT, length);
    }

    /**
     * A array of {@code short}, type code {@code h}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Short> of(short... elements) {
        return new RawArray<>(ElementType.SHORT, elements);
    }

    /**
     * A array of {@code byte}, type code {@code b}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Byte> bytes(long length) {
        return new RawArray<>(ElementType.BYTE, length);
    }

    /**
     * A array of {@code byte}, type code {@code b}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Byte> of(byte... elements) {
        return new RawArray<>(ElementType.BYTE, elements);
    }

    /**
     * A array of {@code char}, type code {@code u}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Character> chars(long length) {
        return new RawArray<>(ElementType.CHARACTER, length);
    }

    /**
     * A array of {@code char}, type code {@code u}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Character> of(char... elements) {
        return new RawArray<>(ElementType.CHARACTER, elements);
    }

    /**
     * A array of {@code boolean}, type code {@code ?}, of zeros.
     *
     * @param length how many elements
     * @return the new array
     * @throws IllegalArgumentException if {@code length} is negative
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Boolean> booleans(long length) {
        return new RawArray<>(ElementType.BOOLEAN, length);
    }

    /**
     * A array of {@code boolean}, type code {@code ?}, with the elements of a Java array.
     *
     * @param elements the elements, which are copied
     * @return the new array
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawArray<Boolean> of(boolean... elements) {
        return new RawArray<>(ElementType.BOOLEAN, elements);
    }

    /** The same elements in memory of their own. */
    RawArray<T> copy() {
        var copy = new RawArray<>(type, length);
        try {
            block.memory().copyTo(block.offset(), copy.block.memory(), copy.block.offset(), block.length());
        } finally {
            Reference.reachabilityFence(block);
            Reference.reachabilityFence(copy.block);
        }
        return copy;
    }

    /**
     * The type code.
     *
     * @return such as {@code d}
     */
    public char typeCode() {
        return type.code();
    }

    /**
     * How many elements there are. Mirrors {@code len(array)}.
     *
     * @return the length
     */
    public long length() {
        return length;
    }

    private long address(long position) {
        long index = position < 0 ? position + length : position;
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(
                    "position " + position + " does not lie within this array of " + length + " elements");
        }
        return block.offset() + index * type.width();
    }

    /**
     * Reads an element.
     *
     * @param position which one; negative ones count from the end
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such position
     */
    public T get(long position) {
        try {
            return type.get(block.memory(), address(position));
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Writes an element.
     *
     * @param position which one; negative ones count from the end
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the element is of another type
     */
    public void set(long position, T value) {
        try {
            type.set(block.memory(), address(position), requireNonNull(value, "value"));
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Writes an element if its bits are those of the one expected.
     *
     * @param position which one; negative ones count from the end
     * @param expected the element expected
     * @param value the new element
     * @return whether it was as expected and has been written
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if one is of another type
     */
    public boolean compareAndSet(long position, T expected, T value) {
        try {
            return type.compareAndSet(
                    block.memory(),
                    address(position),
                    requireNonNull(expected, "expected"),
                    requireNonNull(value, "value"));
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Adds to an element, atomically; too large a sum wraps around.
     *
     * @param position which one; negative ones count from the end
     * @param delta what to add
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     */
    public T addAndGet(long position, T delta) {
        return updateAndGet(position, old -> type.sum(old, delta));
    }

    /**
     * Adds to an element, atomically; too large a sum wraps around.
     *
     * @param position which one; negative ones count from the end
     * @param delta what to add
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     */
    public T getAndAdd(long position, T delta) {
        return getAndUpdate(position, old -> type.sum(old, delta));
    }

    /**
     * Writes an element and tells the old one, atomically.
     *
     * @param position which one; negative ones count from the end
     * @param value the new element
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if it is of another type
     */
    public T getAndSet(long position, T value) {
        return getAndUpdate(position, old -> value);
    }

    /**
     * Changes an element by a function, atomically.
     *
     * @param position which one; negative ones count from the end
     * @param change tells the new element for an old one; called again when another process was quicker
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the function returns a value of another type
     */
    public T getAndUpdate(long position, UnaryOperator<T> change) {
        while (true) {
            T old = get(position);
            if (compareAndSet(position, old, requireNonNull(change.apply(old), "what the function returns"))) {
                return old;
            }
        }
    }

    /**
     * Changes an element by a function, atomically.
     *
     * @param position which one; negative ones count from the end
     * @param change tells the new element for an old one; called again when another process was quicker
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such position
     * @throws IllegalArgumentException if the function returns a value of another type
     */
    public T updateAndGet(long position, UnaryOperator<T> change) {
        while (true) {
            T old = get(position);
            T value = type.cut(requireNonNull(change.apply(old), "what the function returns"));
            if (compareAndSet(position, old, value)) {
                return value;
            }
        }
    }

    /**
     * Copies some elements. Mirrors {@code array[from:to]}: negative ends count from the end, and ends that lie outside
     * are moved to the nearest one.
     *
     * @param from the first position
     * @param to the position after the last
     * @return the elements
     */
    public List<T> slice(long from, long to) {
        return slice(from, to, 1);
    }

    /**
     * Copies every {@code step}-th element. Mirrors {@code array[from:to:step]}; {@code slice(-1, -length() - 1, -1)} is
     * {@code array[::-1]}.
     *
     * @param from the first position
     * @param to the position at which to stop
     * @param step the distance, negative to go backwards
     * @return the elements
     * @throws IllegalArgumentException if {@code step} is zero
     */
    public List<T> slice(long from, long to, long step) {
        Slice slice = Slice.of(from, to, step, length);
        var elements = new ArrayList<T>(slice.asInt());
        for (long i = 0; i < slice.count(); i++) {
            elements.add(get(slice.position(i)));
        }
        return elements;
    }

    /**
     * Replaces some elements by as many others. Mirrors {@code array[from:to] = elements}.
     *
     * @param from the first position
     * @param to the position after the last
     * @param elements the new elements
     * @throws IllegalArgumentException if there are not as many, or one is of another type; nothing has changed then
     */
    public void setSlice(long from, long to, Collection<T> elements) {
        setSlice(from, to, 1, elements);
    }

    /**
     * Replaces every {@code step}-th element. Mirrors {@code array[from:to:step] = elements}.
     *
     * @param from the first position
     * @param to the position at which to stop
     * @param step the distance, negative to go backwards
     * @param elements the new elements
     * @throws IllegalArgumentException if {@code step} is zero, there are not as many elements, or one is of another
     *     type; nothing has changed then
     */
    public void setSlice(long from, long to, long step, Collection<T> elements) {
        Slice slice = Slice.of(from, to, step, length);
        if (slice.count() != elements.size()) {
            throw new IllegalArgumentException("a slice of " + slice.count() + " elements cannot be replaced by "
                    + elements.size() + "; the length of a shared array is fixed");
        }
        long i = 0;
        for (T element : checked(type, new ArrayList<>(elements))) {
            set(slice.position(i++), element);
        }
    }

    /**
     * Copies elements into a Java array, at the speed of memory.
     *
     * @param from the first position here, not negative
     * @param into an array of the primitive type: {@code byte[]} for {@code b B c}, {@code short[]} for {@code h H},
     *     {@code int[]} for {@code i I}, {@code long[]} for {@code l L q Q}, {@code float[]}, {@code double[]},
     *     {@code char[]}, {@code boolean[]}; unsigned numbers as their bits
     * @param at the first position there
     * @param count how many
     * @throws IllegalArgumentException if it is an array of another type
     * @throws IndexOutOfBoundsException if there are not as many in either array
     */
    public void copyTo(long from, Object into, int at, int count) {
        checkCopy(from, into, at, count);
        try {
            BulkCopy.read(block.memory(), block.offset() + from * type.width(), type, into, at, count);
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Copies elements out of a Java array, at the speed of memory.
     *
     * @param to the first position here, not negative
     * @param elements an array of the primitive type, as for {@link #copyTo}
     * @param at the first position there
     * @param count how many
     * @throws IllegalArgumentException if it is an array of another type
     * @throws IndexOutOfBoundsException if there are not as many in either array
     */
    public void copyFrom(long to, Object elements, int at, int count) {
        checkCopy(to, elements, at, count);
        try {
            BulkCopy.write(block.memory(), block.offset() + to * type.width(), type, elements, at, count);
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    private void checkCopy(long position, Object array, int at, int count) {
        if (array.getClass().getComponentType() != type.primitive()) {
            throw new IllegalArgumentException("elements of type code '" + type.code() + "' are copied from and to "
                    + type.primitive() + "[], not " + array.getClass().getSimpleName());
        }
        int there = java.lang.reflect.Array.getLength(array);
        if (count < 0 || at < 0 || at > there - count || position < 0 || position > length - count) {
            throw new IndexOutOfBoundsException(count + " elements from " + position + " on in an array of " + length
                    + " and from " + at + " on in one of " + there + " do not lie within both");
        }
    }

    /**
     * Copies all elements into a new Java array.
     *
     * @param <A> the type of the array
     * @param arrayType the type of the array, such as {@code double[].class}; see {@link #copyTo}
     * @return the elements
     * @throws IllegalArgumentException if that is another type than that of the elements
     * @throws IllegalStateException if there are more elements than a Java array can hold
     */
    public <A> A toArray(Class<A> arrayType) {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a Java array cannot hold " + length + " elements; copy them in parts");
        }
        if (arrayType.getComponentType() == null) {
            throw new IllegalArgumentException(arrayType + " is no type of arrays");
        }
        Object array = java.lang.reflect.Array.newInstance(arrayType.getComponentType(), (int) length);
        copyTo(0, array, 0, (int) length);
        return arrayType.cast(array);
    }

    /**
     * The elements in order, each read when it is asked for.
     *
     * @return an iterator that cannot remove
     */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
                return next < length;
            }

            @Override
            public T next() {
                if (next >= length) {
                    throw new NoSuchElementException("all " + length + " elements were taken");
                }
                return get(next++);
            }
        };
    }

    /**
     * Ends the life of the array for all who have not received it yet, and gives its memory back as soon as those who
     * have are done. Repeatable. Only worth the call for arrays of more than 32 KiB that were sent to other processes: smaller
     * ones that were sent stay until the run ends, and what was never sent is freed by itself.
     */
    public void free() {
        block.release();
    }

    /**
     * Type code and length, and the elements if they are few.
     *
     * @return such as {@code RawArray('i', [1, 2, 3])}
     */
    @Override
    public String toString() {
        return "RawArray" + describe();
    }

    String describe() {
        int few = 10;
        String shown = slice(0, few).toString();
        return "('" + type.code() + "', "
                + (length <= few ? shown : shown.substring(0, shown.length() - 1) + ", ...], length=" + length) + ")";
    }

    private Object writeReplace() {
        return new Travelling(type.code(), block.reference());
    }

    private record Travelling(char typeCode, BlockReference block) implements Serializable {
        private Object readResolve() throws InvalidObjectException {
            try {
                return new RawArray<>(
                        ElementType.ofCode(typeCode), SharedHeap.get().attach(block));
            } catch (IOException e) {
                var refusal = new InvalidObjectException("a shared array cannot be attached: " + e.getMessage());
                refusal.initCause(e);
                throw refusal;
            }
        }
    }
}
