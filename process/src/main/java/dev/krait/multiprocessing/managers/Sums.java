package dev.krait.multiprocessing.managers;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Adds numbers of one type. */
final class Sums {
    private Sums() {}

    static Number of(@Nullable Object value, Number delta) {
        if (value != null && value.getClass() == delta.getClass()) {
            if (value instanceof Integer number) {
                return number + (Integer) delta;
            } else if (value instanceof Long number) {
                return number + (Long) delta;
            } else if (value instanceof Double number) {
                return number + (Double) delta;
            } else if (value instanceof Float number) {
                return number + (Float) delta;
            } else if (value instanceof Short number) {
                return (short) (number + (Short) delta);
            } else if (value instanceof Byte number) {
                return (byte) (number + (Byte) delta);
            } else if (value instanceof BigInteger number) {
                return number.add((BigInteger) delta);
            } else if (value instanceof BigDecimal number) {
                return number.add((BigDecimal) delta);
            }
        }
        throw new IllegalArgumentException("cannot add the " + delta.getClass().getSimpleName() + " " + delta + " to "
                + (value == null ? "null" : "the " + value.getClass().getSimpleName() + " " + value)
                + "; both must be numbers of one type");
    }
}
