package dev.krait.benchmarks.scenario;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a scenario's sides and what they come to.
 *
 * @param scenario what was measured
 * @param krait Krait's figure
 * @param python the best Python's figure, if there is one
 * @param jdk the JDK's figure, if there is one
 */
public record Result(
        Scenario scenario,
        double krait,
        @Nullable Double python,
        @Nullable Double jdk) {
    /**
     * Krait's figure divided by a peer's.
     *
     * @param peer the peer
     * @return the ratio, or null if the peer has no figure to divide by
     */
    public @Nullable Double ratio(Peer peer) {
        Double other = switch (peer) {
            case PYTHON -> python;
            case JDK -> jdk;
            case IDEAL -> Double.valueOf(1);
        };
        return other == null || other == 0 ? null : Double.valueOf(krait / other);
    }

    /**
     * The ratio that the first goal is about.
     *
     * @return the ratio, or null if that peer has no figure
     */
    public @Nullable Double ratio() {
        return ratio(scenario.goals().get(0).peer());
    }

    /**
     * How the figures stand to all goals.
     *
     * @return missed if one goal is missed, open if one cannot be judged, else met
     */
    public Verdict verdict() {
        boolean open = false;
        for (Goal goal : scenario.goals()) {
            Double ratio = ratio(goal.peer());
            if (ratio == null) {
                open = true;
            } else if (!scenario.better().reaches(ratio, goal.limit())) {
                return Verdict.MISSED;
            }
        }
        return open ? Verdict.OPEN : Verdict.MET;
    }
}
