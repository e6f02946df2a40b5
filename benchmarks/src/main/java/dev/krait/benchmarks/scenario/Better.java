package dev.krait.benchmarks.scenario;

import java.util.List;

/** Which way figures of a scenario get better. */
public enum Better {
    /** As with tasks per second. */
    HIGHER("higher", ">="),
    /** As with times. */
    LOWER("lower", "<=");

    private final String word;
    private final String sign;

    Better(String word, String sign) {
        this.word = word;
        this.sign = sign;
    }

    /**
     * The word for it in a report.
     *
     * @return {@code higher} or {@code lower}
     */
    public String word() {
        return word;
    }

    /**
     * The sign between a ratio and its limit.
     *
     * @return {@code >=} or {@code <=}
     */
    public String sign() {
        return sign;
    }

    /**
     * Whether a ratio reaches its limit.
     *
     * @param ratio what was measured
     * @param limit what is to be reached
     * @return whether it is the limit or better
     */
    public boolean reaches(double ratio, double limit) {
        return this == HIGHER ? ratio >= limit : ratio <= limit;
    }

    /**
     * The best of several figures.
     *
     * @param figures at least one
     * @return the highest, or the lowest
     */
    public double best(List<Double> figures) {
        var all = figures.stream().mapToDouble(figure -> figure);
        return (this == HIGHER ? all.max() : all.min())
                .orElseThrow(() -> new IllegalArgumentException("the best of no figures"));
    }
}
