package dev.krait.multiprocessing.internal.memory;

import dev.krait.multiprocessing.internal.wire.PrimitiveArrays;
import java.nio.ByteBuffer;

/** Copies whole runs of elements between Java's primitive arrays and shared memory. */
public final class BulkCopy {
    private BulkCopy() {}

    @FunctionalInterface
    private interface Step {
        void copy(Object array, int at, int count, ByteBuffer memory);
    }

    /** From memory into an array; who calls checks all bounds. */
    public static void read(Memory memory, long address, ElementType<?> type, Object array, int at, int count) {
        inSteps(memory, address, type.width(), array, at, count, PrimitiveArrays::fill);
    }

    /** From an array into memory; who calls checks all bounds. */
    public static void write(Memory memory, long address, ElementType<?> type, Object array, int at, int count) {
        inSteps(memory, address, type.width(), array, at, count, PrimitiveArrays::copy);
    }

    private static void inSteps(Memory memory, long address, int width, Object array, int at, int count, Step step) {
        int most = Memory.LONGEST_SLICE / width;
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, most);
            step.copy(array, at + done, now, memory.slice(address + (long) done * width, now * width));
            done += now;
        }
    }
}
