package dev.krait.multiprocessing.internal.memory;

import java.nio.ByteBuffer;

/** Copies whole runs of elements between Java's primitive arrays and shared memory. */
public final class BulkCopy {
    private BulkCopy() {}

    @FunctionalInterface
    private interface Step {
        void copy(ByteBuffer memory, Object array, int at, int count);
    }

    /** From memory into an array; who calls checks all bounds. */
    public static void read(Memory memory, long address, ElementType<?> type, Object array, int at, int count) {
        inSteps(memory, address, type.width(), array, at, count, BulkCopy::read);
    }

    /** From an array into memory; who calls checks all bounds. */
    public static void write(Memory memory, long address, ElementType<?> type, Object array, int at, int count) {
        inSteps(memory, address, type.width(), array, at, count, BulkCopy::write);
    }

    private static void inSteps(Memory memory, long address, int width, Object array, int at, int count, Step step) {
        int most = Memory.LONGEST_SLICE / width;
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, most);
            step.copy(memory.slice(address + (long) done * width, now * width), array, at + done, now);
            done += now;
        }
    }

    private static void read(ByteBuffer memory, Object array, int at, int count) {
        if (array instanceof double[] doubles) {
            memory.asDoubleBuffer().get(doubles, at, count);
        } else if (array instanceof int[] ints) {
            memory.asIntBuffer().get(ints, at, count);
        } else if (array instanceof long[] longs) {
            memory.asLongBuffer().get(longs, at, count);
        } else if (array instanceof byte[] bytes) {
            memory.get(bytes, at, count);
        } else if (array instanceof float[] floats) {
            memory.asFloatBuffer().get(floats, at, count);
        } else if (array instanceof short[] shorts) {
            memory.asShortBuffer().get(shorts, at, count);
        } else if (array instanceof char[] chars) {
            memory.asCharBuffer().get(chars, at, count);
        } else {
            var truths = (boolean[]) array;
            for (int i = 0; i < count; i++) {
                truths[at + i] = memory.get(i) != 0;
            }
        }
    }

    private static void write(ByteBuffer memory, Object array, int at, int count) {
        if (array instanceof double[] doubles) {
            memory.asDoubleBuffer().put(doubles, at, count);
        } else if (array instanceof int[] ints) {
            memory.asIntBuffer().put(ints, at, count);
        } else if (array instanceof long[] longs) {
            memory.asLongBuffer().put(longs, at, count);
        } else if (array instanceof byte[] bytes) {
            memory.put(bytes, at, count);
        } else if (array instanceof float[] floats) {
            memory.asFloatBuffer().put(floats, at, count);
        } else if (array instanceof short[] shorts) {
            memory.asShortBuffer().put(shorts, at, count);
        } else if (array instanceof char[] chars) {
            memory.asCharBuffer().put(chars, at, count);
        } else {
            var truths = (boolean[]) array;
            for (int i = 0; i < count; i++) {
                memory.put(i, (byte) (truths[at + i] ? 1 : 0));
            }
        }
    }
}
