package dev.krait.benchmarks.scenario;

import java.math.BigDecimal;

/**
 * What the ratio of Krait's figure to a peer's must reach.
 *
 * @param peer the peer
 * @param limit the ratio to reach, which still counts as reached
 */
public record Goal(Peer peer, double limit) {
    /** Nearer to one than this, the best of a few rounds is no judge. */
    private static final double CLOSE = 0.1;

    /**
     * A goal against Python.
     *
     * @param limit the ratio to reach
     * @return the goal
     */
    public static Goal ofPython(double limit) {
        return new Goal(Peer.PYTHON, limit);
    }

    /**
     * A goal against the JDK.
     *
     * @param limit the ratio to reach
     * @return the goal
     */
    public static Goal ofJdk(double limit) {
        return new Goal(Peer.JDK, limit);
    }

    /**
     * A goal against what is possible at all, for figures that are parts of that already.
     *
     * @param limit the part to reach
     * @return the goal
     */
    public static Goal ofIdeal(double limit) {
        return new Goal(Peer.IDEAL, limit);
    }

    /**
     * Whether the two figures are to be so close that chance decides between single rounds.
     *
     * @return whether the limit is less than 10 % from one
     */
    public boolean isClose() {
        return Math.abs(limit - 1) < CLOSE;
    }

    /**
     * The goal as a reader sees it.
     *
     * @param better which way the ratio gets better
     * @return such as {@code >= 30 Python}
     */
    public String describe(Better better) {
        return better.sign() + " "
                + BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString() + " " + peer.title();
    }
}
