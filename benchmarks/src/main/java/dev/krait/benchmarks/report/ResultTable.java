package dev.krait.benchmarks.report;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Peer;
import dev.krait.benchmarks.scenario.Result;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.scenario.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Results for people. */
public final class ResultTable {
    private static final List<String> TITLES =
            List.of("scenario", "unit", "Krait", "Python", "JDK", "ratio", "goal", "met");

    private final Columns rows = new Columns(TITLES);

    /**
     * Adds a row.
     *
     * @param result what it shows
     */
    public void add(Result result) {
        Scenario scenario = result.scenario();
        rows.add(List.of(
                scenario.name(),
                scenario.unit(),
                Amounts.shown(result.krait()),
                Amounts.shown(result.python()),
                Amounts.shown(result.jdk()),
                ratios(result),
                scenario.describeGoals(),
                verdict(result.verdict())));
    }

    /**
     * Adds a row for what has no result.
     *
     * @param scenario what it is
     * @param why what stands where the figure would
     * @param verdict what that means for its goals
     */
    public void addWithout(Scenario scenario, String why, Verdict verdict) {
        rows.add(
                List.of(scenario.name(), scenario.unit(), why, "", "", "", scenario.describeGoals(), verdict(verdict)));
    }

    /**
     * A result in one short line.
     *
     * @param result what it tells
     * @return the figure, the ratios, the goals and whether they are met
     */
    public static String summary(Result result) {
        Scenario scenario = result.scenario();
        return Amounts.shown(result.krait()) + " " + scenario.unit() + ", ratio " + ratios(result) + ", goal "
                + scenario.describeGoals() + ", met: " + verdict(result.verdict());
    }

    /** One ratio for each peer that a goal is about, in the order of the goals. */
    private static String ratios(Result result) {
        Set<Peer> peers = new LinkedHashSet<>();
        for (Goal goal : result.scenario().goals()) {
            peers.add(goal.peer());
        }
        return peers.stream()
                .map(result::ratio)
                .map(ratio -> ratio == null ? "-" : Amounts.shown(ratio))
                .collect(Collectors.joining(", "));
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case MET -> "yes";
            case MISSED -> "NO";
            case OPEN -> "-";
        };
    }

    /** The whole table, with a line's end after each row. */
    @Override
    public String toString() {
        return rows.toString();
    }
}
