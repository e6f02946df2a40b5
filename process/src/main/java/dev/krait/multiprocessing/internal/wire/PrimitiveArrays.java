package dev.krait.multiprocessing.internal.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Arrays of numbers, characters and truths as bytes, copied as a whole where these are in the processor's order.
 *
 * <p>In a message each is its tag, its length, and its elements, little-endian.
 */
public final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** The tag of an array of a primitive type, 0 for everything else. */
    static int tag(Object array) {
        return tagOf(array.getClass());
    }

    /** The tag of a type that is an array of a primitive one, 0 for every other. */
    static int tagOf(Class<?> type) {
        if (type == byte[].class) {
            return Tag.BYTES;
        } else if (type == int[].class) {
            return Tag.INTS;
        } else if (type == long[].class) {
            return Tag.LONGS;
        } else if (type == double[].class) {
            return Tag.DOUBLES;
        } else if (type == float[].class) {
            return Tag.FLOATS;
        } else if (type == short[].class) {
            return Tag.SHORTS;
        } else if (type == char[].class) {
            return Tag.CHARS;
        }
        return type == boolean[].class ? Tag.BOOLEANS : 0;
    }

    /** How many bytes an element takes. */
    static int width(int tag) {
        return switch (tag) {
            case Tag.BYTES, Tag.BOOLEANS -> Byte.BYTES;
            case Tag.SHORTS, Tag.CHARS -> Short.BYTES;
            case Tag.INTS, Tag.FLOATS -> Integer.BYTES;
            case Tag.LONGS, Tag.DOUBLES -> Long.BYTES;
            default -> throw new WireException("a value begins with the unknown tag " + tag);
        };
    }

    /** A new array. */
    static Object make(int tag, int length) {
        return switch (tag) {
            case Tag.BYTES -> new byte[length];
            case Tag.INTS -> new int[length];
            case Tag.LONGS -> new long[length];
            case Tag.DOUBLES -> new double[length];
            case Tag.FLOATS -> new float[length];
            case Tag.SHORTS -> new short[length];
            case Tag.CHARS -> new char[length];
            case Tag.BOOLEANS -> new boolean[length];
            default -> throw new WireException("a value begins with the unknown tag " + tag);
        };
    }

    /** Copies elements to where a buffer stands, in the buffer's order, and moves it on. */
    public static void copy(Object array, int from, int count, ByteBuffer into) {
        int end = into.position() + count * width(tag(array));
        if (array instanceof byte[] bytes) {
            into.put(bytes, from, count);
        } else if (array instanceof int[] numbers) {
            into.asIntBuffer().put(numbers, from, count);
        } else if (array instanceof long[] numbers) {
            into.asLongBuffer().put(numbers, from, count);
        } else if (array instanceof double[] numbers) {
            into.asDoubleBuffer().put(numbers, from, count);
        } else if (array instanceof float[] numbers) {
            into.asFloatBuffer().put(numbers, from, count);
        } else if (array instanceof short[] numbers) {
            into.asShortBuffer().put(numbers, from, count);
        } else if (array instanceof char[] characters) {
            into.asCharBuffer().put(characters, from, count);
        } else {
            var truths = (boolean[]) array;
            for (int i = from; i < from + count; i++) {
                into.put((byte) (truths[i] ? 1 : 0));
            }
        }
        into.position(end);
    }

    /** Fills elements with what lies where a buffer stands, in the buffer's order, and moves it on. */
    public static void fill(Object array, int from, int count, ByteBuffer source) {
        int end = source.position() + count * width(tag(array));
        if (array instanceof byte[] bytes) {
            source.get(bytes, from, count);
        } else if (array instanceof int[] numbers) {
            source.asIntBuffer().get(numbers, from, count);
        } else if (array instanceof long[] numbers) {
            source.asLongBuffer().get(numbers, from, count);
        } else if (array instanceof double[] numbers) {
            source.asDoubleBuffer().get(numbers, from, count);
        } else if (array instanceof float[] numbers) {
            source.asFloatBuffer().get(numbers, from, count);
        } else if (array instanceof short[] numbers) {
            source.asShortBuffer().get(numbers, from, count);
        } else if (array instanceof char[] characters) {
            source.asCharBuffer().get(characters, from, count);
        } else {
            var truths = (boolean[]) array;
            for (int i = from; i < from + count; i++) {
                truths[i] = source.get() != 0;
            }
        }
        source.position(end);
    }

    /** Appends an array with its length. */
    static void put(ByteWriter out, int tag, Object array, int length) {
        out.putByte(tag);
        out.putUnsigned(length);
        int bytes = (int) Math.min((long) length * width(tag), Integer.MAX_VALUE); // No writer has room for so many.
        int at = out.reserve(bytes);
        copy(array, 0, length, littleEndian(out.array(), at, bytes));
    }

    /** Reads an array of the primitive type that a tag says. */
    static Object get(ByteReader in, int tag) {
        int width = width(tag);
        int length = in.getCount(width);
        Object array = make(tag, length);
        int bytes = length * width; // There are as many, or the count would have been refused.
        fill(array, 0, length, littleEndian(in.array(), in.skip(bytes), bytes));
        return array;
    }

    private static ByteBuffer littleEndian(byte[] bytes, int at, int length) {
        return ByteBuffer.wrap(bytes, at, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
