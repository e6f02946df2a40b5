package dev.krait.benchmarks.scenario;

import dev.krait.benchmarks.side.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that Krait does and others do, too: its name, what its figure means, who does it and what is to be reached.
 * Python's part lies in the script, under the same name.
 *
 * @param name its name, such as {@code pool.apply.p50}
 * @param unit the unit of its figures
 * @param better which way they get better
 * @param alone whether Python has nothing of the kind, so that only Krait does it
 * @param handOver whether it is a latency of hand-overs between threads, which depends on the cores that they sleep on
 * @param krait Krait's side
 * @param jdk the JDK's side, where it has a class for the same purpose
 * @param goals what is to be reached; the first is the one that the ratio is shown for
 */
public record Scenario(
        String name,
        String unit,
        Better better,
        boolean alone,
        boolean handOver,
        Side.Opener krait,
        Side.@Nullable Opener jdk,
        List<Goal> goals) {
    private static final int FEW = 5;
    private static final int MANY = 20;

    /** Takes a copy of the goals and refuses none. */
    public Scenario {
        goals = List.copyOf(goals);
        if (goals.isEmpty()) {
            throw new IllegalArgumentException(name + " needs a goal");
        }
        if (jdk == null && goals.stream().anyMatch(goal -> goal.peer() == Peer.JDK)) {
            throw new IllegalArgumentException(name + " has a goal against the JDK and no JDK side");
        }
    }

    /**
     * A scenario where more is better, to which other facts are added.
     *
     * @param name its name
     * @param unit the unit of its figures
     * @param krait Krait's side
     * @param goals what is to be reached
     * @return the scenario
     */
    public static Scenario throughput(String name, String unit, Side.Opener krait, Goal... goals) {
        return new Scenario(name, unit, Better.HIGHER, false, false, krait, null, List.of(goals));
    }

    /**
     * A scenario where less is better.
     *
     * @param name its name
     * @param unit the unit of its figures
     * @param krait Krait's side
     * @param goals what is to be reached
     * @return the scenario
     */
    public static Scenario time(String name, String unit, Side.Opener krait, Goal... goals) {
        return new Scenario(name, unit, Better.LOWER, false, false, krait, null, List.of(goals));
    }

    /**
     * A scenario that the JDK is the measure of.
     *
     * @param name its name
     * @param unit the unit of its figures
     * @param better which way they get better
     * @param krait Krait's side
     * @param jdk the JDK's side
     * @param goals what is to be reached
     * @return the scenario
     */
    public static Scenario besideJdk(
            String name, String unit, Better better, Side.Opener krait, Side.Opener jdk, Goal... goals) {
        return new Scenario(name, unit, better, false, false, krait, jdk, List.of(goals));
    }

    /**
     * A scenario of something that Python has not.
     *
     * @param name its name
     * @param unit the unit of its figures
     * @param better which way they get better
     * @param krait Krait's side
     * @param ideal which part of what is possible is to be reached
     * @return the scenario
     */
    public static Scenario alone(String name, String unit, Better better, Side.Opener krait, double ideal) {
        return new Scenario(name, unit, better, true, false, krait, null, List.of(Goal.ofIdeal(ideal)));
    }

    /**
     * The same with the JDK beside it.
     *
     * @param beside the JDK's side
     * @param more goals against it
     * @return a copy
     */
    public Scenario withJdk(Side.Opener beside, Goal... more) {
        var all = new ArrayList<>(goals);
        all.addAll(List.of(more));
        return new Scenario(name, unit, better, alone, handOver, krait, beside, all);
    }

    /**
     * The same as a latency of hand-overs, which is worth pinning.
     *
     * @return a copy
     */
    public Scenario asHandOver() {
        return new Scenario(name, unit, better, alone, true, krait, jdk, goals);
    }

    /**
     * Whether a goal is so close that the median of many rounds counts instead of the best of a few.
     *
     * @return whether it is
     */
    public boolean isClose() {
        return goals.stream().anyMatch(Goal::isClose);
    }

    /**
     * How many rounds all sides that a close goal compares take; the others are content with the least.
     *
     * @param peer the peer, or null for Krait itself
     * @return 5, or 20 where a goal is close
     */
    public int rounds(@Nullable Peer peer) {
        boolean many =
                peer == null ? isClose() : goals.stream().anyMatch(goal -> goal.peer() == peer && goal.isClose());
        return many ? MANY : FEW;
    }

    /**
     * What the rounds of one side come to.
     *
     * @param rounds the figures of its rounds, at least one
     * @return the median where a goal is close, else the best
     */
    public double figure(List<Double> rounds) {
        return isClose() ? median(rounds) : better.best(rounds);
    }

    private static double median(List<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(figure -> figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * All goals as a reader sees them.
     *
     * @return such as {@code <= 0.1 Python, <= 1.2 JDK}
     */
    public String describeGoals() {
        return goals.stream().map(goal -> goal.describe(better)).collect(Collectors.joining(", "));
    }
}
