package dev.krait.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Numbers as people like to read them: three digits that count, and k or M for many. */
public final class Amounts {
    private static final MathContext THREE = new MathContext(3);
    private static final MathContext SIX = new MathContext(6);

    private Amounts() {}

    /**
     * A number for people.
     *
     * @param amount the number
     * @return such as {@code 1.75 M}; empty for null
     */
    public static String shown(@Nullable Double amount) {
        if (amount == null) {
            return "";
        }
        if (Math.abs(amount) >= 999_500) {
            return rounded(amount / 1e6, THREE) + " M";
        }
        if (Math.abs(amount) >= 9_995) {
            return rounded(amount / 1e3, THREE) + " k";
        }
        return rounded(amount, THREE);
    }

    /** For programs, which want more digits than chance has left meaning in. */
    static String exact(double amount) {
        return rounded(amount, SIX);
    }

    private static String rounded(double amount, MathContext digits) {
        BigDecimal rounded = BigDecimal.valueOf(amount).round(digits);
        return rounded.scale() < 0
                ? rounded.toPlainString()
                : rounded.stripTrailingZeros().toPlainString();
    }
}
