package dev.krait.multiprocessing.internal.memory;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What kind of element a piece of shared memory holds: Python's type code, how many bytes it takes, and the Java types
 * that stand for it, one by one and in arrays.
 *
 * @param <T> the Java type of one element
 */
public final class ElementType<T> {
    /** {@code c}, a byte. */
    public static final ElementType<Byte> RAW_BYTE =
            new ElementType<>('c', 1, Byte.class, byte.class, b -> b, bits -> (byte) bits, (a, b) -> (byte) (a + b));

    /** {@code u}, a UTF-16 code unit. */
    public static final ElementType<Character> CHARACTER =
            new ElementType<>('u', 2, Character.class, char.class, c -> c, bits -> (char) bits, null);

    /** {@code ?}, a truth value. */
    public static final ElementType<Boolean> BOOLEAN =
            new ElementType<>('?', 1, Boolean.class, boolean.class, b -> b ? 1 : 0, bits -> (bits & 0xFF) != 0, null);

    /** {@code b}. */
    public static final ElementType<Byte> BYTE =
            new ElementType<>('b', 1, Byte.class, byte.class, b -> b, bits -> (byte) bits, (a, b) -> (byte) (a + b));

    /** {@code B}, unsigned. */
    public static final ElementType<Integer> UNSIGNED_BYTE =
            new ElementType<>('B', 1, Integer.class, byte.class, i -> i, bits -> (int) bits & 0xFF, Integer::sum);

    /** {@code h}. */
    public static final ElementType<Short> SHORT = new ElementType<>(
            'h', 2, Short.class, short.class, s -> s, bits -> (short) bits, (a, b) -> (short) (a + b));

    /** {@code H}, unsigned. */
    public static final ElementType<Integer> UNSIGNED_SHORT =
            new ElementType<>('H', 2, Integer.class, short.class, i -> i, bits -> (int) bits & 0xFFFF, Integer::sum);

    /** {@code i}. */
    public static final ElementType<Integer> INT =
            new ElementType<>('i', 4, Integer.class, int.class, i -> i, bits -> (int) bits, Integer::sum);

    /** {@code I}, unsigned. */
    public static final ElementType<Long> UNSIGNED_INT =
            new ElementType<>('I', 4, Long.class, int.class, l -> l, bits -> bits & 0xFFFF_FFFFL, Long::sum);

    /** {@code q}. */
    public static final ElementType<Long> LONG =
            new ElementType<>('q', 8, Long.class, long.class, l -> l, bits -> bits, Long::sum);

    /** {@code f}. */
    public static final ElementType<Float> FLOAT = new ElementType<>(
            'f',
            4,
            Float.class,
            float.class,
            Float::floatToRawIntBits,
            bits -> Float.intBitsToFloat((int) bits),
            Float::sum);

    /** {@code d}. */
    public static final ElementType<Double> DOUBLE = new ElementType<>(
            'd', 8, Double.class, double.class, Double::doubleToRawLongBits, Double::longBitsToDouble, Double::sum);

    private static final List<ElementType<?>> ALL = List.of(
            RAW_BYTE,
            CHARACTER,
            BOOLEAN,
            BYTE,
            UNSIGNED_BYTE,
            SHORT,
            UNSIGNED_SHORT,
            INT,
            UNSIGNED_INT,
            LONG.as('l'),
            LONG.as('L'),
            LONG,
            LONG.as('Q'),
            FLOAT,
            DOUBLE);

    private final char code;
    private final int width;
    private final Class<T> type;
    private final Class<?> primitive;
    private final ToLongFunction<T> toBits;
    private final LongFunction<T> fromBits;
    private final @Nullable BinaryOperator<T> sum;

    private ElementType(
            char code,
            int width,
            Class<T> type,
            Class<?> primitive,
            ToLongFunction<T> toBits,
            LongFunction<T> fromBits,
            @Nullable BinaryOperator<T> sum) {
        this.code = code;
        this.width = width;
        this.type = type;
        this.primitive = primitive;
        this.toBits = toBits;
        this.fromBits = fromBits;
        this.sum = sum;
    }

    private ElementType<T> as(char otherCode) {
        return new ElementType<>(otherCode, width, type, primitive, toBits, fromBits, sum);
    }

    /**
     * The type of a code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ElementType<?> ofCode(char code) {
        for (ElementType<?> type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("'" + code + "' is no type code; there are "
                + ALL.stream().map(type -> "'" + type.code + "'").collect(Collectors.joining(" ")));
    }

    /**
     * The type of a code, as its caller names it. Whether that fits shows with each element, which is {@link #checked}.
     *
     * @throws IllegalArgumentException if there is none
     */
    @SuppressWarnings("unchecked")
    public static <T> ElementType<T> ofCodeAs(char code) {
        return (ElementType<T>) ofCode(code);
    }

    /**
     * The type of the elements of a primitive array.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ElementType<?> ofArray(Object array) {
        for (ElementType<?> type : List.of(INT, LONG, DOUBLE, FLOAT, SHORT, BYTE, CHARACTER, BOOLEAN)) {
            if (array.getClass().getComponentType() == type.primitive) {
                return type;
            }
        }
        throw new IllegalArgumentException(array.getClass().getName() + " is no array of a primitive type");
    }

    /** Python's type code. */
    public char code() {
        return code;
    }

    /** How many bytes an element takes. */
    public int width() {
        return width;
    }

    /** The element type of Java arrays that are copied from and to such memory. */
    public Class<?> primitive() {
        return primitive;
    }

    /**
     * An element that fits.
     *
     * @throws IllegalArgumentException if it is of another type
     */
    public T checked(Object value) {
        // All these types are final, and comparing the classes is quicker than asking for an instance.
        if (value.getClass() == type) {
            @SuppressWarnings("unchecked")
            T fitting = (T) value;
            return fitting;
        }
        throw new IllegalArgumentException("type code '" + code + "' takes values of type " + type.getSimpleName()
                + "; " + value + " is of type " + value.getClass().getSimpleName());
    }

    /** Reads the element at an address. */
    public T get(Memory memory, long address) {
        return fromBits.apply(
                switch (width) {
                    case 1 -> memory.getByte(address);
                    case 2 -> memory.getShort(address);
                    case 4 -> memory.getInt(address);
                    default -> memory.getLong(address);
                });
    }

    /** Writes an element at an address; what is too wide is cut, as in C. */
    public void set(Memory memory, long address, T value) {
        long bits = toBits.applyAsLong(checked(value));
        switch (width) {
            case 1 -> memory.setByte(address, (byte) bits);
            case 2 -> memory.setShort(address, (short) bits);
            case 4 -> memory.setInt(address, (int) bits);
            default -> memory.setLong(address, bits);
        }
    }

    /** Writes an element if the one there has the same bits as the one expected. */
    public boolean compareAndSet(Memory memory, long address, T expected, T value) {
        long old = toBits.applyAsLong(checked(expected));
        long bits = toBits.applyAsLong(checked(value));
        return switch (width) {
            case 4 -> memory.casInt(address, (int) old, (int) bits);
            case 8 -> memory.casLong(address, old, bits);
            default -> memory.casSmall(address, width, (int) old, (int) bits);
        };
    }

    /**
     * The sum of two elements, which {@link #set} may cut.
     *
     * @throws UnsupportedOperationException if these are no numbers
     */
    public T sum(T a, T b) {
        if (sum == null) {
            throw new UnsupportedOperationException(
                    "values of type code '" + code + "' (" + type.getSimpleName() + ") cannot be added");
        }
        return sum.apply(checked(a), checked(b));
    }

    /** What would be read back after {@link #set}. */
    public T cut(T value) {
        return fromBits.apply(toBits.applyAsLong(checked(value)));
    }
}
