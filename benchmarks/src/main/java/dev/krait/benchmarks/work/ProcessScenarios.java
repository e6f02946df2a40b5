package dev.krait.benchmarks.work;

import static dev.krait.benchmarks.scenario.Scenario.time;

import dev.krait.benchmarks.scenario.Goal;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.multiprocessing.StartMethod;
import java.util.List;

/** What processes are measured by: how soon one has done something, from nothing and from a spare. */
final class ProcessScenarios {
    /** From JDK 25 on a JVM may keep what it has loaded and linked for the next one. */
    private static final double COLD = Runtime.version().feature() < 25 ? 1.5 : 1.25;

    private ProcessScenarios() {}

    static List<Scenario> all() {
        return List.of(
                time(
                        "process.start.cold",
                        "ms",
                        scale -> StartProcessRounds.untilItsEnd(StartMethod.SPAWN),
                        Goal.ofPython(COLD)),
                time(
                        "process.start.spare",
                        "ms",
                        scale -> StartProcessRounds.untilTheTargetsEnd(StartMethod.FORKSERVER),
                        Goal.ofPython(0.5)),
                time(
                        "pool.first_result.spare",
                        "ms",
                        scale -> new FirstResultRounds(StartMethod.FORKSERVER),
                        Goal.ofPython(0.5)));
    }
}
