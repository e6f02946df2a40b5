package dev.krait.multiprocessing.sharedmemory;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value in the form in which a slot holds it. */
final class SlotValue {
    private static final byte[] NOTHING = {};

    private final SlotType type;
    private final long bits;
    private final byte[] bytes;

    private SlotValue(SlotType type, long bits, byte[] bytes) {
        this.type = type;
        this.bits = bits;
        this.bytes = bytes;
    }

    /** A text or array as it was found in a slot. */
    static SlotValue ofBytes(SlotType type, byte[] bytes) {
        return new SlotValue(type, 0, bytes);
    }

    /** Anything else as it was found in a slot. */
    static SlotValue ofBits(SlotType type, long bits) {
        return new SlotValue(type, bits, NOTHING);
    }

    /**
     * The form of a value.
     *
     * @throws IllegalArgumentException if such a list cannot hold it
     */
    static SlotValue of(@Nullable Object value) {
        if (value == null) {
            return ofBits(SlotType.NONE, 0);
        } else if (value instanceof Boolean truth) {
            return ofBits(SlotType.BOOLEAN, truth ? 1 : 0);
        } else if (value instanceof Integer number) {
            return ofBits(SlotType.INTEGER, number);
        } else if (value instanceof Long number) {
            return ofBits(SlotType.LONG, number);
        } else if (value instanceof Double number) {
            return ofBits(SlotType.DOUBLE, Double.doubleToRawLongBits(number));
        } else if (value instanceof String text) {
            return ofBytes(SlotType.STRING, encoded(text));
        } else if (value instanceof byte[] array) {
            return ofBytes(SlotType.BYTES, array);
        }
        throw new IllegalArgumentException(
                "a ShareableList holds Integer, Long, Double, Boolean, String, byte[] and null; " + value
                        + " is of type " + value.getClass().getName());
    }

    private static byte[] encoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!text.equals(new String(bytes, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException(
                    "a ShareableList holds text that UTF-8 can write; this one has half of a surrogate pair: " + text);
        }
        return bytes;
    }

    /** What it is. */
    SlotType type() {
        return type;
    }

    /** The value of a number or truth value, zero for others. */
    long bits() {
        return bits;
    }

    /** The value of a text or array, empty for others. */
    byte[] bytes() {
        return bytes;
    }

    /** Python's rule for the room that a value gets: for texts the next multiple of 8 above the length, else 8 bytes. */
    long room() {
        return type.hasBytes() ? 8L * (bytes.length / 8 + 1) : 8;
    }

    /** The value itself. */
    @Nullable
    Object value() {
        return switch (type) {
            case NONE -> null;
            case BOOLEAN -> bits != 0;
            case INTEGER -> (int) bits;
            case LONG -> bits;
            case DOUBLE -> Double.longBitsToDouble(bits);
            case STRING -> new String(bytes, StandardCharsets.UTF_8);
            case BYTES -> bytes;
        };
    }

    /** Whether Python takes two values for equal: numbers by their value, true as 1, arrays by what is in them. */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof byte[] left && b instanceof byte[] right) {
            return Arrays.equals(left, right);
        }
        BigDecimal left = number(a);
        BigDecimal right = number(b);
        if (left != null && right != null) {
            return left.compareTo(right) == 0;
        }
        if (a instanceof Double left2 && b instanceof Double right2) {
            return left2.doubleValue() == right2.doubleValue(); // Infinities; not-a-number equals nothing.
        }
        return Objects.equals(a, b);
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        } else if (value instanceof Double number) {
            return Double.isFinite(number) ? new BigDecimal(number) : null;
        } else if (value instanceof Integer || value instanceof Long) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        return null;
    }
}
