package dev.krait.examples.shared;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Amounts {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Amounts() {}

    /**
     * A number.
     *
     * @param number how many
     * @return such as {@code 12,345}
     */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /**
     * A number with its noun.
     *
     * @param number how many
     * @param noun what, in the singular
     * @return such as {@code 1 file} or {@code 12,345 files}
     */
    public static String count(long number, String noun) {
        String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
        return number(number) + " " + (number == 1 ? noun : plural);
    }

    /**
     * A number of bytes in the largest fitting unit.
     *
     * @param bytes how many
     * @return such as {@code 4.2 MB}, counting a kB as 1000 bytes
     */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return count(bytes, "byte");
        }
        double amount = bytes / 1000.0;
        int unit = 0;
        while (amount >= 999.95) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /**
     * A time in seconds.
     *
     * @param time how long
     * @return such as {@code 0.02 s} or {@code 12.50 s}
     */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }
}
