package dev.krait.benchmarks.work;

import dev.krait.benchmarks.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that can be compared, in the order of the table. */
public final class Scenarios {
    private Scenarios() {}

    /**
     * All scenarios.
     *
     * @return those of pools, of processes, of pipes, of queues, of shared memory, of executors, of threads
     */
    public static List<Scenario> all() {
        return Stream.of(
                        PoolScenarios.all(),
                        ProcessScenarios.all(),
                        ManagerScenarios.all(),
                        PipeScenarios.all(),
                        BeltScenarios.all(),
                        SharedScenarios.all(),
                        ExecutorScenarios.all(),
                        ThreadScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Looks for a scenario.
     *
     * @param name its full name
     * @return it, if there is one of that name
     */
    public static Optional<Scenario> named(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
