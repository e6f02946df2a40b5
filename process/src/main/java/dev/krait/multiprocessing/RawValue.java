package dev.krait.multiprocessing;

import static java.util.Objects.requireNonNull;

import dev.krait.multiprocessing.internal.memory.Block;
import dev.krait.multiprocessing.internal.memory.BlockReference;
import dev.krait.multiprocessing.internal.memory.ElementType;
import dev.krait.multiprocessing.internal.memory.SharedHeap;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.function.UnaryOperator;

/**
 * One number, character or truth value in memory that processes share, without a lock.
 *
 * <p>Mirrors Python's {@code multiprocessing.RawValue}. An object of this class can be captured by a task, be a field of
 * a process or part of an argument or result, at any depth; all copies speak of the same memory.
 *
 * <p>Nothing here ever waits. Reads and writes are whole; what a thread did before it wrote a value <i>happens-before</i>
 * what another one does after it read that value. Beyond Python, changes that depend on the old value are atomic
 * between all processes: {@link #addAndGet}, {@link #compareAndSet} and their kin.
 *
 * <p>The memory is freed when the object that made it is no longer reachable. Once it was sent to another process it
 * stays until the run ends, since nobody can tell whether a copy is still on its way.
 *
 * @param <T> the Java type of the value
 */
public final class RawValue<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Kept reachable through every access; without it, the memory might be somebody else's by then. */
    private final transient Block block;

    private final transient ElementType<T> type;

    /**
     * A value of some type code.
     *
     * <p>Mirrors {@code RawValue(typecode, initial)}. The codes are those of Python: {@code b B h H i I l L q Q} for
     * whole numbers of 1, 2, 4, 8 and 8 bytes, the capital ones unsigned; {@code f d} for floating point; {@code c} for
     * a byte, {@code u} for a UTF-16 character; and {@code ?} for a truth value. A number that an unsigned code cannot
     * hold is cut to its width, as in C; {@code L} and {@code Q} use all bits of a {@code long}.
     *
     * @param typeCode the code
     * @param initial the first value, of the Java type of the code: {@code Byte} for {@code b c}, {@code Short} for
     *     {@code h}, {@code Integer} for {@code B H i}, {@code Long} for {@code I l L q Q}, {@code Float},
     *     {@code Double}, {@code Character}, {@code Boolean}
     * @throws IllegalArgumentException if there is no such code, or the value is of another type
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public RawValue(char typeCode, T initial) {
        this(ElementType.ofCodeAs(typeCode), initial);
    }

    private RawValue(ElementType<T> type, T initial) {
        type.checked(requireNonNull(initial, "initial"));
        this.type = type;
        this.block = SharedHeap.get().allocate(type.width());
        set(initial);
    }

    private RawValue(ElementType<T> type, Block block) {
        this.type = type;
        this.block = block;
    }

    /**
     * An {@code int}, type code {@code i}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Integer> ofInt(int initial) {
        return new RawValue<>(ElementType.INT, initial);
    }

    /**
     * A {@code long}, type code {@code q}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Long> ofLong(long initial) {
        return new RawValue<>(ElementType.LONG, initial);
    }

    /**
     * A {@code double}, type code {@code d}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Double> ofDouble(double initial) {
        return new RawValue<>(ElementType.DOUBLE, initial);
    }

    /**
     * A {@code float}, type code {@code f}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Float> ofFloat(float initial) {
        return new RawValue<>(ElementType.FLOAT, initial);
    }

    /**
     * A {@code short}, type code {@code h}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Short> ofShort(short initial) {
        return new RawValue<>(ElementType.SHORT, initial);
    }

    /**
     * A {@code byte}, type code {@code b}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Byte> ofByte(byte initial) {
        return new RawValue<>(ElementType.BYTE, initial);
    }

    /**
     * A {@code char}, type code {@code u}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Character> ofChar(char initial) {
        return new RawValue<>(ElementType.CHARACTER, initial);
    }

    /**
     * A {@code boolean}, type code {@code ?}.
     *
     * @param initial the first value
     * @return the new value
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static RawValue<Boolean> ofBoolean(boolean initial) {
        return new RawValue<>(ElementType.BOOLEAN, initial);
    }

    /**
     * The type code.
     *
     * @return such as {@code i}
     */
    public char typeCode() {
        return type.code();
    }

    /**
     * Reads the value.
     *
     * @return the value
     */
    public T get() {
        try {
            return type.get(block.memory(), block.offset());
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Writes the value.
     *
     * @param value the new value
     * @throws IllegalArgumentException if it is of another type
     */
    public void set(T value) {
        try {
            type.set(block.memory(), block.offset(), requireNonNull(value, "value"));
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Writes the value if its bits are those of the one expected.
     *
     * @param expected the value expected
     * @param value the new value
     * @return whether it was as expected and has been written
     * @throws IllegalArgumentException if one is of another type
     */
    public boolean compareAndSet(T expected, T value) {
        try {
            return type.compareAndSet(
                    block.memory(),
                    block.offset(),
                    requireNonNull(expected, "expected"),
                    requireNonNull(value, "value"));
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    /**
     * Writes the value and tells the old one, atomically.
     *
     * @param value the new value
     * @return the value before
     * @throws IllegalArgumentException if it is of another type
     */
    public T getAndSet(T value) {
        return getAndUpdate(old -> value);
    }

    /**
     * Adds to the value, atomically; too large a sum wraps around.
     *
     * @param delta what to add
     * @return the value after
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     */
    public T addAndGet(T delta) {
        return updateAndGet(old -> type.sum(old, delta));
    }

    /**
     * Adds to the value, atomically; too large a sum wraps around.
     *
     * @param delta what to add
     * @return the value before
     * @throws UnsupportedOperationException if it is no number
     * @throws IllegalArgumentException if {@code delta} is of another type
     */
    public T getAndAdd(T delta) {
        return getAndUpdate(old -> type.sum(old, delta));
    }

    /**
     * Changes the value by a function, atomically.
     *
     * @param change tells the new value for an old one; called again when another process was quicker
     * @return the value after
     * @throws IllegalArgumentException if the function returns a value of another type
     */
    public T updateAndGet(UnaryOperator<T> change) {
        while (true) {
            T old = get();
            T value = type.cut(requireNonNull(change.apply(old), "what the function returns"));
            if (compareAndSet(old, value)) {
                return value;
            }
        }
    }

    /**
     * Changes the value by a function, atomically.
     *
     * @param change tells the new value for an old one; called again when another process was quicker
     * @return the value before
     * @throws IllegalArgumentException if the function returns a value of another type
     */
    public T getAndUpdate(UnaryOperator<T> change) {
        while (true) {
            T old = get();
            if (compareAndSet(old, requireNonNull(change.apply(old), "what the function returns"))) {
                return old;
            }
        }
    }

    /**
     * Type code and value.
     *
     * @return such as {@code RawValue('i', 7)}
     */
    @Override
    public String toString() {
        return "RawValue('" + type.code() + "', " + get() + ")";
    }

    private Object writeReplace() {
        return new Travelling(type.code(), block.reference());
    }

    private record Travelling(char typeCode, BlockReference block) implements Serializable {
        private Object readResolve() throws InvalidObjectException {
            try {
                return new RawValue<>(
                        ElementType.ofCode(typeCode), SharedHeap.get().attach(block));
            } catch (IOException e) {
                var refusal = new InvalidObjectException("a shared value cannot be attached: " + e.getMessage());
                refusal.initCause(e);
                throw refusal;
            }
        }
    }
}
