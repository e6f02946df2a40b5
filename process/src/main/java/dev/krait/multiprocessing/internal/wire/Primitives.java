package dev.krait.multiprocessing.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fixed-width numbers in byte arrays, little-endian. Each width is set up when it is first used, which takes milliseconds. */
final class Primitives {
    private static final class Short2 {
        static final VarHandle SHORT = view(short[].class);
    }

    private static final class Int4 {
        static final VarHandle INT = view(int[].class);
    }

    private static final class Long8 {
        static final VarHandle LONG = view(long[].class);
    }

    private Primitives() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }

    static short getShort(byte[] bytes, int at) {
        return (short) Short2.SHORT.get(bytes, at);
    }

    static void setShort(byte[] bytes, int at, short value) {
        Short2.SHORT.set(bytes, at, value);
    }

    static int getInt(byte[] bytes, int at) {
        return (int) Int4.INT.get(bytes, at);
    }

    static void setInt(byte[] bytes, int at, int value) {
        Int4.INT.set(bytes, at, value);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) Long8.LONG.get(bytes, at);
    }

    static void setLong(byte[] bytes, int at, long value) {
        Long8.LONG.set(bytes, at, value);
    }
}
