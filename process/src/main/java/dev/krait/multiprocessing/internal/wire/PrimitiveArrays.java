package dev.krait.multiprocessing.internal.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Arrays of numbers, characters and truths as bytes, little-endian, copied as a whole where the processor is so too.
 *
 * <p>In a message each is its tag, its length, and its elements.
 */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** Appends an array of a primitive type; false if it is another one. */
    static boolean put(ByteWriter out, Object array) {
        if (array instanceof byte[] bytes) {
            begin(out, Tag.BYTES, bytes.length);
            out.putBytes(bytes, 0, bytes.length);
        } else if (array instanceof int[] numbers) {
            begin(out, Tag.INTS, numbers.length);
            reserved(out, numbers.length, Integer.BYTES).asIntBuffer().put(numbers);
        } else if (array instanceof long[] numbers) {
            begin(out, Tag.LONGS, numbers.length);
            reserved(out, numbers.length, Long.BYTES).asLongBuffer().put(numbers);
        } else if (array instanceof double[] numbers) {
            begin(out, Tag.DOUBLES, numbers.length);
            reserved(out, numbers.length, Double.BYTES).asDoubleBuffer().put(numbers);
        } else if (array instanceof float[] numbers) {
            begin(out, Tag.FLOATS, numbers.length);
            reserved(out, numbers.length, Float.BYTES).asFloatBuffer().put(numbers);
        } else if (array instanceof short[] numbers) {
            begin(out, Tag.SHORTS, numbers.length);
            reserved(out, numbers.length, Short.BYTES).asShortBuffer().put(numbers);
        } else if (array instanceof char[] characters) {
            begin(out, Tag.CHARS, characters.length);
            reserved(out, characters.length, Character.BYTES).asCharBuffer().put(characters);
        } else if (array instanceof boolean[] truths) {
            begin(out, Tag.BOOLEANS, truths.length);
            for (boolean truth : truths) {
                out.putByte(truth ? 1 : 0);
            }
        } else {
            return false;
        }
        return true;
    }

    private static void begin(ByteWriter out, int tag, int length) {
        out.putByte(tag);
        out.putUnsigned(length);
    }

    private static ByteBuffer reserved(ByteWriter out, int count, int width) {
        int bytes = Math.multiplyExact(count, width);
        int at = out.reserve(bytes);
        return ByteBuffer.wrap(out.array(), at, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads an array of the primitive type that a tag says. */
    static Object get(ByteReader in, int tag) {
        return switch (tag) {
            case Tag.BYTES -> in.getBytes(in.getCount(1));
            case Tag.INTS -> {
                var numbers = new int[in.getCount(Integer.BYTES)];
                next(in, numbers.length, Integer.BYTES).asIntBuffer().get(numbers);
                yield numbers;
            }
            case Tag.LONGS -> {
                var numbers = new long[in.getCount(Long.BYTES)];
                next(in, numbers.length, Long.BYTES).asLongBuffer().get(numbers);
                yield numbers;
            }
            case Tag.DOUBLES -> {
                var numbers = new double[in.getCount(Double.BYTES)];
                next(in, numbers.length, Double.BYTES).asDoubleBuffer().get(numbers);
                yield numbers;
            }
            case Tag.FLOATS -> {
                var numbers = new float[in.getCount(Float.BYTES)];
                next(in, numbers.length, Float.BYTES).asFloatBuffer().get(numbers);
                yield numbers;
            }
            case Tag.SHORTS -> {
                var numbers = new short[in.getCount(Short.BYTES)];
                next(in, numbers.length, Short.BYTES).asShortBuffer().get(numbers);
                yield numbers;
            }
            case Tag.CHARS -> {
                var characters = new char[in.getCount(Character.BYTES)];
                next(in, characters.length, Character.BYTES).asCharBuffer().get(characters);
                yield characters;
            }
            case Tag.BOOLEANS -> {
                var truths = new boolean[in.getCount(1)];
                for (int i = 0; i < truths.length; i++) {
                    truths[i] = in.getByte() != 0;
                }
                yield truths;
            }
            default -> throw new WireException("a value begins with the unknown tag " + tag);
        };
    }

    private static ByteBuffer next(ByteReader in, int count, int width) {
        int bytes = count * width; // There are as many, or the count would have been refused.
        int from = in.skip(bytes);
        return ByteBuffer.wrap(in.array(), from, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
